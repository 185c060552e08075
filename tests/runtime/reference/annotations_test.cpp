#include "runtime/reference/annotations.h"

#include <map>
#include <memory>

#include <catch2/catch.hpp>
#include <lua.hpp>

#include "api/catalog/catalog.h"
#include "api/catalog/signature.h"

using namespace luabot;
using namespace luabot::reference;

namespace {

const std::map<std::string, std::string>& files() {
  static const auto made = [] {
    std::map<std::string, std::string> all;
    for (auto& one : annotations()) all[one.file] = one.text;
    return all;
  }();
  return made;
}

bool holds(const std::string& file, const std::string& part) {
  INFO(file << " holds " << part);
  return files().at(file).find(part) != std::string::npos;
}

// "b24/crm.lua" for crm.deal.list, "b24.lua" for profile.
std::string file_of(std::string_view name) {
  const std::string word(name.substr(0, name.find('.')));
  return files().count("b24/" + word + ".lua") != 0 ? "b24/" + word + ".lua" : "b24.lua";
}

}  // namespace

TEST_CASE("annotations are Lua that an editor takes") {
  const std::unique_ptr<lua_State, decltype(&lua_close)> lua(luaL_newstate(), &lua_close);
  for (const auto& [file, text] : files()) {
    INFO(file);
    CHECK(text.starts_with("---@meta"));
    CHECK(text.size() < 500'000);
    CHECK(luaL_dostring(lua.get(), text.c_str()) == 0);
    if (const char* const wrong = lua_tostring(lua.get(), -1); wrong != nullptr) UNSCOPED_INFO(wrong);
    lua_settop(lua.get(), 0);
  }
}

TEST_CASE("every method of the catalog is annotated with its parameters") {
  int count = 0;
  for (const catalog::Method* method : catalog::all()) {
    const std::string name(method->name);
    const std::string file = file_of(name);
    ++count;
    if (name == "batch") continue;  // b24.batch is the library's
    // A method that is also the beginning of others is what can be called of their class.
    const bool function = holds(file, "--- `" + name + "`, scope");
    CHECK((function || holds(file, "---@class b24." + name + "\n---@overload fun(params?: ")));
    const auto known = catalog::read_signature(method->signature);
    if (!known->empty()) {
      CHECK(holds(file, "---@class b24." + name + ".params\n"));
      CHECK(holds(file, "---@field " + std::string((*known)[0].name) + ((*known)[0].required ? " " : "? ")));
    }
  }
  CHECK(count == 1667);
}

TEST_CASE("parameters are classes with types and descriptions") {
  const std::string file = "b24/imbot.lua";
  CHECK(holds(file, "---@class b24.imbot.v2.Chat.Message.send.params.fields\n"));
  CHECK(holds(file, "---@field fields? b24.imbot.v2.Chat.Message.send.params.fields the message\n"));
  CHECK(holds(file, "---@field message? string the text, with BB codes\n"));
  CHECK(holds(file, "---@field botId? integer"));
  CHECK(holds(file, "---@field type? \"bot\"|"));
  CHECK(holds("b24/crm.lua", "---@class b24.crm.deal.productrows.set.params.rows\n"));
  CHECK(holds("b24/crm.lua", "---@field rows? b24.crm.deal.productrows.set.params.rows[]\n"));
  CHECK(holds("b24/im.lua",
              "---@overload fun(params?: b24.im.notify.params, options?: b24.Options): integer|boolean"));
}

TEST_CASE("deprecated methods are marked with what to use") {
  CHECK(holds("b24/crm.lua", "--- `crm.deal.list`, scope crm\n---@deprecated use crm.item.list\n"));
  CHECK(holds("b24/im.lua", "--- `im.search.last.get`, scope im\n---@deprecated\n"));
}

TEST_CASE("the library's own functions of b24 are annotated, and once") {
  CHECK(holds("b24.lua", "function b24.batch(calls, options) end\n"));
  CHECK_FALSE(holds("b24.lua", "b24.batch = "));
}

TEST_CASE("the library is annotated from its own comments") {
  CHECK(holds("luabot.lua", "(\"Which one?\") end)\n---     bot:on(\"message\""));
  CHECK_FALSE(holds("luabot.lua", "require = {}"));
  CHECK(holds("file.lua", "function file.save(name, content) end\n"));
  CHECK(holds("ui.lua", "---@param text string|number\n---@return string\nfunction ui.escape(text) end\n"));
  CHECK(holds("ui.lua", "function ui.keyboard(items) end\n"));
  CHECK(holds("store.lua", "function store.get(key, default) end\n"));
  CHECK(holds("json.lua", "json.null = {}\n"));
  CHECK(holds("json.lua", "function json.encode(value) end\n"));
  CHECK(holds("log.lua", "function log.warn(text, ...) end\n"));
  CHECK(holds("luabot.lua", "---@class luabot.Bot\nlocal Bot = {}\n"));
  CHECK(holds("luabot.lua", "function Bot:on(name, handler) end\n"));
  CHECK(holds("luabot/event.lua", "function methods:reply(content, options) end\n"));
  CHECK(holds("events.lua", "---@class b24.event.ONIMBOTV2MESSAGEADD: luabot.Event\n"));
}

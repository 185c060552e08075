#include <algorithm>
#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "api/catalog/description.h"
#include "tests/api/catalog/documented.h"
#include "tests/methods/lua_caller.h"
#include "tests/methods/situation.h"

// A test for each method of a bot that the catalog describes, made from its description: called from a
// script, it does what is documented, and each of its documented errors arrives in the script as it left the
// portal.
using namespace luabot;
using namespace luabot::test;

namespace {

/// The documented surface of bots; server.time and the like are described too, and are none.
bool is_bot_method(const catalog::Method& method) {
  const auto begins = [&](std::string_view with) { return method.name.substr(0, with.size()) == with; };
  return method.described && (begins("imbot.v2.") || begins("im.") || begins("imopenlines.bot.session."));
}

/// Differences between an answer and its description that the state explains, or that the documentation has
/// with itself.
bool explained(std::string_view method, const std::string& difference) {
  const std::pair<std::string_view, std::string_view> known[] = {
      {"im.counters.get", "result.CHAT: an object"},  // the example's list is PHP's empty map
      // What only some messages and files have.
      {"im.dialog.messages.get", "result.files[].image: a boolean"},
      {"im.dialog.messages.get", "result.files[].viewerAttrs.viewerResized: missing"},
      {"im.dialog.messages.get", "result.messages[].params.CODE: missing"},
      {"im.dialog.messages.get", "result.messages[].params.LIKE: missing"},
      {"im.dialog.messages.get", "result.messages[].params.NOTIFY: missing"},
      {"im.disk.file.commit", "result.FILES.upload{id}.image: a boolean"},
      {"im.disk.file.commit", "result.FILES.upload{id}.viewerAttrs.viewerResized: missing"},
      {"im.disk.file.commit", "result.FILES.upload{id}.date: a string"},     // as everywhere else
      {"im.dialog.messages.search", "result.messages[].params: an object"},  // a list when it is empty
      {"im.dialog.messages.search", "result.users[].phones: a boolean"},     // false, says the example
      {"im.recent.get", "result[].user.absent: a boolean"},                  // as in im.recent.list
      {"im.recent.get", "result[].user.idle: a boolean"},
      {"im.recent.get", "result[].user.mobile_last_date: a boolean"},
      {"im.recent.list", "result.items[].lines: missing"},  // there are no open lines
  };
  if (difference == "next: missing" || difference == "total: missing")
    return true;  // on the last page; no list
  return std::any_of(std::begin(known), std::end(known),
                     [&](const auto& one) { return one.first == method && one.second == difference; });
}

struct Trial {
  Situation situation;
  LuaCaller lua{situation.loop, situation.portal, situation.bot_id, "tok-t"};
};

void check_success(const catalog::Method& method) {
  Trial trial;
  if (method.name == "imbot.v2.Chat.Message.Reaction.delete") {
    const auto add = *catalog::find("imbot.v2.Chat.Message.Reaction.add");
    REQUIRE(trial.lua.call(add.name, trial.situation.minimal(add)).ok);
  }
  const auto params = trial.situation.minimal(method);
  const auto seen = trial.lua.call(method.name, params);
  INFO(params.dump() << " -> " << seen.answer.dump() << seen.error.dump());
  REQUIRE(seen.ok);
  CHECK(as_lua_has_it(seen.result) == as_lua_has_it(seen.answer.at("result")));
  auto found = differences(method.name, seen.answer);
  std::erase_if(found, [&](const std::string& one) { return explained(method.name, one); });
  CHECK(found == std::vector<std::string>{});
}

void check_error(const catalog::Method& method, const catalog::MethodError& error) {
  Trial trial;
  auto params = trial.situation.provoking(method, error.code);
  if (params.is_null()) {
    // No state brings it about, or none that the host lets a script get into: the portal is told to say it.
    params = trial.situation.minimal(method);
    REQUIRE(trial.situation.portal.faults().set({{.match = std::string(method.name),
                                                  .kinds = {"error"},
                                                  .code = std::string(error.code),
                                                  .status = error.status != 0 ? error.status : 400,
                                                  .description = "Told to say so"}}));
  }
  const auto seen = trial.lua.call(method.name, params);
  INFO(error.code << ": " << params.dump() << " -> " << seen.answer.dump() << seen.error.dump());
  REQUIRE_FALSE(seen.ok);
  REQUIRE(seen.answer.is_object());
  CHECK(seen.status >= 400);
  CHECK(seen.error == Json{{"code", error.code},
                           {"description", seen.answer.at("error_description")},
                           {"status", seen.status},
                           {"method", method.name}});
  if (error.status != 0) CHECK(seen.status == error.status);
}

struct Case final : Catch::ITestInvoker {
  explicit Case(const catalog::Method& of) : method(of) {}
  void invoke() const override {
    check_success(method);
    for (const auto& error : method.description->errors) check_error(method, error);
  }
  const catalog::Method& method;
};

int register_all() {
  int count = 0;
  for (const auto* method : catalog::all()) {
    if (!is_bot_method(*method)) continue;
    const auto name = std::string(method->name) + " through Lua";
    const Catch::AutoReg made(new Case(*method), CATCH_INTERNAL_LINEINFO, Catch::StringRef(),
                              Catch::NameAndTags{name});
    ++count;
  }
  return count;
}

const int registered = register_all();

}  // namespace

TEST_CASE("each of the 107 bot methods has its test") {
  CHECK(registered == 107);
}

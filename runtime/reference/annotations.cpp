#include "runtime/reference/annotations.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "api/catalog/description.h"
#include "api/catalog/events.h"
#include "api/catalog/signature.h"
#include "api/catalog/tables.h"
#include "runtime/reference/lua_text.h"
#include "runtime/reference/words.h"

namespace luabot::reference {
namespace {

using namespace catalog;

// A type as LuaLS writes it. Names of classes are given by the caller: of an entity, or of the named fields.
std::string lua_type(std::uint16_t kinds, std::uint16_t items, const std::string& named) {
  std::string out;
  const auto add = [&](bool has, const std::string& text) {
    if (!has) return;
    if (!out.empty()) out += '|';
    out += text;
  };
  const std::string object = named.empty() ? "table" : named;
  add((kinds & (kind_string | kind_file | kind_datetime | kind_json)) != 0, "string");
  add((kinds & kind_integer) != 0, "integer");
  add((kinds & kind_number) != 0, "number");
  add((kinds & kind_boolean) != 0, "boolean");
  add((kinds & kind_map) != 0, "table<string, any>");
  add((kinds & (kind_object | kind_entity)) != 0, object);
  if ((kinds & kind_array) != 0) {
    const std::string item = items == 0 ? (named.empty() ? "any" : named) : lua_type(items, 0, named);
    add(true, (item.find('|') == std::string::npos ? item : "(" + item + ")") + "[]");
  }
  return (kinds & kind_any) != 0 || out.empty() ? "any" : out;
}

std::string quoted_values(const Param& param) {
  if (param.values.empty() || !param.type.has(kind_string)) return "";
  std::string out;
  for (const std::string_view value : param.values)
    out += fmt::format("{}\"{}\"", out.empty() ? "" : "|", value);
  return param.open ? out + "|string" : out;
}

// One word of the methods' names: what stands below it, and the method of that very name.
struct Word {
  std::map<std::string, Word, std::less<>> words;
  const Method* method = nullptr;
};

class Writer {
 public:
  std::string write(const std::string& name, const Word& word) {
    out_ = "---@meta _\n";
    node("b24." + name, word);
    return std::move(out_);
  }

  std::string leaf(const std::string& key, const Method& method) {
    classes(method);
    function("b24", key, method);
    return std::move(out_);
  }

  std::string class_of(const std::string& name, const Slice<Param>& params) {
    described(name, params);
    return std::move(out_);
  }

  std::string class_of(const std::string& name, const Slice<Field>& fields) {
    answer(name, fields);
    return std::move(out_);
  }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): as deep as names have words
  void node(const std::string& name, const Word& word) {
    for (const auto& [key, inner] : word.words)
      if (!inner.words.empty()) node(fmt::format("{}.{}", name, key), inner);
    for (const auto& [key, inner] : word.words)
      if (inner.method != nullptr && inner.words.empty()) classes(*inner.method);
    if (word.method != nullptr) classes(*word.method);
    out_ += "\ndo\n---@class " + name + "\n";
    if (word.method != nullptr)
      out_ += fmt::format("---@overload fun(params?: {}, options?: b24.Options): {}\n",
                          params_name(*word.method), result_of(*word.method));
    if (name == "b24.call")  // the library's function of that name
      out_ += "---@overload fun(name: string, params?: table, options?: b24.Options): any\n";
    for (const auto& [key, inner] : word.words)
      if (!inner.words.empty()) out_ += fmt::format("---@field {} {}.{}\n", key, name, key);
    out_ += "local node = {}\n";
    for (const auto& [key, inner] : word.words)
      if (inner.method != nullptr && inner.words.empty()) function("node", key, *inner.method);
    out_ += "end\n";
  }

  static std::string params_name(const Method& method) {
    const bool none = method.described ? method.description->params.empty() : method.signature.empty();
    return none ? "table" : fmt::format("b24.{}.params", method.name);
  }

  static std::string result_of(const Method& method) {
    if (!method.described) return "any";
    const Field& result = method.description->result[0];
    return lua_type(result.type.kinds, result.type.items,
                    result.entity == nullptr ? "" : fmt::format("b24.{}", result.entity->name));
  }

  void function(const std::string& table, const std::string& key, const Method& method) {
    out_ += fmt::format("\n--- {}\n", method.described ? method.description->about : method.name);
    out_ += fmt::format("--- `{}`, scope {}\n", method.name, method.scope.empty() ? "none" : method.scope);
    if (method.deprecated)
      out_ += "---@deprecated" + (method.instead.empty() ? "" : " use " + std::string(method.instead)) + "\n";
    out_ += fmt::format("---@param params? {}\n---@param options? b24.Options\n---@return {}\n",
                        params_name(method), result_of(method));
    out_ +=
        table + (is_lua_name(key) ? "." + key : "[\"" + key + "\"]") + " = function(params, options) end\n";
  }

  void classes(const Method& method) {
    const std::string name = fmt::format("b24.{}.params", method.name);
    if (method.described) {
      if (!method.description->params.empty()) described(name, method.description->params);
    } else if (const auto known = read_signature(method.signature); known && !known->empty()) {
      named(name, *known);
    }
  }

  // NOLINTNEXTLINE(misc-no-recursion): parameters are nested
  void described(const std::string& name, const Slice<Param>& params) {
    std::string fields;
    for (const Param& param : params) {
      std::string type = quoted_values(param);
      if (type.empty()) {
        const bool shaped = param.shape != nullptr;
        const bool inner = shaped || !param.params.empty();
        const std::string inside = shaped  ? fmt::format("b24.{}", param.shape->name)
                                   : inner ? fmt::format("{}.{}", name, param.name)
                                           : "";
        if (inner && !shaped) described(inside, param.params);
        type = lua_type(param.type.kinds, param.type.items, inside);
      }
      const bool filled = param.name == "botId" || param.name == "botToken";
      fields += fmt::format("---@field {}{} {} {}\n", param.name, param.required && !filled ? "" : "?", type,
                            param.about);
    }
    out_ += "\n---@class " + name + "\n" + fields;
  }

  // NOLINTNEXTLINE(misc-no-recursion): parameters are nested
  void named(const std::string& name, const std::vector<Named>& params) {
    std::string fields;
    for (const Named& param : params) {
      std::string type(param.type.empty() ? "any" : param.type);
      if (type == "array") type = "any[]";
      for (const auto& [from, to] :
           std::map<std::string, std::string>{{"datetime", "string"}, {"file", "any"}, {"object", "table"}})
        for (std::size_t at = 0; (at = type.find(from, at)) != std::string::npos; at += to.size())
          type.replace(at, from.size(), to);
      if (!param.inner.empty()) {
        const std::string inside = fmt::format("{}.{}", name, param.name);
        named(inside, param.inner);
        type =
            param.type.find("[]") != std::string_view::npos || param.type == "array" ? inside + "[]" : inside;
      }
      fields += fmt::format("---@field {}{} {}\n", param.name, param.required ? "" : "?", type);
    }
    out_ += "\n---@class " + name + "\n" + fields;
  }

  // Fields of an entity or event: those at the top; what is below them is a table.
  void answer(const std::string& name, const Slice<Field>& fields) {
    out_ += "\n---@class " + name + "\n";
    for (const Field& field : fields) {
      if (!is_lua_name(field.path)) continue;
      const std::string entity = field.entity == nullptr ? "" : fmt::format("b24.{}", field.entity->name);
      out_ += fmt::format("---@field {}{} {} {}\n", field.path, field.type.nullable ? "?" : "",
                          lua_type(field.type.kinds, field.type.items, entity), field.about);
    }
  }

  std::string out_;
};

Word words_of_names() {
  Word root;
  for (const Method* method : all()) {
    Word* at = &root;
    std::string_view name = method->name;
    while (!name.empty()) {
      const std::size_t dot = std::min(name.find('.'), name.size());
      at = &at->words[std::string(name.substr(0, dot))];
      name.remove_prefix(std::min(dot + 1, name.size()));
    }
    at->method = method;
  }
  return root;
}

std::string shared_text() {
  std::string out =
      "---@class b24.Options\n---@field retry? \"always\" repeat the call even if it may have been carried "
      "out\n"
      "---@field timeout? number seconds for everything, at most 600\n"
      "---@field priority? \"bulk\" everything else goes first\n"
      "\n---@class b24.Failure\n---@field code string\n---@field description string\n---@field status "
      "integer\n"
      "---@field method string\n---@field where string\n";
  for (const Entity& entity : tables::entities)
    out += Writer().class_of(fmt::format("b24.{}", entity.name), entity.fields);
  for (const Shape& shape : tables::shapes)
    out += Writer().class_of(fmt::format("b24.{}", shape.name), shape.items);
  return out;
}

std::string root_text(const Word& root) {
  std::string out = "---@meta b24\n\n" + shared_text() + "\n---@class b24\n";
  for (const auto& [key, word] : root.words)
    if (!word.words.empty()) out += fmt::format("---@field {} b24.{}\n", key, key);
  out +=
      "---@field try b24 the same functions, which give nil and a b24.Failure in place of raising it\nlocal "
      "b24 = {}\n"
      "\n--- Goes through all pages of a list method.\n---@param name string\n---@param params? table\n"
      "---@param options? table\n---@return fun(): any\nfunction b24.list(name, params, options) end\n"
      "\n--- Makes up to 50 calls in one request.\n---@param calls table<string|integer, table>\n---@param "
      "options? b24.Options\n"
      "---@return table results\n---@return table errors\n---@return table pages\nfunction b24.batch(calls, "
      "options) end\n";
  for (const auto& [key, word] : root.words)
    if (word.words.empty() && key != "batch")  // which is the library's
      out += Writer().leaf(key, *word.method);
  return out + "\nreturn b24\n";
}

std::string events_text() {
  std::string out = "---@meta _\n";
  for (const Event& event : all_events()) {
    out += fmt::format("\n--- {}", event.about);
    std::string text = Writer().class_of(fmt::format("b24.event.{}: luabot.Event", event.name), event.fields);
    out += text;
  }
  return out;
}

}  // namespace

std::vector<Annotations> annotations() {
  std::vector<Annotations> files = library_annotations();
  const Word root = words_of_names();
  files.push_back({"b24.lua", root_text(root)});
  files.push_back({"events.lua", events_text()});
  for (const auto& [key, word] : root.words)
    if (!word.words.empty()) files.push_back({"b24/" + key + ".lua", Writer().write(key, word)});
  return files;
}

}  // namespace luabot::reference

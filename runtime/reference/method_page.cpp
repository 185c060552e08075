#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/catalog/description.h"
#include "runtime/reference/call_example.h"
#include "runtime/reference/lua_text.h"
#include "runtime/reference/pages.h"
#include "runtime/reference/words.h"

namespace luabot::reference {
namespace {

using namespace catalog;

std::string params_text(const Description& description) {
  if (description.params.empty()) return "No parameters.\n\n";
  std::string out = "| parameter | type | required | |\n|---|---|---|---|\n";
  out += param_rows(description.params, "");
  out += '\n';
  for (const Rule& rule : description.rules) {
    out += fmt::format("One of {} has to be given{}", listed(rule.paths, "and"),
                       rule.exclusive ? ", and not more than one" : "");
    out += rule.error.empty() ? ".\n\n" : fmt::format("; else `{}`.\n\n", rule.error);
  }
  return out;
}

std::string result_text(const Description& description) {
  std::string out = "| answer | type | |\n|---|---|---|\n";
  for (const Field& field : description.result)
    out += fmt::format("| `{}` | {} | {}{} |\n", field.path, type_words(field.type, field.entity),
                       field.open ? "such as " : "", listed(field.values, "or"));
  return out + '\n';
}

std::string errors_text(const Description& description) {
  if (description.errors.empty()) return "Errors: only those of the [system](errors.md).\n\n";
  std::string out = "Errors, beside those of the [system](errors.md): ";
  bool first = true;
  for (const MethodError& error : description.errors) {
    out += fmt::format("{}`{}`", first ? "" : ", ", error.code);
    if (error.status != 0) out += fmt::format(" ({})", error.status);
    first = false;
  }
  return out + ".\n\n";
}

std::string facts_text(const Method& method) {
  const Description& description = *method.description;
  std::string out = fmt::format("Scope `{}`; {}", method.scope, repeat_words(method.repeat));
  if (!description.repeat_key.empty()) out += fmt::format(" (`{}`)", description.repeat_key);
  out += method.batchable ? "; may go into a batch" : "; not in a batch";
  out += method.disposable ? "; dropped (`false`) when it would have to wait." : ".";
  if (!method.deprecated) return out + "\n\n";
  out += " **Deprecated";
  return out + (method.instead.empty() ? "" : fmt::format(": use {}", method.instead)) + ".**\n\n";
}

}  // namespace

std::string method_text(const Method& method) {
  const Description& description = *method.description;
  std::string out = fmt::format("## {}\n\n{}\n\n", method.name, description.about);
  out += facts_text(method) + params_text(description);
  out +=
      fmt::format("```lua\nlocal result = b24.{} {}\n```\n\n", method.name, lua_text(call_example(method)));
  return out + result_text(description) + errors_text(description);
}

}  // namespace luabot::reference

#include "runtime/runs/rest_call.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "api/base/json_text.h"
#include "api/base/secret.h"
#include "runtime/runs/prepare.h"

namespace luabot {
namespace {

constexpr double longest_timeout = 600;

bool is_true(const Json& value) {
  return value.is_boolean() && value.get<bool>();
}

}  // namespace

Result<void> read_options(const wire::Call& asked, RestCall& made) {
  if (asked.options.empty()) return {};
  client::Call& call = made.call;
  const auto wrong = [&](std::string what, std::string hint = {}) {
    return Error{"BAD_OPTIONS", std::move(what), asked.op, std::move(hint)};
  };
  const Json options = Json::parse(asked.options, nullptr, false);
  if (!options.is_object()) return wrong("the options of a call are a table");
  for (const auto& [name, value] : options.items()) {
    if (name == "named") {
      made.named = is_true(value);
    } else if (name == "page") {
      made.page = is_true(value);
    } else if (name == "retry") {
      if (value != "always") return wrong("retry: only \"always\" is known");
      call.repeat_always = true;
    } else if (name == "priority") {
      if (value != "bulk") return wrong("priority: only \"bulk\" is known");
      call.priority = client::Priority::bulk;
    } else if (name == "timeout") {
      if (!value.is_number() || value.get<double>() <= 0 || value.get<double>() > longest_timeout)
        return wrong("timeout: seconds, more than 0 and at most 600");
      call.timeout = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value.get<double>()));
    } else {
      return wrong(fmt::format("unknown option '{}'", name), "Options are retry, timeout and priority.");
    }
  }
  return {};
}

Result<RestCall> prepare_rest_call(const wire::Call& asked, const BotIdentity& bot,
                                   const std::string& event) {
  RestCall made;
  client::Call& call = made.call;
  call.method = asked.op;
  call.priority = client::Priority::answer;
  if (auto read = read_options(asked, made); !read) return read.error();
  auto prepared = prepare_params(
      {.method = asked.op,
       .params = asked.params.empty() ? Json::object() : Json::parse(asked.params, nullptr, false),
       .key = fmt::format("{}#{}", event, asked.step),
       .named = made.named},
      bot);
  if (!prepared) return prepared.error();
  made.warnings = std::move(prepared->warnings);
  call.method = prepared->method;
  call.repeat = prepared->repeat;
  call.disposable = prepared->disposable;
  call.params = prepared->params.dump(-1, ' ', false, Json::error_handler_t::replace);
  return made;
}

std::string script_value(const client::Answer& answer, bool page) {
  if (!page) return std::string(answer.result());
  std::string value = R"({"result":)";
  value.append(answer.result());
  for (const std::string_view name : {"next", "total"})
    if (const auto said = json_text::member(answer.body, name))
      value.append(",\"").append(name).append("\":").append(*said);
  value += '}';
  return value;
}

std::string script_error(const Error& error, const std::string& method) {
  std::string description = error.what;
  if (!error.hint.empty()) description += ". " + error.hint;
  Json told{{"code", error.code}, {"description", redact(description)}, {"status", error.status}};
  if (!method.empty()) told["method"] = method;
  return told.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace luabot

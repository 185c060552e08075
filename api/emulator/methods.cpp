#include "api/emulator/methods.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <unordered_map>

#include "api/emulator/arguments.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

Reply server_time(Call& call) {
  return {.result = '"' + iso_time(call.state, call.state.now_ms()) + '"'};
}

constexpr Method general[] = {{"server.time", "", server_time}};

std::unordered_map<std::string, const Method*> by_name() {
  std::unordered_map<std::string, const Method*> out;
  for (const auto methods :
       {imbot_methods(), im_v2_methods(), im_methods(), std::span<const Method>(general)}) {
    for (const auto& method : methods) out.emplace(lower(method.name), &method);
  }
  return out;
}

bool allowed(const Options& options, std::string_view scope) {
  return scope.empty() || options.scopes.empty() ||
         std::find(options.scopes.begin(), options.scopes.end(), scope) != options.scopes.end();
}

}  // namespace

const Method* find_method(std::string_view lower_name) {
  static const auto methods = by_name();
  const auto at = methods.find(std::string(lower_name));
  return at == methods.end() ? nullptr : at->second;
}

Reply execute(State& state, std::string_view lower_name, const Json& params) {
  const auto* method = find_method(lower_name);
  if (method == nullptr) return refuse("ERROR_METHOD_NOT_FOUND");
  if (!allowed(state.options, method->scope)) return refuse("insufficient_scope");
  const auto limit = state.options.operating_limit;
  if (limit > 0 && state.operating.of(lower_name, state.now_ms()).seconds >= limit) {
    return refuse("OPERATION_TIME_LIMIT");
  }
  const auto began = state.loop.now();
  const Params view(params);
  Call call{state, view, *method};
  auto reply = method->handler(call);
  const std::chrono::duration<double> took = state.loop.now() - began;
  state.operating.charge(lower_name, took.count() + state.options.operating_cost, state.now_ms());
  return reply;
}

Bot* owned_bot(const Call& call, Reply& error) {
  const auto token = call.params.text("botToken");
  const auto id = call.params.integer("botId").value_or(0);
  Bot* bot = call.state.find_bot(id);
  std::string_view code;
  if (token.empty()) {
    code = "BOT_TOKEN_NOT_SPECIFIED";
  } else if (id <= 0) {
    code = "BOT_ID_REQUIRED";
  } else if (bot == nullptr) {
    code = "BOT_NOT_FOUND";
  } else if (bot->token != token) {
    code = "BOT_OWNERSHIP_ERROR";
  } else {
    error = bad_arguments(call);
    return error.ok() ? bot : nullptr;
  }
  error = refuse(code);
  return nullptr;
}

}  // namespace luabot::emulator

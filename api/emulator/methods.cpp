#include "api/emulator/methods.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <unordered_map>

#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

constexpr Method all[] = {
    {"im.dialog.messages.get", "im", dialog_messages},
    {"imbot.v2.Bot.get", "imbot", bot_get},
    {"imbot.v2.Bot.list", "imbot", bot_list},
    {"imbot.v2.Bot.register", "imbot", bot_register},
    {"imbot.v2.Bot.unregister", "imbot", bot_unregister},
    {"imbot.v2.Bot.update", "imbot", bot_update},
    {"imbot.v2.Chat.Message.get", "imbot", message_get},
    {"imbot.v2.Chat.Message.getContext", "imbot", message_context},
    {"imbot.v2.Chat.Message.send", "imbot", message_send},
    {"imbot.v2.Chat.get", "imbot", chat_get},
    {"imbot.v2.Command.answer", "imbot", command_answer},
    {"imbot.v2.Command.list", "imbot", command_list},
    {"imbot.v2.Command.register", "imbot", command_register},
    {"imbot.v2.Command.unregister", "imbot", command_unregister},
    {"imbot.v2.Command.update", "imbot", command_update},
    {"imbot.v2.Event.get", "imbot", event_get},
    {"server.time", "", server_time},
};

std::unordered_map<std::string, const Method*> by_name() {
  std::unordered_map<std::string, const Method*> out;
  for (const auto& method : all) out.emplace(lower(method.name), &method);
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
  Call call{state, view};
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
    return bot;
  }
  error = refuse(code);
  return nullptr;
}

Reply server_time(Call& call) {
  return {.result = '"' + iso_time(call.state, call.state.now_ms()) + '"'};
}

}  // namespace luabot::emulator

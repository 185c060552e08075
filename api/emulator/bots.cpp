#include <algorithm>
#include <array>

#include "api/emulator/bot_fields.h"
#include "api/emulator/membership.h"
#include "api/emulator/methods_imbot.h"
#include "api/emulator/render.h"

namespace luabot::emulator {
namespace {

constexpr std::size_t longest_token = 40;
constexpr std::size_t most_bots = 100;
constexpr std::array<std::string_view, 5> types = {"bot", "supervisor", "personal", "openline", "network"};

/// `{"bot": …, "users": [its user]}`
Reply shown(const State& state, const Bot& bot, bool for_owner) {
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("bot");
  write_bot(to, state, bot, for_owner);
  to.key("users");
  to.open_array();
  write_user(to, state, *state.find_user(bot.id), Place::answer);
  to.close_array();
  to.close_object();
  return reply;
}

Bot* bot_of_code(State& state, const std::string& code) {
  for (auto& [id, bot] : state.bots) {
    if (bot.code == code) return &bot;
  }
  return nullptr;
}

std::size_t bots_of(const State& state, const std::string& token) {
  return static_cast<std::size_t>(std::count_if(state.bots.begin(), state.bots.end(),
                                                [&](const auto& one) { return one.second.token == token; }));
}

/// Why a new bot cannot be made of these fields.
std::string new_bot_error(const State& state, const Params& fields, const std::string& token) {
  if (fields.has("type") && std::find(types.begin(), types.end(), fields.text("type")) == types.end()) {
    return "BOT_INVALID_TYPE";
  }
  if (auto error = bot_fields_error(fields); !error.empty()) return error;
  if (fields.text("eventMode") == "webhook" && fields.text("webhookUrl").empty()) {
    return "BOT_WEBHOOK_URL_REQUIRED";
  }
  return bots_of(state, token) >= most_bots ? "BOT_LIMIT_EXCEEDED" : "";
}

}  // namespace

Reply bot_register(Call& call) {
  auto& state = call.state;
  const auto fields = call.params.inside("fields");
  auto token = fields.text("botToken");
  if (token.empty()) token = call.params.text("botToken");
  const auto code = fields.text("code");
  if (token.empty()) return refuse("BOT_TOKEN_NOT_SPECIFIED");
  if (token.size() > longest_token) return refuse("BOT_TOKEN_INVALID_LENGTH");
  if (code.empty()) return refuse("BOT_CODE_REQUIRED");
  if (fields.inside("properties").text("name").empty()) return refuse("BOT_PROPERTIES_REQUIRED");
  if (const auto* known = bot_of_code(state, code)) {
    if (known->token != token) return refuse("BOT_CODE_ALREADY_TAKEN");
    return shown(state, *known, true);  // as it is: the portal ignores the new fields
  }
  if (const auto error = new_bot_error(state, fields, token); !error.empty()) return refuse(error);

  auto& user = state.add_bot_user();
  user.last_name.clear();
  auto& bot = state.bots[user.id];
  bot.id = user.id;
  bot.code = code;
  bot.token = token;
  if (fields.has("type")) bot.type = fields.text("type");
  apply_bot_fields(fields, bot, user);
  return shown(state, bot, true);
}

Reply bot_get(Call& call) {
  const auto token = call.params.text("botToken");
  if (token.empty()) return refuse("BOT_TOKEN_NOT_SPECIFIED");
  const auto id = call.params.integer("botId").value_or(0);
  const auto code = call.params.text("code");
  if (id == 0 && code.empty()) return refuse("PARAMS_REQUIRED");
  const auto* bot = id != 0 ? call.state.find_bot(id) : bot_of_code(call.state, code);
  if (bot == nullptr) return refuse("BOT_NOT_FOUND");
  return shown(call.state, *bot, bot->token == token);
}

Reply bot_update(Call& call) {
  Reply error;
  auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  const auto fields = call.params.inside("fields");
  if (const auto code = bot_fields_error(fields); !code.empty()) return refuse(code);
  const bool pushed =
      fields.has("eventMode") ? fields.text("eventMode") == "webhook" : bot->event_mode == "webhook";
  if (pushed && fields.text("webhookUrl").empty() && bot->webhook_url.empty()) {
    return refuse("BOT_INVALID_CALLBACK");
  }
  const auto token = fields.text("botToken");
  if (token.size() > longest_token) return refuse("BOT_TOKEN_ROTATION_FAILED");
  if (!token.empty()) bot->token = token;
  apply_bot_fields(fields, *bot, *call.state.find_user(bot->id));
  return shown(call.state, *bot, true);
}

Reply bot_list(Call& call) {
  const auto& state = call.state;
  const auto token = call.params.text("botToken");
  if (token.empty()) return refuse("BOT_TOKEN_NOT_SPECIFIED");
  const auto type = call.params.inside("filter").text("type");
  const auto limit = std::max<Id>(call.params.integer("limit").value_or(50), 1);
  auto skip = std::max<Id>(call.params.integer("offset").value_or(0), 0);
  std::vector<const Bot*> page;
  bool more = false;
  for (const auto& [id, bot] : state.bots) {
    if (bot.token != token || (!type.empty() && bot.type != type) || skip-- > 0) continue;
    more = static_cast<Id>(page.size()) == limit;
    if (more) break;
    page.push_back(&bot);
  }
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("bots");
  to.open_array();
  for (const auto* bot : page) write_bot(to, state, *bot, true);
  to.close_array();
  to.key("users");
  to.open_array();
  for (const auto* bot : page) write_user(to, state, *state.find_user(bot->id), Place::answer);
  to.close_array();
  to.flag("hasNextPage", more);
  to.close_object();
  return reply;
}

Reply bot_unregister(Call& call) {
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  remove_bot(call.state, bot->id);
  return {.result = R"({"result":true})"};
}

}  // namespace luabot::emulator

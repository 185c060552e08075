#include "api/emulator/push.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/base/json.h"
#include "api/emulator/oauth.h"
#include "api/emulator/state.h"
#include "api/form/form.h"

namespace luabot::emulator {
namespace {

constexpr std::size_t most_records = 10'000;
constexpr const char* domain = "emulator.bitrix24.example";

void empty_nulls(Json& value) {
  if (value.is_null()) value = "";
  if (value.is_structured())
    for (auto& item : value) empty_nulls(item);
}

Json auth_of(const State& state, const Bot& bot) {
  const bool of_application = bot.token == application_owner(state.options);
  return {{"domain", domain},
          {"scope", "imbot"},
          {"server_endpoint", "https://oauth.bitrix.info/rest/"},
          {"status", "L"},
          {"client_endpoint", std::string("https://") + domain + "/rest/"},
          {"member_id", state.options.member_id},
          {"application_token", of_application ? std::string(application_token) : "custom" + bot.token}};
}

}  // namespace

std::string push_body(const State& state, const Bot& bot, std::string_view type, std::string_view data) {
  Json posted = Json::parse(data, nullptr, false);
  if (posted.is_object() && posted.contains("bot"))
    posted["bot"] = {{"id", bot.id}, {"code", bot.code}, {"auth", auth_of(state, bot)}};
  empty_nulls(posted);
  return form::encode({{"event", type},
                       {"data", std::move(posted)},
                       {"ts", state.now_ms() / 1000},
                       {"auth", auth_of(state, bot)}});
}

Id push(State& state, const Bot& bot, std::string_view type, std::string_view data) {
  auto& records = *state.pushes.records;
  if (records.size() >= most_records) records.pop_front();
  const auto& made = records.emplace_back(Push{.number = state.next_event_id(),
                                               .bot = bot.id,
                                               .date_ms = state.now_ms(),
                                               .type = std::string(type),
                                               .url = bot.webhook_url,
                                               .body = push_body(state, bot, type, data)});
  const Id number = made.number;
  if (!state.pushes.send) return number;
  const std::weak_ptr<Pushes::Records> kept = state.pushes.records;
  state.pushes.send(made, [kept, number](int status, std::string error) {
    const auto known = kept.lock();
    if (!known) return;
    const auto one =
        std::find_if(known->begin(), known->end(), [&](const Push& push) { return push.number == number; });
    if (one == known->end()) return;
    one->status = status;
    one->error = std::move(error);
  });
  return number;
}

}  // namespace luabot::emulator

#include "runtime/status/snapshot.h"

#include <chrono>
#include <cmath>

#include <nlohmann/json.hpp>

namespace luabot::status {
namespace {

double in_seconds(Duration time) {
  return std::round(std::chrono::duration<double>(time).count() * 1000) / 1000;
}

/// JSON knows no infinity: a portal without a limit has null there.
Json number(double value) {
  return std::round(value * 100) / 100;
}

Json waiting(const client::Traffic& traffic, Duration expected) {
  const auto& calls = traffic.waiting;
  const auto of = [&](client::Priority priority) { return calls.at(static_cast<std::size_t>(priority)); };
  return {{"answer", of(client::Priority::answer)},      {"normal", of(client::Priority::normal)},
          {"bulk", of(client::Priority::bulk)},          {"poll", of(client::Priority::poll)},
          {"longest", in_seconds(traffic.longest_wait)}, {"expected", in_seconds(expected)}};
}

Json one(const BotStatus& bot) {
  return {{"code", bot.code},     {"id", bot.bot_id},   {"script", bot.script},
          {"events", bot.events}, {"state", bot.state}, {"runs", bot.runs}};
}

Json one(const PortalStatus& portal) {
  const auto& traffic = portal.traffic;
  Json bots = Json::array();
  for (const auto& bot : portal.bots) bots.push_back(one(bot));
  return {{"name", portal.name},
          {"portal", portal.portal},
          {"up", !traffic.portal_down},
          {"bucket",
           {{"level", number(traffic.level)},
            {"burst", number(traffic.burst)},
            {"rate", number(traffic.rate)},
            {"others", number(traffic.others)},
            {"sharers", traffic.sharers}}},
          {"waiting", waiting(traffic, portal.expected_wait)},
          {"underWay", traffic.under_way},
          {"slowedMethods", traffic.slowed_methods},
          {"requests", traffic.requests},
          {"batches", traffic.batches},
          {"subcalls", traffic.subcalls},
          {"refused", traffic.refused},
          {"dropped", traffic.dropped},
          {"bots", std::move(bots)}};
}

}  // namespace

std::string to_json(const Snapshot& snapshot) {
  Json portals = Json::array();
  for (const auto& portal : snapshot.portals) portals.push_back(one(portal));
  return Json{{"startedMs", snapshot.started_ms}, {"nowMs", snapshot.now_ms}, {"portals", std::move(portals)}}
      .dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace luabot::status

#include <algorithm>
#include <iterator>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "runtime/status/snapshot.h"

namespace luabot::status {
namespace {

/// "3 answers, 12 others, 1 poll, 900 bulk", without those that are none.
std::string waiting(const Json& calls) {
  std::string said;
  const auto add = [&](const char* of, const char* called) {
    const auto count = calls.at(of).get<std::size_t>();
    if (count > 0) said += fmt::format("{}{} {}", said.empty() ? "" : ", ", count, called);
  };
  add("answer", "for people");
  add("normal", "others");
  add("poll", "polls");
  add("bulk", "bulk");
  if (said.empty()) return "no calls";
  return fmt::format("{}; the longest for {:.1f} s", said, calls.at("longest").get<double>());
}

std::string bucket(const Json& of) {
  if (of.at("burst").is_null()) return "no limit";
  auto said = fmt::format("{:.0f} of {:.0f} taken, {:.2f}/s ours", of.at("level").get<double>(),
                          of.at("burst").get<double>(), of.at("rate").get<double>());
  const auto others = of.at("others").get<double>();
  if (others > 0) said += fmt::format(", {:.2f}/s drawn by others", others);
  const auto sharers = of.at("sharers").get<std::size_t>();
  if (sharers > 1) said += fmt::format("; {} entries share it", sharers);
  return said;
}

void add_bots(const Json& bots, std::string& out) {
  auto widest = std::size_t{4};
  for (const auto& bot : bots) widest = std::max(widest, bot.at("code").get_ref<const std::string&>().size());
  fmt::format_to(std::back_inserter(out), "  {:<{}}  {:>8}  {:<8}  {:<7}  {:>6}  {}\n", "BOT", widest, "ID",
                 "STATE", "EVENTS", "RUNS", "SCRIPT");
  for (const auto& bot : bots) {
    const auto& code = bot.at("code").get_ref<const std::string&>();
    fmt::format_to(std::back_inserter(out), "  {:<{}}  {:>8}  {:<8}  {:<7}  {:>6}  {}\n",
                   code.empty() ? "?" : code, widest, bot.at("id").get<std::int64_t>(),
                   bot.at("state").get_ref<const std::string&>(),
                   bot.at("events").get_ref<const std::string&>(), bot.at("runs").get<std::size_t>(),
                   bot.at("script").get_ref<const std::string&>());
  }
}

void add_portal(const Json& of, std::string& out) {
  const auto& name = of.at("name").get_ref<const std::string&>();
  const auto& portal = of.at("portal").get_ref<const std::string&>();
  const auto& calls = of.at("waiting");
  const auto count = [&](const char* what) { return of.at(what).get<std::uint64_t>(); };
  auto put = std::back_inserter(out);
  fmt::format_to(put, "{}\n", name.empty() || name == portal ? portal : fmt::format("{} ({})", name, portal));
  fmt::format_to(put, "  portal    {}\n",
                 of.at("up").get<bool>() ? "answers" : "does not answer; calls wait, and it is tried again");
  fmt::format_to(put, "  bucket    {}\n", bucket(of.at("bucket")));
  fmt::format_to(put, "  waiting   {}; a new call waits about {:.1f} s\n", waiting(calls),
                 calls.at("expected").get<double>());
  fmt::format_to(
      put, "  requests  {} since the start, {} of them batches of {} calls in all; {} met a full bucket\n",
      count("requests"), count("batches"), count("subcalls"), count("refused"));
  if (const auto slowed = count("slowedMethods"); slowed > 0)
    fmt::format_to(put, "  methods   {} near or at the limit of their operating time\n", slowed);
  add_bots(of.at("bots"), out);
}

/// "3 d 4 h", "12 min", "40 s".
std::string since(std::int64_t seconds) {
  constexpr std::int64_t minute = 60;
  constexpr std::int64_t hour = 60 * minute;
  constexpr std::int64_t day = 24 * hour;
  if (seconds >= day) return fmt::format("{} d {} h", seconds / day, seconds % day / hour);
  if (seconds >= hour) return fmt::format("{} h {} min", seconds / hour, seconds % hour / minute);
  if (seconds >= minute) return fmt::format("{} min", seconds / minute);
  return fmt::format("{} s", seconds);
}

}  // namespace

Result<std::string> table(std::string_view status) try {
  const auto told = Json::parse(status);
  const auto ran_ms = told.at("nowMs").get<std::int64_t>() - told.at("startedMs").get<std::int64_t>();
  std::string out = fmt::format("running for {}\n", since(ran_ms / 1000));
  for (const auto& portal : told.at("portals")) add_portal(portal, out);
  return out;
} catch (const Json::exception& error) {
  return Error{"BAD_STATUS",
               fmt::format("the host's status is not understood: {}", error.what()),
               {},
               "Is the host of another version?"};
}

}  // namespace luabot::status

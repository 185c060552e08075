#include "tests/api/client/limits/load.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "api/base/log.h"

namespace luabot::test {

using namespace std::chrono_literals;

Load::Load(client::Limit limit) {
  set_log_level(Level::off);
  auto made = std::make_unique<SimPortal>(loop, limit);
  portal = made.get();
  client.emplace(loop, *client::parse_address("http://127.0.0.1:1/rest/1/t0kent0ken/"), limit,
                 std::move(made), [] { return 0.5; });
}

Load::~Load() {
  set_log_level(Level::info);
}

Load::Entry& Load::call(client::Call call) {
  auto& entry = entries.emplace_back();
  entry.number = entries.size();
  entry.dialog = call.dialog;
  entry.made = loop.now();
  entry.handle = client->call(std::move(call), [this, &entry](const Result<client::Answer>& result) {
    REQUIRE_FALSE(entry.ended);
    entry.ended = loop.now();
    if (!result) entry.error = result.error();
  });
  return entry;
}

Load::Entry& Load::say(const std::string& dialog, client::Priority priority) {
  client::Call one;
  one.method = "imbot.v2.Chat.Message.send";
  one.params =
      Json{{"botId", 1}, {"dialogId", dialog}, {"fields", {{"message", std::to_string(entries.size() + 1)}}}}
          .dump();
  one.repeat = catalog::Repeat::deduplicated;
  one.priority = priority;
  one.timeout = timeout;
  one.bot = "1";
  one.dialog = dialog;
  return call(std::move(one));
}

void Load::say_many(std::size_t messages, std::size_t dialogs) {
  for (std::size_t i = 0; i < messages; ++i) say("chat" + std::to_string(i % dialogs));
}

Duration Load::run(Duration most) {
  const auto begin = loop.now();
  auto next = entries.begin();  // those before it have ended
  for (; loop.now() - begin < most; loop.advance(10ms)) {
    while (next != entries.end() && next->ended) ++next;
    if (next == entries.end()) break;
  }
  return loop.now() - begin;
}

std::size_t Load::open() const {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const Entry& one) { return !one.ended; }));
}

std::size_t Load::failed() const {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const Entry& one) { return one.error.has_value(); }));
}

void Load::check_each_once_in_order() const {
  std::set<int> seen;
  std::map<std::string, int> last;
  for (const auto& one : portal->executed) {
    if (one.method != "imbot.v2.Chat.Message.send") continue;
    const int number = std::stoi(one.params.at("fields").at("message").get<std::string>());
    int& before = last[one.params.at("dialogId").get<std::string>()];
    REQUIRE(seen.insert(number).second);
    REQUIRE(number > before);
    before = number;
  }
  REQUIRE(seen.size() == entries.size());
}

Duration Load::delay(double part) const {
  std::vector<Duration> delays;
  for (const auto& one : entries)
    if (one.ended) delays.push_back(*one.ended - one.made);
  REQUIRE_FALSE(delays.empty());
  std::sort(delays.begin(), delays.end());
  return delays[static_cast<std::size_t>(static_cast<double>(delays.size() - 1) * part)];
}

}  // namespace luabot::test

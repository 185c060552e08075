// What the client makes of a portal's rate limit: the documented bucket of 50 and 2/s, everything in real
// time. bench_limits B24JSSDK [NAME...]: the command that does some of the same with the SDK.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "tests/bench/limits/stage.h"
#include "tests/bench/process_stats.h"

using namespace luabot;
using namespace luabot::bench;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

void say(const std::string& text) {
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

/// The SDK at the same work, beside ours: it waits most of the time.
class Sdk {
 public:
  Sdk(const std::string& command, int answers, int dialogs, int level)
      : pipe_(::popen(fmt::format("{} {} {} {}", command, answers, dialogs, level).c_str(), "r"), ::pclose) {}
  /// Waits for its end; 0 when it failed.
  double seconds() {
    std::string printed;
    std::array<char, 512> piece{};
    while (std::fgets(piece.data(), piece.size(), pipe_.get()) != nullptr) printed += piece.data();
    const auto told = Json::parse(printed, nullptr, false);
    if (!told.is_object()) return say("  b24jssdk has failed: " + printed), 0;
    say(fmt::format("  b24jssdk            {:8.1f} s, {} requests, {} of them 503, {} calls failed",
                    told["seconds"].get<double>(), told["requests"].get<int>(), told["refused"].get<int>(),
                    told["failed"].get<int>()));
    return told["seconds"];
  }

 private:
  std::unique_ptr<FILE, int (*)(FILE*)> pipe_;
};

std::string in_short(const Tally& outcome) {
  return fmt::format("{:.2f} s to the last, {} requests, {} of them 503, {} calls failed", outcome.seconds,
                     outcome.requests, outcome.refused, outcome.failed);
}

std::string delays(std::vector<double> of) {
  const auto middle = percentile(of, 0.5);
  return fmt::format("p50 {:.1f} ms, p99 {:.1f} ms", middle, percentile(of, 0.99));
}

Tally waiting_at_once(Stage& stage, int answers, double level) {
  stage.fresh();
  stage.level(level);
  for (int i = 0; i < answers; ++i) stage.answer(i % 200);
  return stage.finish();
}

void burst(const std::string& sdk) {
  Sdk theirs(sdk, 1000, 200, 0);
  Stage stage;
  const auto ours = waiting_at_once(stage, 1000, 0);
  say("1,000 answers to 200 dialogs at once: " + in_short(ours));
  if (const auto took = theirs.seconds(); took > 0)
    say(fmt::format("  {:.0f} times faster", took / ours.seconds));
}

void flood(const std::string& /*sdk*/) {
  Stage stage;
  const auto ours = waiting_at_once(stage, 10'000, 0);
  say("10,000 answers to 200 dialogs at once: " + in_short(ours));
  say(fmt::format("  {:.2f} of the optimum, 75 s", ours.seconds / 75));
}

void drawn(const std::string& sdk) {
  Sdk theirs(sdk, 60, 60, 40);
  Stage stage;
  say("40 of 50 drawn by another client, 60 answers: " + in_short(waiting_at_once(stage, 60, 40)));
  theirs.seconds();
}

void steady(const std::string& /*sdk*/) {
  Stage stage;
  for (int i = 0; i < 1200; ++i) stage.at(milliseconds(50) * i, [&stage, i] { stage.answer(i * 7 % 200); });
  const auto outcome = stage.finish();
  say("20 messages/s for 60 s: " + delays(outcome.delays) + ", " + in_short(outcome));
}

/// How much later a call reaches the portal through the client than by itself.
void lone(const std::string& /*sdk*/) {
  Stage stage;
  std::vector<std::int64_t> begun;
  std::vector<std::int64_t> bare;
  for (int i = 0; i < 20; ++i) {
    stage.at(seconds(3) * i, [&] {
      begun.push_back(
          std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count());
      stage.answer(0);
    });
    stage.at(seconds(3) * i + milliseconds(1500), [&] { bare.push_back(bare_call(stage.url())); });
  }
  const auto outcome = stage.finish();
  const auto ways = [](const std::vector<std::int64_t>& from, const std::vector<std::int64_t>& to) {
    std::vector<double> taken;
    for (std::size_t i = 0; i < std::min(from.size(), to.size()); ++i)
      taken.push_back(static_cast<double>(to[i] - from[i]) / 1e6);
    return taken;
  };
  auto ours = ways(begun, stage.arrivals("imbot.v2.Chat.Message.send"));
  auto theirs = ways(bare, stage.arrivals("server.time"));
  say(fmt::format(
      "one message each 3 s, to the portal: {:.3f} ms (p50), a bare call {:.3f} ms: {:.3f} ms added; {}",
      percentile(ours, 0.5), percentile(theirs, 0.5), percentile(ours, 0.5) - percentile(theirs, 0.5),
      in_short(outcome)));
}

/// The first second from which our rate stays within a fifth of `wanted` for half a minute; -1 for never.
int adapted(const std::vector<double>& rates, double wanted) {
  int since = -1;
  for (int i = 0; i < static_cast<int>(rates.size()); ++i) {
    if (std::abs(rates[i] - wanted) > 0.2 * wanted)
      since = -1;
    else if (since < 0)
      since = i;
    if (since >= 0 && i - since >= 30) return since;
  }
  return -1;
}

/// More answers wait than fit into what the neighbour leaves, so what counts is requests.
void shared(const std::string& /*sdk*/) {
  constexpr int lasts = 600;
  constexpr double theirs = 1.5;
  constexpr double left = 50 + (2 - theirs) * lasts;
  struct Moment {
    double rate = 0;
    std::int64_t requests = 0;
    std::int64_t refused = 0;
  };
  Stage stage;
  Neighbour neighbour(stage.url(), theirs);
  for (int i = 0; i < lasts * 40; ++i) stage.at(milliseconds(25) * i, [&stage, i] { stage.answer(i % 200); });
  std::vector<Moment> moments;
  for (int i = 0; i <= lasts; ++i)
    stage.at(seconds(i), [&] {
      const auto traffic = stage.traffic();
      moments.push_back({traffic.rate, static_cast<std::int64_t>(traffic.requests),
                         static_cast<std::int64_t>(traffic.refused)});
      if (static_cast<int>(moments.size()) > lasts) stage.cut();
    });
  stage.finish();
  const auto [calls, refused] = neighbour.stop();
  say(fmt::format("another client takes {}/s for {} s: it made {} requests, {} of them 503", theirs, lasts,
                  calls, refused));
  const auto& end = moments.back();
  say(fmt::format("  ours: {} of the {:.0f} requests left ({:.0f} %), {} more with 503 ({:.2f} % of all)",
                  end.requests - end.refused, left,
                  100.0 * static_cast<double>(end.requests - end.refused) / left, end.refused,
                  100.0 * static_cast<double>(end.refused) / static_cast<double>(end.requests)));
  std::vector<double> rates;
  for (const auto& one : moments) rates.push_back(one.rate);
  const int since = adapted(rates, 2 - theirs);
  if (since < 0) return say("  never adapted");
  const auto requests = end.requests - moments[since].requests;
  const auto later = end.refused - moments[since].refused;
  say(fmt::format(
      "  adapted after {} s; since then {} of {} requests with 503 ({:.2f} %), {:.0f} % of the rest used",
      since, later, requests, 100.0 * static_cast<double>(later) / static_cast<double>(requests),
      100.0 * static_cast<double>(requests - later) / ((2 - theirs) * (lasts - since))));
}

/// One method meets its limit, 480 s of the portal in ten minutes at 12 s a call; calls of another go on
/// beside it.
void operating(const std::string& /*sdk*/) {
  const auto beside = [](bool limited) {
    emulator::Options options;
    options.operating_limit = 480;
    options.operating_cost = 12;
    Stage stage(options);
    Tally slow;
    if (limited)
      for (int i = 0; i < 60; ++i)
        stage.at(milliseconds(500) * i,
                 [&] { stage.call("im.user.get", "{}", client::Priority::normal, slow); });
    for (int i = 0; i < 25; ++i) stage.at(milliseconds(1200) * i, [&stage, i] { stage.answer(i); });
    stage.at(seconds(31), [&stage] { stage.cut(); });
    const auto tally = stage.finish();
    if (limited)
      say(fmt::format("operating limit: {} of 60 calls of one method answered, {} requests, {} failed",
                      slow.delays.size(), tally.requests, slow.failed));
    return tally;
  };
  const auto alone = beside(false);
  say("  the other method beside it: " + delays(beside(true).delays));
  say("  the other method alone:     " + delays(alone.delays));
}

void outage(const std::string& /*sdk*/) {
  Tally optimum;
  {
    Stage stage;
    optimum = waiting_at_once(stage, 2000, 0);
  }
  Stage stage;
  stage.down(true);
  double back = 0;
  for (int i = 0; i < 2000; ++i) stage.answer(i % 200);
  stage.at(seconds(30), [&] {
    stage.down(false);
    back = 30;
  });
  const auto outcome = stage.finish();
  say("30 s without a portal, 2,000 calls waiting: " + in_short(outcome));
  say(fmt::format("  {:.2f} s to drain; the same without an outage {:.2f} s", outcome.seconds - back,
                  optimum.seconds));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::pair<std::string, std::function<void(const std::string&)>>> workloads = {
      {"burst", burst}, {"flood", flood},   {"drawn", drawn},         {"steady", steady},
      {"lone", lone},   {"shared", shared}, {"operating", operating}, {"outage", outage}};
  if (argc < 2) return fmt::print(stderr, "usage: bench_limits B24JSSDK [NAME...]\n"), 2;
  const std::vector<std::string> wanted(argv + 2, argv + argc);
  for (const auto& [name, run] : workloads)
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end()) run(argv[1]);
  return 0;
}

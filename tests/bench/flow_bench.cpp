// What one bot costs from poll to answer: the real program against the emulated portal, rate limit lifted.
// bench_flow LUABOT SCRIPT [EVENTS] [PINGS]
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <future>
#include <thread>

#include <curl/curl.h>
#include <fmt/core.h>

#include "runtime/console/portal_thread.h"
#include "tests/bench/process_stats.h"
#include "tests/support/child.h"
#include "tests/support/temp_dir.h"

using namespace luabot;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int dialogs = 200;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// The portal, the program under test, and what the portal has seen of it.
class Flow {
 public:
  template <class Function>
  auto at(Function function) {
    std::packaged_task<std::invoke_result_t<Function, emulator::Portal&>(emulator::Portal&)> task(
        std::move(function));
    auto result = task.get_future();
    portal_->post([&task](emulator::Portal& portal) { task(portal); });
    return result.get();
  }

  Flow(std::string program, std::string script) : program_(std::move(program)), script_(std::move(script)) {
    emulator::Options options;
    options.limit.on = false;
    auto started = PortalThread::start(options, 0);
    if (!started) throw std::runtime_error(started.error().text());
    portal_ = std::move(*started);
    at([this](emulator::Portal& portal) {
      portal.on_message([this](const emulator::Message&) { ++posted_; });
    });
  }

  /// Starts the host and returns the milliseconds until it polls.
  double start() {
    const auto began = Clock::now();
    const auto polls = count("imbot.v2.event.get");
    host_ = std::make_unique<test::Child>(std::vector<std::string>{program_, "-q", "run", script_, "--data",
                                                                   dir_.str() + "/data", "--limit", "none"},
                                          std::vector<std::string>{"LUABOT_PORTAL=" + portal_->url()});
    while (count("imbot.v2.event.get") == polls) std::this_thread::sleep_for(std::chrono::microseconds(500));
    return ms_since(began);
  }

  void stop() {
    host_->signal(SIGTERM);
    if (const auto result = host_->wait(); result.status != 0) throw std::runtime_error(result.err);
  }

  std::int64_t count(const std::string& method) {
    return at([&](emulator::Portal& portal) {
      const auto& calls = portal.calls().records();
      return std::count_if(calls.begin(), calls.end(),
                           [&](const auto& call) { return lower(call.method) == method; });
    });
  }

  static std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
  }

  void say(std::int64_t first, int number) {
    at([first, number](emulator::Portal& portal) {
      const auto bot = std::to_string(portal.bots().front()->id);
      for (int i = 0; i < number; ++i)
        static_cast<void>(
            portal.say(first + i % dialogs, bot, fmt::format("message {} of the benchmark", i)));
    });
  }

  /// Milliseconds from the kernel's taking the poll's answer to the arrival of the reply, for one message.
  double ping() {
    const auto before = at([](emulator::Portal& portal) { return portal.calls().total(); });
    const int answered = posted_;
    say(50, 1);
    while (posted_ == answered) std::this_thread::sleep_for(std::chrono::microseconds(200));
    return at([before](emulator::Portal& portal) {
      std::int64_t handed = 0;
      for (const auto& call : portal.calls().records()) {
        if (call.number <= before) continue;
        const auto method = lower(call.method);
        // The poll that was under way when the person spoke may have been answered empty just before.
        if (method == "imbot.v2.event.get" && handed == 0 && call.written_ns > 0) handed = call.written_ns;
        if (method == "imbot.v2.chat.message.send")
          return static_cast<double>(call.arrived_ns - handed) / 1e6;
      }
      return -1.0;
    });
  }

  [[nodiscard]] int posted() const { return posted_; }
  [[nodiscard]] pid_t host() const { return host_->pid(); }
  [[nodiscard]] pid_t worker() const { return bench::children(host_->pid()).at(0); }
  [[nodiscard]] const std::string& url() const { return portal_->url(); }

 private:
  std::string program_;
  std::string script_;
  test::TempDir dir_;
  std::unique_ptr<PortalThread> portal_;
  std::atomic<int> posted_ = 0;
  std::unique_ptr<test::Child> host_;
};

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

/// Milliseconds of bare calls on one kept connection: what the network and the portal cost anyway.
std::vector<double> bare_calls(const std::string& url, int count) {
  CURL* curl = curl_easy_init();
  const std::string address = url + "server.time";
  curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "{}");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
  std::vector<double> times;
  for (int i = 0; i < count; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // idle between calls, as between messages
    const auto start = Clock::now();
    curl_easy_perform(curl);
    times.push_back(ms_since(start));
  }
  curl_easy_cleanup(curl);
  return times;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return fmt::print(stderr, "usage: bench_flow LUABOT SCRIPT [EVENTS] [PINGS]\n"), 2;
  const int events = argc > 3 ? std::atoi(argv[3]) : 20'000;
  const int pings = argc > 4 ? std::atoi(argv[4]) : 500;
  Flow flow(argv[1], argv[2]);

  std::vector<double> starts{flow.start()};
  for (int i = 0; i < 4; ++i) {
    flow.stop();
    starts.push_back(flow.start());
  }
  fmt::print("start to ready          {:8.0f} ms (first: new bot), {:.0f} ms (p50 of 5)\n", starts[0],
             bench::percentile(starts, 0.5));
  fmt::print("memory, idle            {:8.1f} MB host, {:.1f} MB worker\n", bench::memory_mb(flow.host()),
             bench::memory_mb(flow.worker()));

  std::vector<double> latency;
  latency.reserve(static_cast<std::size_t>(pings));
  for (int i = 0; i < pings; ++i) latency.push_back(flow.ping());
  auto bare = bare_calls(flow.url(), pings);
  const double bare50 = bench::percentile(bare, 0.5);
  fmt::print(
      "one message, one reply  {:8.3f} ms p50, {:.3f} ms p99; a bare call {:.3f} ms p50, {:.3f} ms p99\n",
      bench::percentile(latency, 0.5), bench::percentile(latency, 0.99), bare50,
      bench::percentile(bare, 0.99));
  fmt::print("  beyond a bare call    {:8.3f} ms p50, {:.3f} ms p99\n",
             bench::percentile(latency, 0.5) - bare50, bench::percentile(latency, 0.99) - bare50);

  const int before = flow.posted();
  const pid_t host = flow.host();
  const pid_t worker = flow.worker();
  const double host_cpu = bench::cpu_us(host);
  const double worker_cpu = bench::cpu_us(worker);
  flow.say(10'000, events);
  const double spoken_cpu = bench::cpu_us(getpid());
  const auto began = Clock::now();
  const auto deadline = began + std::chrono::minutes(2);
  while (flow.posted() < before + events && Clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const double took = ms_since(began);
  fmt::print("{} events            {:8.0f} events/s ({} dialogs, one send each)\n", events,
             events / took * 1e3, dialogs);
  fmt::print("processor per event     {:8.1f} us host, {:.1f} us worker, {:.1f} us portal\n",
             (bench::cpu_us(host) - host_cpu) / events, (bench::cpu_us(worker) - worker_cpu) / events,
             (bench::cpu_us(getpid()) - spoken_cpu) / events);
  fmt::print("memory, after           {:8.1f} MB host, {:.1f} MB worker\n", bench::memory_mb(host),
             bench::memory_mb(worker));
  flow.stop();
  return flow.posted() == before + events ? 0 : 1;
}

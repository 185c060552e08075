#include "tests/bench/limits/stage.h"

#include <algorithm>
#include <stdexcept>

#include <curl/curl.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace luabot::bench {
namespace {

constexpr int first_person = 100'000;

double ms(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

/// libcurl as it is, on one kept connection.
class Bare {
 public:
  explicit Bare(const std::string& url) : curl_(curl_easy_init()), url_(url + "server.time") {
    curl_easy_setopt(curl_, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, "{}");
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, ignore);
  }
  ~Bare() { curl_easy_cleanup(curl_); }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  long call() {
    long status = 0;
    curl_easy_perform(curl_);
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

 private:
  CURL* curl_;
  std::string url_;
};

}  // namespace

Stage::Stage(emulator::Options options) {
  auto started = PortalThread::start(std::move(options), 0);
  if (!started) throw std::runtime_error(started.error().text());
  portal_ = std::move(*started);
  fresh();
  register_bot();
  fresh();
}

Stage::~Stage() {
  handles_.clear();
  client_.reset();
}

void Stage::fresh() {
  client_ = std::make_unique<client::Client>(loop_, *client::parse_address(portal_->url()), client::Limit{});
  level(0);
  called_before_ = on_portal([](emulator::Portal& portal) { return portal.calls().total(); });
  outcome_ = {};
  began_ = Clock::now();
}

void Stage::register_bot() {
  bot_ = on_portal([](emulator::Portal& portal) {
    const auto reply =
        portal.call("imbot.v2.Bot.register",
                    R"({"fields":{"code":"bench","botToken":"bench","properties":{"name":"Bench"}}})");
    return Json::parse(reply.body).at("result").at("bot").at("id").get<std::int64_t>();
  });
  on_portal([this](emulator::Portal& portal) {
    for (int person = 0; person < 200; ++person)
      static_cast<void>(portal.say(first_person + person, std::to_string(bot_), "hello"));
    return true;
  });
}

void Stage::level(double drawn) {
  on_portal([drawn](emulator::Portal& portal) {
    portal.fill_bucket("127.0.0.1", drawn);
    return true;
  });
}

void Stage::down(bool is) {
  on_portal([is](emulator::Portal& portal) {
    portal.faults().clear();
    if (is) static_cast<void>(portal.faults().set({{.match = "*", .kinds = {"reset_before"}}}));
    return true;
  });
}

void Stage::answer(int dialog) {
  const auto to = std::to_string(first_person + dialog);
  const auto params = Json{{"botId", bot_},
                           {"botToken", "bench"},
                           {"dialogId", to},
                           {"fields",
                            {{"message", fmt::format("answer {}", ++number_)},
                             {"templateId", fmt::format("00000000-0000-4000-8000-{:012}", number_)}}}};
  call("imbot.v2.Chat.Message.send", params.dump(), client::Priority::answer, outcome_, to);
}

void Stage::call(const std::string& method, const std::string& params, client::Priority priority, Tally& into,
                 const std::string& dialog) {
  client::Call call;
  call.method = method;
  call.params = params;
  call.priority = priority;
  call.dialog = dialog;
  call.repeat = catalog::Repeat::deduplicated;
  call.timeout = std::chrono::minutes(10);
  ++open_;
  handles_.push_back(client_->call(std::move(call), [this, &into, from = Clock::now()](auto answer) {
    into.failed += answer ? 0 : 1;
    if (!answer) fmt::print(stderr, "  {}\n", answer.error().text());
    into.delays.push_back(ms(Clock::now() - from));
    into.seconds = ms(Clock::now() - began_) / 1e3;
    settle();
  }));
}

void Stage::at(Clock::duration when, std::function<void()> task) {
  ++open_;
  tasks_.push_back(loop_.after(when, [this, task = std::move(task)] {
    task();
    settle();
  }));
}

std::vector<std::int64_t> Stage::arrivals(const std::string& method) {
  return on_portal([&method](emulator::Portal& portal) {
    std::vector<std::int64_t> found;
    for (const auto& call : portal.calls().records())
      if (call.method == method) found.push_back(call.arrived_ns);
    return found;
  });
}

void Stage::settle() {
  if (--open_ == 0) loop_.stop();
}

Tally Stage::finish() {
  if (open_ > 0) loop_.run();
  handles_.clear();
  tasks_.clear();
  const auto since = called_before_;
  const auto [requests, refused] = on_portal([since](emulator::Portal& portal) {
    std::pair<std::int64_t, std::int64_t> counts;
    for (const auto& call : portal.calls().records()) {
      if (call.number <= since || call.batch != 0 || call.method == "server.time") continue;
      ++counts.first;
      counts.second += call.status == 503 ? 1 : 0;
    }
    return counts;
  });
  outcome_.requests = requests;
  outcome_.refused = refused;
  return std::exchange(outcome_, {});
}

std::int64_t bare_call(const std::string& url) {
  static Bare bare(url);
  const auto from = Clock::now().time_since_epoch();
  bare.call();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(from).count();
}

Neighbour::Neighbour(const std::string& url, double rate)
    : thread_([this, url, rate] {
        Bare bare(url);
        const auto gap = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate));
        for (auto next = Clock::now(); !over_; next += gap) {
          std::this_thread::sleep_until(next);
          ++calls_;
          refused_ += bare.call() == 503 ? 1 : 0;
        }
      }) {}

Neighbour::~Neighbour() {
  static_cast<void>(stop());
}

std::pair<int, int> Neighbour::stop() {
  over_ = true;
  if (thread_.joinable()) thread_.join();
  return {calls_, refused_};
}

}  // namespace luabot::bench

#include "tests/runtime/host/stage.h"

#include <algorithm>
#include <chrono>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "tests/runtime/journal/fixture.h"

namespace luabot::test {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr const char* note_method = "custom.note";

}  // namespace

Stage::Stage() {
  set_log_level(Level::off);
}

Stage::~Stage() {
  end();
  set_log_level(Level::info);
}

void Stage::start() {
  start(Json::object());
}

void Stage::start(const Json& more) {
  Json script{{"code", "echo"}, {"properties", {{"name", "Echo"}}}, {"handlers", {"*"}}};
  script.update(more);
  const auto path = dir_.write("main.lua", script.dump());
  loop_ = std::make_unique<SystemLoop>();
  auto journal = journal::Journal::open(*loop_, {file("data"), {}});
  REQUIRE(journal);
  journal_ = std::move(*journal);
  auto net = std::make_unique<FakeTransport>();
  net_ = net.get();
  seen_ = 0;
  open_.clear();
  client_ = std::make_unique<client::Client>(
      *loop_, *client::parse_address("https://portal.example/rest/1/hook-271828/"),
      *client::parse_limit("none"), std::move(net), [] { return 0.5; });
  bot = std::make_unique<Bot>(
      *loop_, *journal_, *client_, "portal.example",
      Bot::Options{.path = path,
                   .worker = LUABOT_FAKE_WORKER,
                   .token = Secret("bot-token-3141592"),
                   .polling = {2ms, 5ms, 1000}},
      Bot::Hooks{
          [this] { ready = true; }, [this](const Error& error) { failures.push_back(error.text()); }, {}});
  REQUIRE(bot->start());
}

void Stage::end() {
  bot.reset();
  client_.reset();
  journal_.reset();
  loop_.reset();
  ready = false;
}

void Stage::event(std::int64_t id, const std::string& dialog, const std::vector<Json>& actions) {
  queue_[id] = Json{{"eventId", id},
                    {"type", "ONIMBOTV2MESSAGEADD"},
                    {"data", {{"chat", {{"id", dialog}}}, {"do", actions}}}}
                   .dump();
}

bool Stage::until(const std::function<bool()>& holds) {
  const auto deadline = Clock::now() + 30s;
  while (!holds()) {
    if (Clock::now() > deadline) return false;
    serve_portal();
    loop_->context().run_one_for(1ms);
  }
  return true;
}

bool Stage::until_idle() {
  return until([this] { return ready && queue_.empty() && bot->idle(); });
}

void Stage::a_while() {
  const auto end = Clock::now() + 100ms;
  REQUIRE(until([end] { return Clock::now() > end; }));
}

std::string Stage::sql(const std::string& query) const {
  return test::sql(file("data/journal.db"), query);
}

int Stage::notes(const std::string& text) const {
  return static_cast<int>(std::count(noted.begin(), noted.end(), text));
}

void Stage::serve_portal() {
  for (; seen_ < net_->requests.size(); ++seen_) open_.push_back(seen_);
  for (const auto number : std::exchange(open_, {})) {
    const auto request = net_->requests[number];
    if (request->given_up) continue;
    const Json params = Json::parse(request->body);
    if (request->method == note_method && request->left) {
      noted.push_back(params.value("text", ""));
      request->left = false;  // counted
    }
    const auto result = result_of(request->method, params);
    if (result.empty())
      open_.push_back(number);
    else
      net_->answer(number, 200, R"({"result":)" + result + "}");
  }
}

std::string Stage::result_of(const std::string& method, const Json& params) {
  if (method == "imbot.v2.Bot.register")
    return registering ? R"({"bot":{"id":9,"type":"bot","eventMode":"fetch"},"users":[]})" : "";
  if (method == note_method) return answering ? "true" : "";
  if (method == "custom.foreign") {
    ++foreign;
    return "true";
  }
  if (method != "imbot.v2.Event.get") return "true";
  ++polls;
  const auto offset = params.value("offset", std::int64_t{0});
  queue_.erase(queue_.begin(), queue_.lower_bound(offset));
  std::string events;
  for (const auto& [id, text] : queue_) events += (events.empty() ? "" : ",") + text;
  return fmt::format(R"({{"events":[{}],"nextOffset":{},"hasMore":false}})", events, offset);
}

Json note(const std::string& text) {
  return {{"call", {"b24", note_method, {{"text", text}}}}};
}
Json mistake() {
  return {{"call", {"b24", "imbot.v2.Chat.Message.send", Json::object()}}};
}
Json crash() {
  return {{"crash", true}};
}

}  // namespace luabot::test

#include "tests/runtime/runs/flow.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace luabot::test {

Flow::Flow() {
  open();
  begin_run(100);
}

Flow::~Flow() {
  close();
}

void Flow::open() {
  opened = std::make_unique<Opened>(place.path());
  auto made = std::make_unique<WatchedTransport>();
  transport = made.get();
  const auto address = client::parse_address("https://portal.example/rest/1/hook-271828/");
  const auto limit = client::parse_limit("none");
  REQUIRE(address);
  REQUIRE(limit);
  client =
      std::make_unique<client::Client>(opened->loop, *address, *limit, std::move(made), [] { return 0.5; });
  effects = std::make_unique<Effects>(opened->loop, *opened->journal, *client);
  effects->identify({"portal.example", "echo", opened->bot.key, 9, Secret(token)});
}

void Flow::close() {
  if (run) run->close();
  run.reset();
  effects.reset();
  client.reset();
  if (opened) opened->journal.reset();
}

void Flow::begin_run(std::int64_t event_id) {
  auto runs = opened->accept({event(event_id)}, event_id + 1);
  REQUIRE(runs.size() == 1);
  run = std::make_shared<Run>(std::move(runs.front()));
}

void Flow::restart() {
  close();
  open();
  auto runs = opened->unfinished();
  REQUIRE(runs.size() == 1);
  run = std::make_shared<Run>(std::move(runs.front()));
}

std::shared_ptr<Asked> Flow::ask(std::uint32_t step, const std::string& service, const std::string& op,
                                 const std::string& params, const std::string& options) {
  auto asked = std::make_shared<Asked>();
  effects->perform(
      run, "hash", {run->record.id, step, service, op, params, options, "main.lua:1"},
      [asked](bool ok, const std::string& value, std::int64_t wall_ms) {
        ++asked->answers;
        asked->answered = true;
        asked->ok = ok;
        asked->value = value;
        asked->wall_ms = wall_ms;
      },
      [asked](const std::string& why) { asked->diverged = why; });
  return asked;
}

std::shared_ptr<Asked> Flow::call(std::uint32_t step, const std::string& method, const std::string& params,
                                  const std::string& options) {
  return ask(step, "b24", method, params, options);
}

std::shared_ptr<Asked> Flow::store(std::uint32_t step, const std::string& op, const std::string& params) {
  auto asked = ask(step, "store", op, params);
  REQUIRE(wait_until(opened->loop, [&] { return asked->answered; }));
  return asked;
}

bool Flow::wait_requests(std::size_t count) {
  return wait_until(opened->loop, [&] { return requests() >= count; });
}

void Flow::answer(std::size_t request, const std::string& result) {
  transport->fake.answer(request, 200, R"({"result":)" + result + "}");
  opened->loop.settle();
}

void Flow::refuse(std::size_t request, const std::string& code, const std::string& description) {
  transport->fake.answer(request, 400, Json{{"error", code}, {"error_description", description}}.dump());
  opened->loop.settle();
}

std::string Flow::committed(const std::string& query) const {
  return sql(place.file("journal.db"), query);
}

std::string message(const std::string& text, const std::string& more) {
  return R"({"dialogId":"chat5","fields":{"message":")" + text + "\"" + more + "}}";
}

}  // namespace luabot::test

#include "tests/methods/lua_caller.h"

#include <chrono>
#include <stdexcept>
#include <utility>

#include "api/client/client.h"
#include "api/client/transport.h"
#include "runtime/runs/rest_call.h"
#include "tests/support/worker_process.h"

namespace luabot::test {
namespace {

/// The method's name is walked from b24.try on, as a script would write it. What comes of it goes back as the
/// parameters of another call, which is JSON to Lua to JSON.
constexpr const char* script = R"lua(
local luabot, b24 = require "luabot", require "b24"
local bot = luabot.bot { code = "t", properties = { name = "T" } }
bot:on("message", function(msg)
  local asked = msg.asked
  if asked.echo ~= nil then return b24.call("seen", { value = asked.echo }) end
  local method = b24.try
  for word in asked.method:gmatch "[^.]+" do method = method[word] end
  local result, err = method(asked.params)
  local text = err and tostring(err)
  if err then
    err = { code = err.code, description = err.description, status = err.status, method = err.method }
  end
  b24.call("seen", { value = result, err = err, text = text })
end)
)lua";

WorkerProcess& the_worker() {
  static WorkerProcess worker;
  static const std::string definition = worker.load(script);
  return worker;
}

/// Runs the script's handler; each call that it makes is answered by `answer`, and what it reports is
/// returned.
template <class Answer>
Json run_script(const Json& asked, Answer answer) {
  static wire::RunId next = 0;
  auto& worker = the_worker();
  const Json event = {
      {"chat", {{"dialogId", "chat1"}}}, {"message", {{"id", 1}, {"text", "x"}}}, {"asked", asked}};
  const auto id = ++next;
  worker.send(wire::Start{id, 1'700'000'000'000, 1, 0, "ONIMBOTV2MESSAGEADD", event.dump()});
  Json seen;
  for (;;) {
    const auto frame = worker.next();
    if (frame.type == wire::Type::log) continue;
    if (frame.type == wire::Type::done) {
      const auto done = frame.as<wire::Done>();
      if (!done.ok) throw std::runtime_error(done.error);
      return seen;
    }
    const auto call = frame.as<wire::Call>();
    std::pair<bool, std::string> answered{true, "true"};
    if (call.op == "seen") {
      seen = Json::parse(call.params);
    } else {
      answered = answer(call);
    }
    worker.send(wire::Answer{id, call.step, 1'700'000'000'000, answered.first, answered.second});
  }
}

/// Hands requests to the portal at once, and its answers back on the loop.
class PortalTransport final : public client::Transport {
 public:
  PortalTransport(SimLoop& loop, emulator::Portal& portal, emulator::Answer& last)
      : loop_(loop), portal_(portal), last_(last) {}

  using Transport::post;
  std::unique_ptr<client::Exchange> post(std::string_view method, std::string_view body,
                                         const client::Insertion& /*none*/, Done done) override {
    const auto& options = portal_.options();
    const emulator::Incoming request{.user = std::to_string(options.user),
                                     .token = options.token,
                                     .method = std::string(method),
                                     .params = std::string(body),
                                     .peer = "test"};
    auto shared = std::make_shared<Done>(std::move(done));
    portal_.serve(request, [this, shared](const emulator::Answer& answer) {
      last_ = answer;
      loop_.post([shared, answer] {
        if (*shared) (*shared)({.status = answer.status, .body = answer.body});
      });
    });
    return std::make_unique<Under>(std::move(shared));
  }

 private:
  struct Under final : client::Exchange {
    explicit Under(std::shared_ptr<Done> of) : done(std::move(of)) {}
    ~Under() override { *done = nullptr; }
    [[nodiscard]] bool may_have_left() const override { return true; }
    std::shared_ptr<Done> done;
  };

  SimLoop& loop_;
  emulator::Portal& portal_;
  emulator::Answer& last_;
};

}  // namespace

struct LuaCaller::Impl {
  SimLoop& loop;
  BotIdentity bot;
  emulator::Answer last;
  client::Client client;

  Impl(SimLoop& on, emulator::Portal& portal, emulator::Id id, std::string token)
      : loop(on),
        bot{"portal.example", "t", 1, id, Secret(std::move(token))},
        client(on, *client::parse_address("https://portal.example/rest/1/hook/"),
               *client::parse_limit("none"), std::make_unique<PortalTransport>(on, portal, last),
               [] { return 0.5; }) {}

  std::pair<bool, std::string> answer(const wire::Call& call) {
    auto prepared = prepare_rest_call(call, bot, "portal.example/t/1");
    if (!prepared) return {false, script_error(prepared.error(), call.op)};
    std::pair<bool, std::string> out;
    bool done = false;
    const auto handle = client.call(prepared->call, [&](Result<client::Answer> answer) {
      done = true;
      out.first = answer.ok();
      out.second = answer ? std::string(answer->result()) : script_error(answer.error(), call.op);
    });
    for (int i = 0; i < 100 && !done; ++i) loop.advance(std::chrono::seconds(1));
    if (!done) throw std::runtime_error("the client gave no answer");
    return out;
  }
};

LuaCaller::LuaCaller(SimLoop& loop, emulator::Portal& portal, emulator::Id bot, std::string token)
    : impl_(std::make_unique<Impl>(loop, portal, bot, std::move(token))) {}
LuaCaller::~LuaCaller() = default;

Seen LuaCaller::call(std::string_view method, const Json& params) {
  impl_->last = {.status = 0};
  const auto seen = run_script({{"method", method}, {"params", params}},
                               [&](const wire::Call& call) { return impl_->answer(call); });
  Seen out;
  out.ok = !seen.contains("err");
  out.result = seen.value("value", Json());
  out.error = seen.value("err", Json());
  out.text = seen.value("text", "");
  out.answer = Json::parse(impl_->last.body, nullptr, false);
  out.status = impl_->last.status;
  return out;
}

Json through_lua(const Json& value) {
  return run_script({{"echo", value}}, [](const wire::Call&) { return std::pair(true, std::string("true")); })
      .value("value", Json());
}

Json as_lua_has_it(const Json& value) {
  if (value.is_array()) {
    Json out = Json::array();
    for (const auto& item : value) out.push_back(as_lua_has_it(item));
    return out;
  }
  // Lua has one kind of number.
  if (value.is_number_float() &&
      value.get<double>() == static_cast<double>(static_cast<std::int64_t>(value.get<double>())))
    return static_cast<std::int64_t>(value.get<double>());
  if (!value.is_object()) return value;
  Json out = Json::object();
  for (const auto& [key, item] : value.items()) {
    if (!item.is_null()) out[key] = as_lua_has_it(item);
  }
  return out;
}

}  // namespace luabot::test

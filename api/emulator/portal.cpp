#include "api/emulator/portal.h"

#include <utility>

#include "api/base/uuid.h"
#include "api/emulator/batch.h"
#include "api/emulator/bucket.h"
#include "api/emulator/compose.h"
#include "api/emulator/methods.h"
#include "api/emulator/oauth.h"
#include "api/emulator/text.h"
#include "api/emulator/timing.h"

namespace luabot::emulator {
namespace {

std::string random_token() {
  constexpr std::size_t length = 16;
  std::string token;
  for (const char c : random_uuid()) {
    if (c != '-' && token.size() < length) token += c;
  }
  return token;
}

Options completed(Options options) {
  if (options.token.empty()) options.token = random_token();
  if (options.client_secret.empty()) options.client_secret = random_token();
  return options;
}

/// Removes the access token from the parameters, which are those of a method.
template <class J>
std::string take_token(J& params) {
  std::string token;
  if (!params.is_object()) return token;
  for (const char* name : {"access_token", "auth"}) {
    const auto at = params.find(name);
    if (at == params.end()) continue;
    if (at->is_string()) token = at->template get<std::string>();
    params.erase(at);
  }
  return token;
}

constexpr std::string_view bot_methods = "imbot.";

/// Bots of the application belong to it without a botToken.
void own_bots(std::string_view method, Json& params, nlohmann::ordered_json& batch,
              const std::string& owner) {
  if (method.substr(0, bot_methods.size()) == bot_methods && !params.contains("botToken"))
    params["botToken"] = owner;
  if (!batch.is_object() || !batch.contains("cmd")) return;
  for (auto& call : batch["cmd"]) {
    if (!call.is_string()) continue;
    auto text = call.get<std::string>();
    if (lower(text).compare(0, bot_methods.size(), bot_methods) != 0 ||
        text.find("botToken") != std::string::npos)
      continue;
    text.append(text.find('?') == std::string::npos ? "?" : "&").append("botToken=").append(owner);
    call = std::move(text);
  }
}

/// Tokens are compared without stopping at the first difference, as any server should.
bool same(std::string_view a, std::string_view b) {
  unsigned different = a.size() != b.size() ? 1 : 0;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    different |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return different == 0;
}

constexpr std::string_view send_method = "imbot.v2.chat.message.send";

}  // namespace

/// A request after its parameters have been read.
struct Portal::Parsed {
  std::string method;  ///< in lower case
  Json params = Json::object();
  nlohmann::ordered_json batch{};  ///< of a batch, instead of params
  Began began;
  std::int64_t number = 0;

  [[nodiscard]] bool is_batch() const { return method == "batch"; }

  void read(std::string_view text) {
    if (is_batch()) {
      batch = nlohmann::ordered_json::parse(text, nullptr, false);
    } else if (auto read = Json::parse(text, nullptr, false); read.is_object()) {
      params = std::move(read);
    }
  }
};

Portal::Portal(Loop& loop, Options options)
    : loop_(loop),
      options_(completed(std::move(options))),
      state_(std::make_unique<State>(loop_, options_)),
      buckets_(std::make_unique<Buckets>(options_.limit)),
      oauth_(std::make_unique<OAuth>(loop_, options_)) {}
Portal::~Portal() = default;

void Portal::serve(const Incoming& request, std::function<void(Answer)> done) {
  auto parsed = std::make_shared<Parsed>();
  parsed->method = lower(request.method);
  parsed->began = begin_now(*state_);
  parsed->read(request.params);
  parsed->number = state_->calls.add(request.method, parsed->began.at.time_since_epoch().count());
  const auto refuse_with = [&](std::string_view code) {
    auto answer = refusal_answer(refuse(code));
    answer.call = parsed->number;
    record(*parsed, answer, code, false);
    done(std::move(answer));
  };
  if (!buckets_->take(request.peer, parsed->began.at)) return refuse_with("QUERY_LIMIT_EXCEEDED");
  if (const auto code = refused(request, *parsed); !code.empty()) return refuse_with(code);
  const auto fault = state_->faults.next(parsed->method);
  if (!fault) return done(run(*parsed));

  if (auto* kept = state_->calls.find(parsed->number)) kept->fault = fault->kind;
  if (fault->kind == "delay") {
    const auto key = parsed->method == send_method ? repeat_key(Params(parsed->params).inside("fields")) : "";
    const bool reserved = !key.empty() && state_->being_sent.insert(key).second;
    return later(fault->delay_ms, [this, parsed, reserved, key, done = std::move(done)] {
      if (reserved) state_->being_sent.erase(key);
      done(run(*parsed));
    });
  }
  Answer answer;
  answer.call = parsed->number;
  if (is_executed(*fault)) answer = run(*parsed);
  answer = spoil(*fault, std::move(answer));
  if (fault->kind == "delay_after") {
    return later(fault->delay_ms, [done = std::move(done), answer = std::move(answer)] { done(answer); });
  }
  record(*parsed, answer, fault_reply(*fault).error, is_executed(*fault));
  done(std::move(answer));
}

/// The code with which a caller that is not known is refused; "" for one that is.
std::string_view Portal::refused(const Incoming& request, Parsed& parsed) {
  auto token = parsed.is_batch() ? take_token(parsed.batch) : take_token(parsed.params);
  if (!request.access_token.empty()) token = request.access_token;
  if (!request.application) {
    const bool known = request.user == std::to_string(options_.user) && same(request.token, options_.token);
    return known ? "" : "NO_AUTH_FOUND";
  }
  if (token.empty()) return "NO_AUTH_FOUND";
  const auto access = oauth_->check(token);
  if (access == OAuth::Access::unknown) return "invalid_token";
  if (access == OAuth::Access::expired) return "expired_token";
  own_bots(parsed.method, parsed.params, parsed.batch, application_owner(options_));
  return "";
}

Answer Portal::call(std::string_view method, std::string_view params) {
  Parsed parsed;
  parsed.method = lower(method);
  parsed.began = begin_now(*state_);
  parsed.read(params);
  return run(parsed);
}

Answer Portal::run(Parsed& parsed) {
  const auto reply = parsed.is_batch() ? run_batch(*state_, parsed.batch, parsed.number)
                                       : execute(*state_, parsed.method, parsed.params);
  Answer answer;
  if (reply.ok()) {
    answer.body.reserve(reply.result.size() + 320);
    JsonWriter to(answer.body);
    to.open_object();
    to.raw("result", reply.result);
    if (reply.next) to.num("next", *reply.next);
    if (reply.total) to.num("total", *reply.total);
    to.key("time");
    write_time(to, *state_, parsed.began, parsed.is_batch() ? std::string_view() : parsed.method);
    to.close_object();
  } else {
    answer = refusal_answer(reply);
  }
  answer.call = parsed.number;
  record(parsed, answer, reply.error, true);
  return answer;
}

void Portal::record(Parsed& parsed, const Answer& answer, std::string_view error, bool executed) {
  auto* kept = state_->calls.find(answer.call);
  if (kept == nullptr) return;
  kept->status = answer.delivery == Answer::Delivery::reset ? 0 : answer.status;
  kept->error = error;
  kept->executed = kept->executed || executed;
  if (kept->params == nullptr) {
    state_->calls.keep_params(answer.call,
                              parsed.is_batch() ? batch_outline(parsed.batch) : std::move(parsed.params));
  }
}

void Portal::note_written(std::int64_t call) {
  if (auto* kept = state_->calls.find(call)) kept->written_ns = loop_.now().time_since_epoch().count();
}

void Portal::later(std::int64_t delay_ms, Loop::Task task) {
  const auto id = next_delayed_++;
  delayed_[id] = loop_.after(std::chrono::milliseconds(delay_ms), [this, id, task = std::move(task)] {
    const auto handle = std::move(delayed_[id]);
    delayed_.erase(id);
    task();
  });
}

const CallLog& Portal::calls() const {
  return state_->calls;
}
Faults& Portal::faults() {
  return state_->faults;
}
void Portal::set_limit(const BucketLimit& limit) {
  buckets_->set_limit(limit);
}
void Portal::fill_bucket(const std::string& peer, double level) {
  buckets_->fill(peer, level, loop_.now());
}
void Portal::shift_clock(std::int64_t ms) {
  state_->shift_ms += ms;
}
std::int64_t Portal::now_ms() const {
  return state_->now_ms();
}

void Portal::on_message(std::function<void(const Message&)> observer) {
  state_->on_message = std::move(observer);
}

void Portal::on_push(decltype(Pushes::send) send) {
  state_->pushes.send = std::move(send);
}
const std::deque<Push>& Portal::pushes() const {
  return *state_->pushes.records;
}

void Portal::reset() {
  delayed_.clear();
  auto observer = std::move(state_->on_message);
  auto send = std::move(state_->pushes.send);
  state_ = std::make_unique<State>(loop_, options_);
  state_->on_message = std::move(observer);
  state_->pushes.send = std::move(send);
  buckets_ = std::make_unique<Buckets>(options_.limit);
}

}  // namespace luabot::emulator

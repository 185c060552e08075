#include "api/emulator/batch.h"

#include <algorithm>
#include <vector>

#include "api/emulator/answer.h"
#include "api/emulator/text.h"
#include "api/emulator/timing.h"
#include "api/form/form.h"

namespace luabot::emulator {
namespace {

using Ordered = nlohmann::ordered_json;

constexpr std::size_t most_subcalls = 50;

struct Subcall {
  std::string key;
  std::string method;
  std::string query;
  bool ran = false;
  Reply reply{};
  std::string time{};
};

const Ordered* field(const Ordered& params, const char* name) {
  if (!params.is_object()) return nullptr;
  auto at = params.find(name);
  if (at == params.end()) at = params.find(upper_name(name));
  return at == params.end() ? nullptr : &*at;
}

std::vector<Subcall> subcalls(const Ordered& params) {
  std::vector<Subcall> out;
  const auto* cmd = field(params, "cmd");
  if (cmd == nullptr || !cmd->is_structured()) return out;
  for (const auto& [key, value] : cmd->items()) {
    const auto text = value.is_string() ? value.get<std::string>() : "";
    const auto mark = std::min(text.find('?'), text.size());
    out.push_back(
        {.key = key, .method = text.substr(0, mark), .query = text.substr(std::min(mark + 1, text.size()))});
  }
  return out;
}

/// Follows `[key][field][0]` from `from` through the results so far. Moves `at` behind the path.
Json follow(const std::vector<Subcall>& calls, std::string_view text, std::size_t& at) {
  Json value;
  for (bool first = true; at < text.size() && text[at] == '['; first = false) {
    const auto close = text.find(']', at);
    if (close == std::string_view::npos) break;
    const std::string step(text.substr(at + 1, close - at - 1));
    at = close + 1;
    Json next;
    if (first) {
      const auto call =
          std::find_if(calls.begin(), calls.end(), [&](const Subcall& one) { return one.key == step; });
      if (call != calls.end() && call->ran && call->reply.ok()) next = Json::parse(call->reply.result);
    } else if (value.is_object() && value.contains(step)) {
      next = value[step];
    } else if (value.is_array()) {
      const auto index = integer_of(Json(step)).value_or(-1);
      if (index >= 0 && static_cast<std::size_t>(index) < value.size())
        next = value[static_cast<std::size_t>(index)];
    }
    value = std::move(next);
  }
  return value;
}

/// Puts results of earlier subcalls where the parameters refer to them as `$result[key][field]`.
void resolve(const std::vector<Subcall>& calls, Json& params) {
  if (params.is_structured()) {
    for (auto& item : params) resolve(calls, item);
    return;
  }
  if (!params.is_string()) return;
  constexpr std::string_view mark = "$result[";
  const auto text = params.get<std::string>();
  if (text.find(mark) == std::string::npos) return;
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto start = std::min(text.find(mark, at), text.size());
    out.append(text, at, start - at);
    at = start;
    if (start == text.size()) break;
    at += mark.size() - 1;
    auto value = follow(calls, text, at);
    if (start == 0 && at == text.size()) {  // nothing but the reference: it may be a list or a map
      params = std::move(value);
      return;
    }
    out += value.is_boolean() ? (value.get<bool>() ? "1" : "") : text_of(value);
  }
  params = std::move(out);
}

bool batchable(const std::string& method) {
  const auto ends = [&](std::string_view with) {
    return method.size() >= with.size() &&
           method.compare(method.size() - with.size(), with.size(), with) == 0;
  };
  return method != "batch" && !ends("file.upload") && !ends("file.download");
}

Reply run_one(State& state, const std::vector<Subcall>& calls, const Subcall& call, const std::string& method,
              std::int64_t number) {
  auto params = form::decode(call.query);
  if (!params) return refuse("INVALID_REQUEST");
  resolve(calls, *params);
  auto fault = state.faults.next_subcall(method);
  auto reply = fault ? fault_reply(*fault) : execute(state, method, *params);
  const auto record = state.calls.add(call.method, state.loop.now().time_since_epoch().count(), number);
  state.calls.keep_params(record, std::move(*params));
  if (auto* kept = state.calls.find(record)) {
    kept->status = reply.status;
    kept->error = reply.error;
    kept->executed = !fault;
    if (fault) kept->fault = fault->kind;
  }
  return reply;
}

/// A PHP array of those subcalls that `shown` picks: a list when their keys are 0, 1, 2..., else a map.
template <class Shown, class Value>
void write_array(JsonWriter& to, std::string_view name, const std::vector<Subcall>& calls, Shown shown,
                 Value value) {
  std::vector<const Subcall*> picked;
  bool list = true;
  for (const auto& call : calls) {
    if (!call.ran || !shown(call)) continue;
    list = list && call.key == std::to_string(picked.size());
    picked.push_back(&call);
  }
  to.key(name);
  list ? to.open_array() : to.open_object();
  for (const auto* call : picked) {
    if (!list) {
      std::string key = Json(call->key).dump(-1, ' ', false, Json::error_handler_t::replace);
      to.key(std::string_view(key).substr(1, key.size() - 2));
    }
    to.raw(value(*call));
  }
  list ? to.close_array() : to.close_object();
}

}  // namespace

Reply run_batch(State& state, const Ordered& params, std::int64_t number) {
  auto calls = subcalls(params);
  const auto* halt = field(params, "halt");
  const bool stops = halt != nullptr && flag_of(Json(*halt), false);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    auto& call = calls[i];
    const auto method = lower(call.method);
    const auto began = begin_now(state);
    if (i >= most_subcalls) {
      call.reply = refuse("ERROR_BATCH_LENGTH_EXCEEDED");
    } else if (!batchable(method)) {
      call.reply = refuse("ERROR_BATCH_METHOD_NOT_ALLOWED");
    } else {
      call.reply = run_one(state, calls, call, method, number);
    }
    call.ran = true;
    if (call.reply.ok()) {
      JsonWriter to(call.time);
      write_time(to, state, began, method);
    } else if (stops) {
      break;
    }
  }
  const auto good = [](const Subcall& call) { return call.reply.ok(); };
  const auto bad = [](const Subcall& call) { return !call.reply.ok(); };
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  write_array(to, "result", calls, good, [](const Subcall& call) { return call.reply.result; });
  write_array(to, "result_error", calls, bad, [](const Subcall& call) { return error_body(call.reply); });
  write_array(
      to, "result_total", calls, [](const Subcall& call) { return call.reply.total.has_value(); },
      [](const Subcall& call) { return std::to_string(*call.reply.total); });
  write_array(
      to, "result_next", calls, [](const Subcall& call) { return call.reply.next.has_value(); },
      [](const Subcall& call) { return std::to_string(*call.reply.next); });
  write_array(to, "result_time", calls, good, [](const Subcall& call) { return call.time; });
  to.close_object();
  return reply;
}

Json batch_outline(const Ordered& params) {
  Json cmd = Json::object();
  for (const auto& call : subcalls(params)) cmd[call.key] = call.method;
  return Json{{"cmd", std::move(cmd)}};
}

}  // namespace luabot::emulator

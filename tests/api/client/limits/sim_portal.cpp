#include "tests/api/client/limits/sim_portal.h"

#include <utility>

#include "api/form/form.h"

namespace luabot::test {

using Seconds = std::chrono::duration<double>;

struct SimPortal::Request {
  std::string method;
  std::string body;
  Done done;  ///< empty once answered or given up
  bool left = false;
  Handle way;
};

/// What has left cannot be called back.
struct SimPortal::SimExchange final : client::Exchange {
  std::shared_ptr<Request> request;
  explicit SimExchange(std::shared_ptr<Request> of) : request(std::move(of)) {}
  ~SimExchange() override {
    request->done = nullptr;
    if (!request->left) request->way.reset();
  }
  [[nodiscard]] bool may_have_left() const override { return true; }
};

/// A request that is under way holds itself by its timer.
SimPortal::~SimPortal() {
  for (const auto& taken : taken_)
    if (const auto request = taken.lock()) request->way.reset();
}

std::unique_ptr<client::Exchange> SimPortal::post(std::string_view method, std::string_view body,
                                                  const client::Insertion& /*none*/, Done done) {
  auto request = std::make_shared<Request>();
  request->method = method;
  request->body = body;
  request->done = std::move(done);
  taken_.push_back(request);
  std::uniform_int_distribution<std::int64_t> more(0, jitter.count());
  request->way = loop_.after(travel + Duration(more(random_)), [this, request] { arrived(request); });
  return std::make_unique<SimExchange>(std::move(request));
}

double SimPortal::level() const {
  return std::max(0.0, level_ - Seconds(loop_.now() - at_).count() * limit_.rate);
}

bool SimPortal::take() {
  const double now = level();
  if (now + 1 > limit_.burst + 1e-6) return false;
  level_ = now + 1;
  at_ = loop_.now();
  return true;
}

void SimPortal::others(double a_second) {
  others_.reset();
  if (a_second > 0) other(a_second);
}

/// Between half and one and a half of the mean gap: regular, but not in step with anybody.
void SimPortal::other(double a_second) {
  std::uniform_real_distribution<double> gap(0.5 / a_second, 1.5 / a_second);
  others_ = loop_.after(std::chrono::duration_cast<Duration>(Seconds(gap(random_))), [this, a_second] {
    ++others_asked;
    if (!take()) ++others_refused;
    other(a_second);
  });
}

void SimPortal::answer(const std::shared_ptr<Request>& request, client::Reply reply, Duration after) {
  request->way = loop_.after(after, [request, reply = std::move(reply)] {
    if (const auto done = std::exchange(request->done, nullptr)) done(reply);
  });
}

void SimPortal::arrived(const std::shared_ptr<Request>& request) {
  client::Reply reply;
  if (state == State::refuses_connections) {
    reply.reached = client::Reached::nowhere;
    reply.reason = "connection refused";
    return answer(request, std::move(reply), Duration::zero());
  }
  request->left = true;
  if (state == State::gateway_page) {
    reply.status = 502;
    reply.body = "<html>Bad Gateway</html>";
    return answer(request, std::move(reply), travel);
  }
  ++requests;
  arrivals.push_back(loop_.now());
  if (!take()) {
    ++refused;
    reply.status = 503;
    reply.body = R"({"error":"QUERY_LIMIT_EXCEEDED"})";
    return answer(request, std::move(reply), travel);
  }
  reply.status = 200;
  Duration spent{};
  if (request->method == "batch") {
    reply.body = batch(request->body, spent);
  } else {
    bool ok = true;
    reply.body = call(request->method, Json::parse(request->body), spent, ok);
    if (!ok) reply.status = 429;
  }
  answer(request, std::move(reply), travel + spent);
}

std::string SimPortal::call(const std::string& method, Json params, Duration& spent, bool& ok) {
  const auto now = loop_.now() + spent;
  const auto own = work_of.find(method);
  const auto takes = own == work_of.end() ? work : own->second;
  auto& use = operating_[method];
  if (use.reset <= now) use = {0, now + std::chrono::minutes(10)};
  const double start = static_cast<double>(loop_.wall_ms()) / 1000;
  const double reset = start + Seconds(use.reset - loop_.now()).count();
  Json time{{"start", start},
            {"finish", start},
            {"duration", Seconds(takes).count()},
            {"operating_reset_at", static_cast<std::int64_t>(reset)}};
  ok = use.seconds < most_operating_;
  if (!ok) {
    ++limited;
    return Json{{"error", "OPERATION_TIME_LIMIT"}, {"time", time}}.dump();
  }
  use.seconds += Seconds(takes).count();
  spent += takes;
  time["operating"] = use.seconds;
  executed.push_back({method, std::move(params), now, requests});
  return Json{{"result", executed.size()}, {"time", time}}.dump();
}

std::string SimPortal::batch(const std::string& body, Duration& spent) {
  Json results = Json::object();
  Json errors = Json::object();
  Json times = Json::object();
  const auto parsed = nlohmann::ordered_json::parse(body);
  for (const auto& [key, text] : parsed.at("cmd").items()) {
    const auto command = text.get<std::string>();
    const auto mark = command.find('?');
    bool ok = true;
    Json said =
        Json::parse(call(command.substr(0, mark), *form::decode(command.substr(mark + 1)), spent, ok));
    if (ok) {
      results[key] = said["result"];
      times[key] = said["time"];
    } else {
      errors[key] = said;
    }
  }
  const auto php = [](const Json& map) { return map.empty() ? Json::array() : map; };
  return Json{{"result",
               {{"result", php(results)},
                {"result_error", php(errors)},
                {"result_total", Json::array()},
                {"result_next", Json::array()},
                {"result_time", php(times)}}}}
      .dump();
}

}  // namespace luabot::test

#include "api/client/batch.h"

#include <algorithm>
#include <array>

#include "api/base/json_text.h"
#include "api/catalog/catalog.h"

namespace luabot::client {
namespace {

// With a letter before the number, so that PHP never takes the map for a list.
std::string key_of(std::size_t number) {
  return "c" + std::to_string(number);
}

/// HTTP has one status for the whole batch, so each error gets the one that it is documented with.
int status_of(std::string_view error) {
  constexpr int refused = 400;
  const auto code = json_text::member(error, "error");
  const auto name = code ? json_text::string(*code) : std::nullopt;
  const auto* known = name ? catalog::find_system_error(*name) : nullptr;
  return known != nullptr ? known->status : refused;
}

Subanswer missing(std::string_view method) {
  Failure failure;
  failure.error = {
      "BAD_ANSWER",    "the answer to the batch says nothing of this call", std::string(method), "", 200,
      Outcome::unknown};
  return {std::move(failure), {}};
}

}  // namespace

std::string batch_body(const std::vector<std::string_view>& commands) {
  std::string body = R"({"halt":0,"cmd":{)";
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (i > 0) body += ',';
    body.append("\"").append(key_of(i)).append("\":");
    json_text::quote(body, commands[i]);
  }
  return body += "}}";
}

std::vector<Subanswer> take_apart(const Answer& answer, const std::vector<std::string_view>& methods) {
  const std::string_view all = answer.result();
  const auto part = [all](std::string_view name) { return json_text::member(all, name).value_or("[]"); };
  const auto results = part("result");
  const auto errors = part("result_error");
  const auto totals = part("result_total");
  const auto nexts = part("result_next");
  const auto times = part("result_time");
  std::vector<Subanswer> out;
  out.reserve(methods.size());
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const std::string key = key_of(i);
    const auto time = json_text::member(times, key).value_or("");
    if (const auto result = json_text::member(results, key)) {
      std::string body = "{\"result\":" + std::string(*result);
      if (const auto total = json_text::member(totals, key)) body.append(",\"total\":").append(*total);
      if (const auto next = json_text::member(nexts, key)) body.append(",\"next\":").append(*next);
      if (!time.empty()) body.append(",\"time\":").append(time);
      body += '}';
      out.push_back({Answer{std::move(body)}, std::string(time)});
    } else if (const auto error = json_text::member(errors, key)) {
      Reply reply;
      reply.status = status_of(*error);
      reply.body = std::string(*error);
      out.push_back({classify(methods[i], reply), std::string(time)});
    } else {
      out.push_back(missing(methods[i]));
    }
  }
  return out;
}

bool concerns_all(const Error& error) {
  constexpr std::array<std::string_view, 5> codes = {"NO_AUTH_FOUND", "INVALID_CREDENTIALS", "OVERLOAD_LIMIT",
                                                     "PORTAL_DELETED", "PORTAL_MOVED"};
  return error.status == 401 || std::find(codes.begin(), codes.end(), error.code) != codes.end();
}

}  // namespace luabot::client

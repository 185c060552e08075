#include "api/client/outcome.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <nlohmann/json.hpp>

#include "api/base/json_text.h"

namespace luabot::client {
namespace {

// Deeper answers are not the portal's, and recursion over them would end the stack.
constexpr int max_depth = 500;

/// Whether the JSON text nests no deeper than max_depth.
bool shallow(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > max_depth) return false;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return true;
}

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

template <std::size_t N>
bool any_of(std::string_view code, const std::array<std::string_view, N>& codes) {
  return std::any_of(codes.begin(), codes.end(), [code](auto one) { return same(code, one); });
}

// The 5xx codes that the portal itself sends, beside those that are named below.
constexpr std::array<std::string_view, 2> refusals_of_5xx = {"OVERLOAD_LIMIT", "PORTAL_DELETED"};
constexpr std::array<std::string_view, 2> unknown_codes = {"INTERNAL_SERVER_ERROR",
                                                           "ERROR_UNEXPECTED_ANSWER"};

std::string hint_for(std::string_view code) {
  if (any_of(code, std::array<std::string_view, 2>{"NO_AUTH_FOUND", "INVALID_CREDENTIALS"}))
    return "Check the inbound webhook's address: its token is wrong, or the webhook was deleted.";
  if (same(code, "insufficient_scope"))
    return "Give the webhook or application the scope of this method in the portal's settings.";
  if (same(code, "OVERLOAD_LIMIT"))
    return "The portal blocked REST for its load; its administrator has to ask Bitrix24's support.";
  return {};
}

/// Text from outside, fit for one line of an error.
std::string one_line(std::string_view text) {
  constexpr std::size_t longest = 500;
  if (text.size() > longest) {
    auto end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // keep UTF-8 whole
    text = text.substr(0, end);
  }
  std::string line = redact(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  line.erase(0, line.find_first_not_of(' '));
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

/// The text with U+FFFD for what is no UTF-8. The JSON library does that on writing only.
std::string valid_utf8(const std::string& text) {
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

std::string text_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// `operating_reset_at`, from the answer's `time` or beside it.
std::optional<std::int64_t> reset_at(const Json& body) {
  constexpr double latest = 1e10;  // the year 2286: anything above is no time
  for (const Json* in : {body.contains("time") ? &body.at("time") : nullptr, &body}) {
    if (in == nullptr || !in->is_object()) continue;
    const auto at = in->find("operating_reset_at");
    if (at == in->end() || !at->is_number()) continue;
    const auto seconds = at->get<double>();
    if (seconds > 0 && seconds < latest) return static_cast<std::int64_t>(seconds);
  }
  return std::nullopt;
}

Failure failure(std::string_view method, const Reply& reply, Outcome outcome, std::string code,
                std::string what, std::string hint = {}) {
  return {
      Error{std::move(code), std::move(what), std::string(method), std::move(hint), reply.status, outcome},
      false, std::nullopt, false, false};
}

Failure coded(std::string_view method, const Reply& reply, const Json& body) {
  const Json& error = body.at("error");
  // REST 3 answers {"error": {"code": …, "message": …}}.
  const bool nested = error.is_object();
  const std::string code = one_line(nested ? text_of(error, "code") : error.get<std::string>());
  const std::string what = one_line(nested ? text_of(error, "message") : text_of(body, "error_description"));
  auto result = failure(method, reply, Outcome::refused, code, what, hint_for(code));
  auto& outcome = result.error.outcome;
  if (same(code, "OPERATION_TIME_LIMIT")) {
    outcome = Outcome::not_executed;
    result.allowed_at = reset_at(body);
  } else if (same(code, "QUERY_LIMIT_EXCEEDED") || reply.status == 429) {
    outcome = Outcome::not_executed;
    result.bucket_full = true;
  } else if (same(code, "expired_token")) {
    outcome = Outcome::not_executed;
  } else if (any_of(code, unknown_codes) ||
             (reply.status >= 502 && reply.status <= 504 && !any_of(code, refusals_of_5xx))) {
    outcome = Outcome::unknown;
    result.no_portal = reply.status != 500;
  }
  return result;
}

/// An answer that is not in the portal's own form.
Failure foreign(std::string_view method, const Reply& reply) {
  const auto first = reply.body.find_first_not_of(" \t\r\n");
  const bool page = first != std::string::npos && reply.body[first] == '<';
  const std::string number = std::to_string(reply.status);
  if (reply.status >= 200 && reply.status < 300) {
    if (first == std::string::npos)
      return failure(method, reply, Outcome::unknown, "BAD_ANSWER", "the answer is empty");
    if (page)
      return failure(method, reply, Outcome::unknown, "BAD_ANSWER", "a web page came instead of an answer",
                     "If this stays, check the portal's address.");
    return failure(method, reply, Outcome::unknown, "BAD_ANSWER", "the answer is not one of Bitrix24's REST");
  }
  const std::string code = "HTTP_" + number;
  const std::string what = std::string(page ? "a web page" : "an answer not of Bitrix24's REST") +
                           " came with HTTP status " + number;
  if (reply.status == 429) {
    auto limited = failure(method, reply, Outcome::not_executed, code, what);
    limited.bucket_full = true;
    return limited;
  }
  if (reply.status >= 400 && reply.status < 500 && reply.status != 408)
    return failure(method, reply, Outcome::refused, code, what, "Check the portal's address.");
  return failure(method, reply, Outcome::unknown, code, what);
}

Failure not_answered(std::string_view method, const Reply& reply) {
  if (reply.reached == Reached::nowhere)
    return failure(method, reply, Outcome::not_executed, "NOT_CONNECTED",
                   "the portal cannot be reached: " + one_line(reply.reason));
  if (reply.too_large) {
    auto result = failure(method, reply, Outcome::unknown, "ANSWER_TOO_LARGE",
                          "the answer is larger than " + std::to_string(max_answer >> 20U) + " MiB",
                          "Ask for less at a time.");
    result.hopeless = true;
    return result;
  }
  return failure(method, reply, Outcome::unknown, "NO_ANSWER",
                 "no complete answer came: " + one_line(reply.reason));
}

}  // namespace

std::string_view Answer::result() const {
  return json_text::member(body, "result").value_or("null");
}

std::variant<Answer, Failure> classify(std::string_view method, const Reply& reply) {
  if (reply.reached != Reached::answered) {
    auto failure = not_answered(method, reply);
    failure.no_portal = !reply.too_large;
    return failure;
  }
  if (reply.status >= 300 && reply.status < 400) {
    const std::string to = reply.moved_to.empty() ? "" : " to " + one_line(reply.moved_to);
    return failure(method, reply, Outcome::refused, "PORTAL_MOVED", "the portal redirects" + to,
                   "If it has a new address, use an inbound webhook's address from there.");
  }
  const auto no_answer = [&] {
    auto failure = foreign(method, reply);
    failure.no_portal = failure.error.outcome == Outcome::unknown;
    return failure;
  };
  if (!shallow(reply.body)) return no_answer();
  // One broken character would make a page of events unreadable for ever.
  std::string text = reply.body;
  if (!Json::accept(text) && !Json::accept(text = valid_utf8(text))) return no_answer();
  if (json_text::member(text, "error")) {
    const Json body = Json::parse(text);
    const Json& error = body.at("error");
    if ((error.is_string() && !error.get_ref<const std::string&>().empty()) ||
        (error.is_object() && !text_of(error, "code").empty()))
      return coded(method, reply, body);
  }
  if (reply.status >= 200 && reply.status < 300 && json_text::member(text, "result"))
    return Answer{std::move(text)};
  return no_answer();
}

}  // namespace luabot::client

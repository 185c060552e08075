#include "api/oauth/token_server.h"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "api/client/backoff.h"
#include "api/form/form.h"

namespace luabot::oauth {
namespace {

constexpr auto place = "OAuth server";
constexpr auto install_again = "Install the application again on the portal.";

std::string hint_for(const std::string& code) {
  if (code == "invalid_grant") return install_again;
  if (code == "PAYMENT_REQUIRED")
    return "The application's subscription or trial on this portal has ended: its administrator has to renew "
           "it.";
  if (code == "invalid_client")
    return "Check client_id and client_secret, and that the application is still installed on the portal.";
  if (code == "insufficient_scope" || code == "invalid_scope")
    return "Ask for no more scopes than the application's card names, then install it again.";
  return "Check client_id, client_secret and the server's address.";
}

std::string meaning_of(const std::string& code) {
  if (code == "invalid_grant") return "the stored refresh token is no longer valid";
  if (code == "PAYMENT_REQUIRED") return "the application is no longer paid for on this portal";
  return "it refused to renew the access token";
}

/// A code as it may be shown: what else the server says is left out, since it could repeat what was sent.
std::string code_of(const Json& answer) {
  const auto at = answer.find("error");
  if (at == answer.end() || !at->is_string()) return {};
  auto code = at->get<std::string>();
  constexpr std::size_t longest = 64;
  const bool plain =
      code.size() <= longest && std::all_of(code.begin(), code.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      });
  return plain ? redact(code) : "OAUTH_REFUSED";
}

/// What one reply says; nothing when another try may go better.
std::optional<Result<Tokens>> read_reply(const client::Reply& reply) {
  if (reply.reached != client::Reached::answered) return std::nullopt;
  const auto answer = Json::parse(reply.body, nullptr, false);
  if (reply.status >= 500 || reply.status == 429 || !answer.is_object()) return std::nullopt;
  if (auto code = code_of(answer); !code.empty()) {
    Error error{code, meaning_of(code), place, hint_for(code), reply.status, Outcome::refused};
    return error;
  }
  if (reply.status >= 200 && reply.status < 300) {
    // The application_token is not the server's to give.
    auto own = answer;
    own.erase("application_token");
    auto tokens = read_tokens(own);
    if (tokens) return tokens;
    Error error = tokens.error();
    error.where = place;
    error.hint = "Check the server's address.";
    error.outcome = Outcome::refused;
    return error;
  }
  return std::nullopt;
}

std::string reason_of(const client::Reply& reply) {
  if (reply.reached != client::Reached::answered) return redact(reply.reason);
  return "an answer that is none of the OAuth server's, with HTTP status " + std::to_string(reply.status);
}

}  // namespace

struct TokenServer::Renewal final : Pending {
  TokenServer* server = nullptr;
  std::string form;
  Done done;
  TimePoint deadline;
  std::string last_reason = "no answer";
  int failures = 0;
  std::unique_ptr<client::Exchange> exchange;
  Handle timer;

  void start() {
    timer = server->loop_.after(try_time, [this] {
      exchange.reset();
      failed("no answer in time");
    });
    exchange = server->transport_->post("", form, [this](const client::Reply& reply) {
      exchange.reset();
      auto result = read_reply(reply);
      if (!result) return failed(reason_of(reply));
      end(std::move(*result));
    });
  }
  void failed(std::string reason) {
    last_reason = std::move(reason);
    const auto pause = client::backoff(++failures, server->dice_());
    if (server->loop_.now() + pause >= deadline) {
      Error error{"OAUTH_UNREACHABLE", "no new access token could be had: " + last_reason, place,
                  "It is tried again with the next call."};
      error.outcome = Outcome::unknown;
      return end(std::move(error));
    }
    timer = server->loop_.after(pause, [this] { start(); });
  }
  /// The last thing that is done here.
  void end(Result<Tokens> result) {
    timer.reset();
    const auto tell = std::move(done);
    tell(std::move(result));
  }
};

TokenServer::TokenServer(Loop& loop, Application application, std::unique_ptr<client::Transport> transport,
                         client::Client::Dice dice)
    : loop_(loop),
      application_(std::move(application)),
      transport_(std::move(transport)),
      dice_(std::move(dice)) {}

Handle TokenServer::renew(const Secret& refresh_token, Done done) {
  auto renewal = std::make_unique<Renewal>();
  renewal->server = this;
  // As a form in the body, as Bitrix24's own CRest does it: the secrets in a URL would end up in logs.
  renewal->form = form::encode({{"grant_type", "refresh_token"},
                                {"client_id", application_.client_id},
                                {"client_secret", application_.client_secret.reveal()},
                                {"refresh_token", refresh_token.reveal()}});
  renewal->done = std::move(done);
  renewal->deadline = loop_.now() + patience;
  renewal->start();
  return renewal;
}

}  // namespace luabot::oauth

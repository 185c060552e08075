#include "api/oauth/installer.h"

#include <utility>

#include "api/base/log.h"
#include "api/http/plain.h"

namespace luabot::oauth {
namespace {

constexpr std::size_t most_told = 100;  // refusals that differ: what an error says may come from outside

/// The portal shows this in a frame. BX24.installFinish tells it that the installation is done
/// (apidocs.bitrix24.com, "Completing Application Installation").
constexpr auto finishing_page = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Installed</title>
<script src="https://api.bitrix24.com/api/v1/"></script>
</head>
<body>
<p>The application is installed.</p>
<script>BX24.init(function () { BX24.installFinish(); });</script>
</body>
</html>
)";

http::Response success(Installation::Kind kind) {
  if (kind != Installation::Kind::page) return http::plain(200, "OK");
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = finishing_page;
  return response;
}

}  // namespace

Installer::Installer(Keeper& keeper, std::string member_id)
    : keeper_(keeper), member_id_(std::move(member_id)) {}

void Installer::handle(const http::Request& request, http::Respond respond) {
  if (request.method != "POST")
    return respond(http::plain(405, "Bitrix24 posts here when the application is installed."));
  if (!http::is_form(request.content_type)) return refuse(respond, 415, "the body is no form");
  auto installation = read_installation(request.body);
  if (!installation) return refuse(respond, 400, installation.error().what);
  if (other_portal(installation->member_id)) return refuse(respond, 403, "it is of another portal");
  if (installation->kind == Installation::Kind::removal) return remove(*installation, respond);
  if (waiting_.size() >= most_waiting) return refuse(respond, 503, "too many are being verified");
  waiting_.push_back({std::move(*installation), std::move(respond)});
  if (waiting_.size() == 1) next();
}

bool Installer::other_portal(const std::string& member_id) const {
  if (!member_id_.empty()) return member_id != member_id_;
  return keeper_.tokens() && keeper_.tokens()->member_id != member_id;
}

void Installer::next() {
  verification_.reset();
  if (waiting_.empty()) return;
  verification_ = keeper_.server().renew(waiting_.front().installation.refresh_token,
                                         [this](Result<Tokens> result) { verified(std::move(result)); });
}

void Installer::verified(Result<Tokens> result) {
  const auto [installation, respond] = std::move(waiting_.front());
  waiting_.pop_front();
  if (!result) {
    const bool refused = result.error().outcome == Outcome::refused;
    refuse(respond, refused ? 403 : 503, "the OAuth server did not confirm it: " + result.error().text());
  } else if (result->member_id != installation.member_id || other_portal(result->member_id)) {
    refuse(respond, 403, "its tokens are of another portal");
  } else {
    result->application_token = installation.application_token;
    // The page has none; it may come before or after the event that has.
    if (installation.application_token.empty() && keeper_.tokens())
      result->application_token = keeper_.tokens()->application_token;
    if (const auto stored = keeper_.install(*result)) {
      told_.clear();
      log(Level::info, "oauth", keeper_.name() + ": installed on " + result->endpoint.host);
      respond(success(installation.kind));
    } else {
      log(Level::error, "oauth", keeper_.name() + ": " + stored.error().text());
      respond(http::plain(500, "The tokens could not be stored; the log says why. Install again."));
    }
  }
  next();
}

void Installer::remove(const Installation& installation, const http::Respond& respond) {
  if (!keeper_.tokens() ||
      !keeper_.tokens()->application_token.matches(installation.application_token.reveal()))
    return refuse(respond, 403, "the application_token of the removal is not the installation's");
  if (const auto gone = keeper_.forget(); !gone) {
    log(Level::error, "oauth", keeper_.name() + ": " + gone.error().text());
    return respond(http::plain(500, "The tokens could not be removed; the log says why."));
  }
  log(Level::warn, "oauth", keeper_.name() + ": the application was removed from the portal");
  respond(success(installation.kind));
}

void Installer::refuse(const http::Respond& respond, int status, const std::string& what) {
  if (told_.size() < most_told && told_.insert(what).second)
    log(Level::warn, "oauth", keeper_.name() + ": an installation was refused: " + what);
  respond(http::plain(status, "Refused: " + what + "."));
}

}  // namespace luabot::oauth

#pragma once
#include <deque>
#include <functional>
#include <set>
#include <string>

#include "api/base/loop.h"
#include "api/http/server.h"
#include "api/oauth/installation.h"
#include "api/oauth/keeper.h"

namespace luabot::oauth {

/// Answers the posts of a portal's installation address: takes the tokens of an installation, forgets them
/// when the application is removed.
///
/// Anyone may post to that address, so nothing in a form is believed. An installation's refresh token is
/// turned into new tokens at the OAuth server, whose answer says which portal they are of; a false one gets
/// no tokens, and changes nothing. The first portal that installs is the one; another is refused from then
/// on. A removal counts when it carries the application_token that came with the installation.
class Installer {
 public:
  /// Installations that wait for the OAuth server; more are answered 503, so that a flood of false ones does
  /// not become one of renewals.
  static constexpr std::size_t most_waiting = 8;

  /// `member_id`: the only portal that may install; empty: whichever is first. The keeper outlives this.
  explicit Installer(Keeper& keeper, std::string member_id = {});
  Installer(const Installer&) = delete;
  Installer& operator=(const Installer&) = delete;

  /// Has the signature of http::Handler. Answers 200 when the tokens are stored, with a page that ends the
  /// installation where the portal shows one; else 4xx, or 5xx when a repeat may go better. No answer and no
  /// log line shows a token.
  void handle(const http::Request& request, http::Respond respond);

 private:
  struct Waiting {
    Installation installation;
    http::Respond respond;
  };
  [[nodiscard]] bool other_portal(const std::string& member_id) const;
  void next();
  void verified(Result<Tokens> result);
  void remove(const Installation& installation, const http::Respond& respond);
  void refuse(const http::Respond& respond, int status, const std::string& what);

  Keeper& keeper_;
  std::string member_id_;
  std::deque<Waiting> waiting_;  ///< the first is being verified
  std::set<std::string>
      told_;  ///< refusals since the last installation: each is logged once, since anyone may post
  Handle verification_;
};

}  // namespace luabot::oauth

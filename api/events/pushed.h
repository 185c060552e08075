#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "api/base/error.h"
#include "api/form/tree.h"

namespace luabot::events {

/// What a portal may post: an event of 20,000 characters of text fits four times over.
[[nodiscard]] form::Limits pushed_limits();

/// An event as a portal posts it: `event`, `data[…]`, `ts`, `auth[…]` as PHP writes them, every scalar a
/// string (Bitrix24 documentation, chat bots 2.0, events). Nothing in it is to be believed before token() has
/// been compared.
class Pushed {
 public:
  /// `limits` should be strict. FORM_TOO_LARGE, FORM_INVALID, or EVENT_INVALID for a form that is no event.
  static Result<Pushed> read(std::string_view body, const form::Limits& limits = pushed_limits());

  /// "ONIMBOTV2MESSAGEADD": upper case, however it was sent.
  [[nodiscard]] const std::string& type() const { return type_; }
  /// When it was sent, seconds since 1970; 0 when it does not say.
  [[nodiscard]] std::int64_t ts() const { return ts_; }
  /// `auth[application_token]`, the one to verify; not that of data[bot]. "" when there is none.
  [[nodiscard]] std::string_view token() const { return auth("application_token"); }
  /// A member of the outer auth: "domain", "member_id"; "" when it is not there. It may be a secret.
  [[nodiscard]] std::string_view auth(std::string_view name) const;
  /// The portal's id of the bot that it is for; 0 when it does not say.
  [[nodiscard]] std::int64_t bot_id() const;

  /// The data as imbot.v2.Event.get would have brought it, JSON text: what the catalog describes has its type
  /// and its empty maps back, the rest stays text, tokens are left out. `bot` is the bot as Bot.get shows it,
  /// JSON text, since a pushed event has only id and code; empty keeps these.
  [[nodiscard]] std::string data(std::string_view bot = {}) const;

 private:
  explicit Pushed(form::Tree tree) : tree_(std::move(tree)) {}

  form::Tree tree_;
  std::string type_;
  std::int64_t ts_ = 0;
};

}  // namespace luabot::events

#pragma once
#include <functional>
#include <string>

#include "api/base/error.h"
#include "api/base/loop.h"
#include "api/client/client.h"
#include "runtime/journal/journal.h"

namespace luabot {

/// Puts another token in the place of a bot's. The journal keeps both from before the portal is asked until
/// it is known which of them the portal has: whatever happens in between, the bot is not lost. A rotation
/// that was cut off is finished with the token it began with.
class Rotation {
 public:
  using Done = std::function<void(Result<void>)>;

  Rotation(Loop& loop, client::Client& client, journal::Journal& journal, journal::KnownBot bot);
  Rotation(const Rotation&) = delete;
  Rotation& operator=(const Rotation&) = delete;

  /// `token`: the new one, 40 characters at most; empty: one is made. `done` comes once, perhaps at once:
  /// changed, or why not. ROTATION_UNDECIDED when the portal could not be asked; then both tokens are kept.
  void start(const Secret& token, Done done);

 private:
  void update();
  void updated(const Result<client::Answer>& answer);
  /// Asks whether the portal takes the token as the bot's; `then` is not called when it does not say.
  void ask(const Secret& token, std::function<void(bool taken)> then);
  void settle(const Secret& token, const Result<void>& outcome);
  void undecided(const Error& why);
  void end(const Result<void>& outcome);

  Loop& loop_;
  client::Client& client_;
  journal::Journal& journal_;
  journal::KnownBot bot_;
  Secret next_;
  Done done_;
  int tries_ = 0;
  Handle under_way_;
};

/// A token of 122 random bits in 32 letters and digits; the portal takes 40 characters at most.
[[nodiscard]] Secret make_bot_token();

}  // namespace luabot

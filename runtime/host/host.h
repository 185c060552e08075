#pragma once
#include <functional>
#include <memory>
#include <string>

#include "api/base/error.h"
#include "api/base/system_loop.h"
#include "api/client/client.h"
#include "runtime/host/bot.h"

namespace luabot {

/// How many runs may be under way at once on a portal with this limit. A call has a minute; of more runs than
/// the bucket can serve in a part of that, some would fail for having started too early, while a run that
/// waits for its turn waits in the journal for as long as it takes.
[[nodiscard]] std::size_t runs_for(const client::Limit& limit);

/// A bot on a portal with its journal, from start to a stop that loses nothing.
class Host {
 public:
  struct Options {
    client::Address portal;
    client::Limit limit;
    std::string data;  ///< directory of all state
    Bot::Options bot;
  };

  /// Opens the journal and begins. `ready` comes when the bot is registered and polls; `failed` when it
  /// cannot run.
  static Result<std::unique_ptr<Host>> start(SystemLoop& loop, Options options, Bot::Hooks hooks);
  ~Host();

  /// Lets running handlers finish, 10 s at most; then `stopped`. What is unfinished by then is in the
  /// journal.
  void stop(std::function<void()> stopped);
  [[nodiscard]] Bot& bot() { return *bot_; }

 private:
  explicit Host(SystemLoop& loop) : loop_(loop) {}

  SystemLoop& loop_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<client::Client> client_;
  std::unique_ptr<Bot> bot_;
  Handle patience_;
};

}  // namespace luabot

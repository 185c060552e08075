#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/base/error.h"
#include "api/client/client.h"
#include "runtime/endpoint/endpoint.h"
#include "runtime/host/bot.h"
#include "runtime/journal/journal.h"
#include "runtime/status/rate_watch.h"
#include "runtime/status/snapshot.h"

namespace luabot {

/// How many runs may be under way at once on a portal with this limit. A call has a minute; of more runs than
/// the bucket can serve in a part of that, some would fail for having started too early, while a run that
/// waits for its turn waits in the journal for as long as it takes.
[[nodiscard]] std::size_t runs_for(const client::Limit& limit);

/// A portal with its client, and so its rate limit, its journal and its bots. A bot that cannot run is told
/// of and gone; the others do not notice.
class Portal {
 public:
  struct Options {
    std::string name;   ///< the luabot.toml's; empty when there is one portal only
    std::string known;  ///< what the journal calls the portal: never changes
    client::Limit limit;
    bool of_application = false;   ///< authorized by OAuth
    Endpoint* endpoint = nullptr;  ///< where events are posted; null when nothing listens
    std::string public_url{};      ///< of the endpoint
    /// What pushed events carry, where it is known; may be empty.
    std::function<const Secret*()> application_token{};
    std::vector<Bot::Options> bots;
  };
  struct Hooks {
    std::function<void(Bot& bot)> ready;             ///< registered and polling
    std::function<void(const Error& error)> failed;  ///< one bot cannot run
  };

  Portal(Loop& loop, std::shared_ptr<journal::Journal> journal, std::unique_ptr<client::Client> client,
         Options options, Hooks hooks);
  ~Portal();
  Portal(const Portal&) = delete;
  Portal& operator=(const Portal&) = delete;

  /// Begins with all bots; what follows comes through the hooks, for some perhaps at once.
  void start();
  /// Takes in no more events; `stopped` comes once all running handlers of all bots have ended.
  void stop(const std::function<void()>& stopped);

  [[nodiscard]] const std::string& name() const { return options_.name; }
  /// Bots that run or are about to.
  [[nodiscard]] std::size_t alive() const;
  [[nodiscard]] status::PortalStatus status() const;
  /// Runs under way and waiting.
  [[nodiscard]] std::size_t load() const;
  /// The first bot; null when it could not run.
  [[nodiscard]] Bot* first_bot() { return seats_.front().bot.get(); }

 private:
  struct Seat {
    std::string script;
    std::unique_ptr<Bot> bot;
    bool ready = false;
    bool failed = false;
  };
  [[nodiscard]] static status::BotStatus status_of(const Seat& seat);
  Result<void> claim(std::size_t seat, const std::string& code);
  void failed(std::size_t seat, Error error);
  void clear_away();

  Loop& loop_;
  std::shared_ptr<journal::Journal> journal_;
  std::unique_ptr<client::Client> client_;
  Options options_;
  Hooks hooks_;
  std::vector<Seat> seats_;
  std::map<std::string, std::size_t> codes_;  // to the seat that has it
  std::unique_ptr<status::RateWatch> rate_watch_;
  Handle clearing_;
};

}  // namespace luabot

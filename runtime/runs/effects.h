#pragma once
#include <functional>
#include <memory>
#include <string>

#include "api/client/client.h"
#include "runtime/journal/journal.h"
#include "runtime/runs/run.h"
#include "runtime/wire/messages.h"

namespace luabot {

/// Whose effects these are; what the host fills in so that scripts never see it.
struct BotIdentity {
  std::string portal;  ///< its host name
  std::string code;
  journal::BotKey key = 0;
  std::int64_t bot_id = 0;
  Secret token;  ///< empty for a bot of an application (OAuth)
};

/// Carries out what runs ask for, so that each effect happens once however often its run is replayed.
///
/// A step whose answer is in the journal is answered from there. Of a step that may not be repeated, the
/// beginning is journaled before the request goes out: if its end is not known after a crash, the script gets
/// UNKNOWN_OUTCOME instead of a second execution. Messages carry a templateId made from event and step, by
/// which the portal drops repeats. An answer goes back to the script at once, but its next effect waits until
/// the record of the answer is committed: otherwise a crash could make a replay decide otherwise after others
/// have seen the effect.
class Effects {
 public:
  /// `ok` false: value is the error as scripts see it.
  using Done = std::function<void(bool ok, const std::string& value, std::int64_t wall_ms)>;
  /// A replay asked for something else than the run did the first time.
  using Diverged = std::function<void(std::string why)>;

  Effects(Loop& loop, journal::Journal& journal, client::Client& client);

  void identify(BotIdentity bot) { bot_ = std::move(bot); }
  [[nodiscard]] const BotIdentity& bot() const { return bot_; }

  /// Performs the step that `call` asks for. One of the callbacks comes once, perhaps at once, unless the run
  /// is dropped before. The worker may die meanwhile; the same step asked again joins the effect under way.
  void perform(const std::shared_ptr<Run>& run, const std::string& bundle, const wire::Call& call, Done done,
               Diverged diverged);

 private:
  struct Job;
  static bool begin(const Job& job);
  void rest(const std::shared_ptr<Job>& job);
  void send(const std::shared_ptr<Job>& job);
  void store(const std::shared_ptr<Job>& job);
  static void refuse(const Job& job, const Error& error);
  void finish(const std::shared_ptr<Job>& job, bool ok, std::string value);

  Loop& loop_;
  journal::Journal& journal_;
  client::Client& client_;
  BotIdentity bot_;
};

}  // namespace luabot

#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/client/client.h"
#include "runtime/files/place.h"
#include "runtime/files/work.h"
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
  /// To be told whenever a message has been sent.
  void on_message(std::function<void()> told) { message_sent_ = std::move(told); }
  /// Where the bot's files are; before this, what has to do with files is refused.
  [[nodiscard]] Result<void> keep_files(const std::string& directory);
  /// Bytes that belong to the run's next call.
  void content(Run& run, std::string_view bytes) const;
  /// The run is over: what was held for its replay goes.
  void release(const Run& run) const;
  /// Nothing is held for other runs than these.
  void release_all_but(const std::vector<journal::Run>& runs) const;
  [[nodiscard]] const BotIdentity& bot() const { return bot_; }

  /// Performs the step that `call` asks for. One of the callbacks comes once, perhaps at once, unless the run
  /// is dropped before. The worker may die meanwhile; the same step asked again joins the effect under way.
  void perform(const std::shared_ptr<Run>& run, const std::string& bundle, const wire::Call& call, Done done,
               Diverged diverged);

 private:
  struct Job;
  static bool begin(const Job& job);
  void request(const std::shared_ptr<Job>& job);
  void when_saved(const std::shared_ptr<Job>& job, std::function<void()> go);
  // In file_effects.cpp.
  void file(const std::shared_ptr<Job>& job);
  void upload(const std::shared_ptr<Job>& job, const Json& params);
  void download(const std::shared_ptr<Job>& job, const Json& params);
  void fetch(const std::shared_ptr<Job>& job, const Json& params, std::string_view answer);
  void keep(const std::shared_ptr<Job>& job, const std::string& name, std::shared_ptr<Content> content);
  void hold(const std::shared_ptr<Job>& job, std::function<Result<void>()> work);
  void work(const std::shared_ptr<Job>& job, std::function<Result<void>()> todo, std::function<void()> then);
  bool hand_held(const Job& job, const journal::Step& recorded) const;
  void rest(const std::shared_ptr<Job>& job);
  void send(const std::shared_ptr<Job>& job);
  void store(const std::shared_ptr<Job>& job);
  [[nodiscard]] static std::string method_of(const Job& job);
  [[nodiscard]] static bool begun_before(const Job& job);
  static void refuse(const Job& job, const Error& error);
  void fail(const std::shared_ptr<Job>& job, const Error& error);
  void finish(const std::shared_ptr<Job>& job, bool ok, std::string value);

  Loop& loop_;
  journal::Journal& journal_;
  client::Client& client_;
  BotIdentity bot_;
  std::function<void()> message_sent_;
  std::optional<files::Place> place_;
  files::Work work_;
};

}  // namespace luabot

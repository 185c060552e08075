#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/base/error.h"
#include "api/base/loop.h"
#include "api/base/secret.h"

namespace luabot::journal {

using RunId = std::uint64_t;
using BotKey = std::int64_t;  ///< a bot's row in this journal; not the portal's botId

/// A bot as the journal knows it: one code on one portal.
struct Bot {
  BotKey key = 0;
  std::int64_t bot_id = 0;  ///< the portal's, 0 before registration
  Secret token;
  Secret next_token;        ///< the portal may have taken it in the place of `token`; mostly empty
  std::int64_t offset = 0;  ///< events below it are in the journal or done
};

/// A row of `bots`.
struct KnownBot {
  std::string portal;
  std::string code;
  Bot bot;
};

/// An event to be journaled; it becomes a run.
struct Event {
  std::int64_t event_id = 0;
  std::string type;
  std::string dialog;  ///< what orders it: events of one dialog are handled in turn
  std::string data;    ///< JSON text
};

/// One recorded step of a run.
struct Step {
  std::uint32_t number = 0;
  std::string fingerprint;  ///< what was asked, so that a replay that asks something else is noticed
  bool finished = false;    ///< false: begun and not known to have ended
  bool ok = false;
  std::string value;         ///< JSON text of the answer
  std::int64_t wall_ms = 0;  ///< when the answer came
};

/// A run that is not finished.
struct Run {
  RunId id = 0;
  BotKey bot = 0;
  Event event;
  std::string bundle;        ///< hash of the scripts it began with; empty before its first step
  std::int64_t wall_ms = 0;  ///< when the event was journaled
  std::vector<Step> steps;
};

/// A change to the bot's store, made together with its step or not at all.
struct StoreChange {
  enum class Kind { set, remove } kind = Kind::set;
  std::string key;
  std::string value;  ///< JSON text
};

/// Everything that must survive a crash, in one SQLite file (WAL, full sync). Writes are queued to the
/// journal's own thread, which commits whatever has gathered as one transaction; callbacks come on the loop
/// after the commit, in the order of the calls. While the disk refuses (full, read-only), nothing is lost and
/// nothing is called back: the group is tried again each second and `stalled` says why, then once more with
/// an empty text when it works. A narrow interface on purpose: a replicated engine is to take this place.
class Journal {
 public:
  struct Options {
    std::string directory;                            ///< holds journal.db; created with mode 0700
    std::function<void(std::string reason)> stalled;  ///< on the loop
    std::int64_t max_pages = 0;                       ///< of 4 KiB; 0: no bound; for tests of a full disk
    Duration patience = std::chrono::seconds(5);      ///< how long the destructor waits for the disk
  };

  /// What the journal has done since it was opened.
  struct Stats {
    std::uint64_t commits = 0;
    std::uint64_t operations = 0;
    std::uint64_t rows = 0;      ///< inserted, updated or deleted
    std::uint64_t mistakes = 0;  ///< operations left out because they could never succeed; each is logged
    Duration longest_commit{};   ///< from the first operation of a group to the end of its commit
  };

  /// Opens or creates. Refuses, naming the file, what is not a journal, is damaged, or is of a newer version;
  /// refuses a directory that another host holds, naming the holder.
  static Result<std::unique_ptr<Journal>> open(Loop& loop, Options options);
  /// Commits what is queued, waiting 5 s at most; callbacks that have not come by then never come. While the
  /// disk refuses, one more attempt is made.
  ~Journal();

  /// A UUID made with the journal. Together with it, a RunId is unique in the world: no number is used twice.
  [[nodiscard]] const std::string& identity() const;
  /// What holds it, and whatever else of its bots has to stay with it.
  [[nodiscard]] const std::string& directory() const;
  [[nodiscard]] Stats stats() const;
  /// Changes the bound of Options::max_pages, from the next commit on.
  void bound_pages(std::int64_t max_pages);

  // Synchronous, meant for the time before the loop runs: each waits for what was queued before it, and for a
  // commit. While the disk refuses they fail at once.

  /// The bot's row, made when missing, with `token` when it has none yet or `replace` is set; `replace`
  /// forgets `next_token` too.
  /// `portal` names the portal and is stored as it is: no webhook address, that would be a secret.
  Result<Bot> bot(const std::string& portal, const std::string& code, const Secret& token, bool replace);
  /// All bots that this journal knows.
  Result<std::vector<KnownBot>> bots();
  /// The portal is about to be asked to put this token in the place of the bot's.
  Result<void> plan_token(BotKey bot, const Secret& next);
  /// The portal has this one, and no other is planned.
  Result<void> settle_token(BotKey bot, const Secret& token);
  /// Unfinished runs of the bot with their steps, oldest first, `limit` at most.
  Result<std::vector<Run>> unfinished(BotKey bot,
                                      std::size_t limit = std::numeric_limits<std::size_t>::max());
  /// Scripts that some run began with: what save_bundle() was given.
  Result<std::string> bundle(const std::string& hash);

  // While the loop runs: asynchronous, in order. Callbacks may be empty. What is asked of a run that is done
  // or a dead letter changes nothing, and is called back.

  void set_bot_id(BotKey bot, std::int64_t bot_id, std::function<void()> committed);
  void save_bundle(std::string hash, std::string files, std::function<void()> committed);
  /// Journals a page of events and the offset after it in one transaction; events below the bot's offset
  /// are known already and left out, as are those that have a run. Returns the new runs, in the events'
  /// order. The offset never goes back. No events: the offset alone moves. A pushed event has an id below
  /// zero, which no offset is about.
  void accept(BotKey bot, std::vector<Event> events, std::int64_t next_offset,
              std::function<void(std::vector<Run>)> committed);
  /// Unfinished runs behind that one, as unfinished() gives them: for what was accepted and nobody has kept
  /// in memory.
  void more_unfinished(BotKey bot, RunId after, std::size_t limit, std::function<void(std::vector<Run>)> got);
  /// A step has begun whose effect must not happen twice: call before the effect.
  void begin_step(RunId run, std::string bundle, std::uint32_t step, std::string fingerprint,
                  std::function<void()> committed);
  /// Commits what is queued now. The ends of steps and runs otherwise wait a little for others (20 ms at
  /// most).
  void hurry();
  /// A step ended. The first result stays: recording a finished step again changes nothing.
  void record_step(RunId run, std::string bundle, Step step, std::function<void()> committed);
  /// Done: the run, its event and its steps are forgotten.
  void finish(RunId run, std::function<void()> committed);
  /// The run ended in an error: kept as a dead letter with the reason, never run again.
  void fail(RunId run, std::string reason, std::function<void()> committed);
  /// A value of the bot's store, JSON text.
  void read_store(BotKey bot, std::string key, std::function<void(std::optional<std::string>)> got);
  /// Changes the store and records the step that did, in one transaction; `existed`: the key had a value
  /// before. The step's value is made by `answer` from that, on the journal's thread and maybe more than
  /// once, so that it must touch nothing else. When the step is finished already, nothing is changed and its
  /// value comes back.
  void change_store(BotKey bot, RunId run, std::string bundle, Step step, StoreChange change,
                    std::function<std::string(bool existed)> answer,
                    std::function<void(std::string value)> committed);

 private:
  struct Impl;
  explicit Journal(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace luabot::journal

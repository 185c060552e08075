#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/host/delivery.h"
#include "runtime/host/generation.h"
#include "runtime/registration/registrar.h"
#include "runtime/runs/effects.h"
#include "runtime/scheduler/turns.h"

namespace luabot {

/// One bot of this host: its scripts, its events, its runs. Here the flow comes together:
/// intake -> journal -> turns -> worker -> effects.
class Bot {
 public:
  struct Options {
    std::string path;    ///< the scripts
    std::string worker;  ///< the worker program
    Secret token;        ///< given by the operator; else the journal's, else a new one
    Polling polling;
    std::size_t runs_at_once = 1000;
    std::string files{};          ///< directory under which the bots of this journal keep their files
    std::string portal_name{};    ///< for log lines; empty when there is one portal only
    bool of_application = false;  ///< the portal knows the bot by its application (OAuth): it has no token
    /// How events come; its `polling` is taken from above.
    Delivery::Options delivery{};
  };
  struct Hooks {
    std::function<void()> ready;                     ///< registered and polling
    std::function<void(const Error& error)> failed;  ///< cannot run: the scripts or the portal say no
    /// The scripts say that this is their code; an error refuses it. May be empty.
    std::function<Result<void>(const std::string& code)> claim{};
  };

  Bot(Loop& loop, journal::Journal& journal, client::Client& client, std::string portal, Options options,
      Hooks hooks);
  ~Bot();

  /// Reads the scripts and begins; what follows comes through the hooks.
  Result<void> start();
  /// Fetches no more events and starts no more runs; `stopped` comes when those under way have ended and what
  /// was posted meanwhile is in the journal.
  void stop(std::function<void()> stopped);
  /// An event waits at the portal: fetch it now.
  void poke() { delivery_.poke(); }
  /// Nothing fetched is unfinished.
  [[nodiscard]] bool idle() const { return runs_.empty() && !delivery_.committing(); }
  [[nodiscard]] const BotIdentity& identity() const { return effects_.bot(); }
  /// Runs under way and waiting.
  [[nodiscard]] std::size_t load() const { return runs_.size(); }
  [[nodiscard]] const Options& options() const { return options_; }

 private:
  struct Held;  // a run and the generation it is bound to

  Generation::Hooks hooks_for(std::uint64_t number);
  [[nodiscard]] std::string room() const;
  void loaded(const std::string& definition);
  void register_with(const Secret& token, const Secret& otherwise);
  void load_failed(Generation& generation, const std::string& text);
  bool know(std::int64_t bot_id);
  void registered(std::int64_t bot_id);
  void take(std::vector<journal::Run> runs);
  Generation* generation_of(const journal::Run& run);
  void go_on();
  void start_run(Held& held);
  void next_trial();
  void worker_ready(Generation& generation);
  void worker_died(Generation& generation, const std::string& reason);
  Held* held_by(std::uint64_t generation, journal::RunId run);
  void call(std::uint64_t generation, const wire::Call& call);
  void content(std::uint64_t generation, const wire::Chunk& chunk);
  void done(std::uint64_t generation, const wire::Done& done);
  void end(journal::RunId run);
  void give_up(journal::RunId run, const std::string& reason);
  void retire(const Generation& generation);

  Loop& loop_;
  journal::Journal& journal_;
  std::string portal_;
  Options options_;
  Hooks hooks_;
  Effects effects_;
  Registrar registrar_;
  Delivery delivery_;
  Turns turns_;
  BotDefinition definition_;
  journal::Bot known_;
  bool knows_ = false;  // the portal's bot, and what was unfinished
  std::map<std::uint64_t, std::unique_ptr<Generation>> generations_;  // by number
  Generation* current_ = nullptr;
  std::unordered_map<journal::RunId, Held> runs_;
  std::optional<journal::RunId> trial_;  // the one suspect of a worker's death that may go on
  bool going_on_ = false;
  std::vector<std::uint64_t> retired_;
  Handle retiring_;
  bool stopping_ = false;
  std::function<void()> stopped_;
};

}  // namespace luabot

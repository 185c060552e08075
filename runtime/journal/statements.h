#pragma once
#include <string>
#include <unordered_map>

#include "runtime/journal/database.h"
#include "runtime/journal/journal.h"

namespace luabot::journal {

/// The statements that are kept prepared, and the little that several operations share.
struct Statements {
  explicit Statements(Database& of);

  Database& database;

  Statement begin;
  Statement commit;

  Statement add_bot;
  Statement read_bot;
  Statement read_offset;
  Statement name_bots;
  Statement set_token;
  Statement plan_token;
  Statement set_bot_id;
  Statement move_offset;

  Statement save_bundle;
  Statement name_bundle;
  Statement find_bundle;
  Statement read_bundle;

  Statement next_run_id;
  Statement add_run;
  Statement run_goes_on;
  Statement unfinished_runs;
  Statement unfinished_steps;
  Statement drop_run;
  Statement bury_run;

  Statement begin_step;
  Statement record_step;
  Statement read_step;
  Statement drop_steps;

  Statement read_store;
  Statement set_store;
  Statement remove_store;

  /// The bundle's row number: its hash would be most of a step's row otherwise.
  std::int64_t bundle_id(const std::string& hash);
  /// Reserves so many run numbers; returns the first.
  RunId take_run_ids(std::size_t count);
  /// Whether the run is there and neither done nor a dead letter.
  bool goes_on(RunId run);
  /// Makes the step a finished one, unless it is already.
  void finish_step(RunId run, const std::string& bundle, const Step& step);
  /// To be called after a rollback.
  void forget() { bundle_ids_.clear(); }

 private:
  std::unordered_map<std::string, std::int64_t> bundle_ids_;
};

}  // namespace luabot::journal

#include "runtime/journal/statements.h"

#include <stdexcept>

namespace luabot::journal {

Statements::Statements(Database& of)
    : database(of),
      // IMMEDIATE: a lock that somebody else holds shows at once, not in the middle of the group.
      begin(of, "BEGIN IMMEDIATE"),
      commit(of, "COMMIT"),
      add_bot(of, "INSERT INTO bots(portal, code) VALUES(?, ?) ON CONFLICT DO NOTHING"),
      read_bot(of,
               R"(SELECT key, bot_id, token, next_token, "offset" FROM bots WHERE portal = ? AND code = ?)"),
      read_offset(of, R"(SELECT "offset" FROM bots WHERE key = ?)"),
      name_bots(of, "SELECT portal, code FROM bots ORDER BY key"),
      set_token(of, "UPDATE bots SET token = ?2, next_token = '' WHERE key = ?1"),
      plan_token(of, "UPDATE bots SET next_token = ?2 WHERE key = ?1"),
      set_bot_id(of, "UPDATE bots SET bot_id = ?2 WHERE key = ?1"),
      move_offset(of, R"(UPDATE bots SET "offset" = max("offset", ?2) WHERE key = ?1)"),
      save_bundle(of,
                  "INSERT INTO bundles(hash, files, saved) VALUES(?1, ?2, ?3) "
                  "ON CONFLICT(hash) DO UPDATE SET files = ?2, saved = ?3"),
      name_bundle(of, "INSERT INTO bundles(hash) VALUES(?) ON CONFLICT DO NOTHING"),
      find_bundle(of, "SELECT id FROM bundles WHERE hash = ?"),
      read_bundle(of, "SELECT files FROM bundles WHERE hash = ? AND files IS NOT NULL"),
      // Numbers are never used twice: what comes late for a run that is done must not meet another.
      next_run_id(of, "UPDATE meta SET value = value + ? WHERE name = 'next_run' RETURNING value"),
      add_run(of,
              "INSERT INTO runs(id, bot, event_id, wall_ms, type, dialog, data) VALUES(?, ?, ?, ?, ?, ?, ?) "
              "ON CONFLICT(bot, event_id) DO NOTHING"),
      run_goes_on(of, "SELECT 1 FROM runs WHERE id = ? AND status = 0"),
      unfinished_runs(of,
                      "SELECT id, event_id, wall_ms, type, dialog, data FROM runs "
                      "WHERE bot = ? AND status = 0 AND id > ? ORDER BY id LIMIT ?"),
      unfinished_steps(
          of,
          "SELECT s.run, s.number, s.finished, s.ok, s.wall_ms, s.fingerprint, s.value, b.hash "
          "FROM steps s JOIN runs r ON r.id = s.run JOIN bundles b ON b.id = s.bundle "
          "WHERE r.bot = ? AND r.status = 0 AND s.run > ? AND s.run <= ? ORDER BY s.run, s.number"),
      drop_run(of, "DELETE FROM runs WHERE id = ? AND status = 0"),
      bury_run(of, "UPDATE runs SET status = 1, reason = ?2 WHERE id = ?1 AND status = 0"),
      begin_step(of,
                 "INSERT INTO steps(run, number, bundle, finished, ok, wall_ms, fingerprint, value) "
                 "VALUES(?, ?, ?, 0, 0, 0, ?, '') ON CONFLICT DO NOTHING"),
      record_step(of,
                  "INSERT INTO steps(run, number, bundle, finished, ok, wall_ms, fingerprint, value) "
                  "VALUES(?1, ?2, ?3, 1, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE "
                  "SET finished = 1, ok = ?4, wall_ms = ?5, fingerprint = ?6, value = ?7 WHERE finished = 0"),
      read_step(of, "SELECT value FROM steps WHERE run = ? AND number = ? AND finished = 1"),
      drop_steps(of, "DELETE FROM steps WHERE run = ?"),
      read_store(of, "SELECT value FROM store WHERE bot = ? AND key = ?"),
      set_store(of,
                "INSERT INTO store(bot, key, value) VALUES(?1, ?2, ?3) "
                "ON CONFLICT DO UPDATE SET value = ?3"),
      remove_store(of, "DELETE FROM store WHERE bot = ? AND key = ?") {}

std::int64_t Statements::bundle_id(const std::string& hash) {
  if (const auto known = bundle_ids_.find(hash); known != bundle_ids_.end()) return known->second;
  name_bundle.run(hash);
  auto rows = find_bundle.rows(hash);
  if (!rows.next()) return 0;
  return bundle_ids_[hash] = rows.number(0);
}

RunId Statements::take_run_ids(std::size_t count) {
  auto rows = next_run_id.rows(count);
  if (!rows.next()) throw std::logic_error("meta has no next_run");
  const auto after = static_cast<RunId>(rows.number(0));
  while (rows.next()) {
  }
  return after - count;
}

bool Statements::goes_on(RunId run) {
  return run_goes_on.rows(run).next();
}

void Statements::finish_step(RunId run, const std::string& bundle, const Step& step) {
  record_step.run(run, step.number, bundle_id(bundle), step.ok ? 1 : 0, step.wall_ms, step.fingerprint,
                  step.value);
}

}  // namespace luabot::journal

#include "runtime/journal/schema.h"

#include <cerrno>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/base/uuid.h"

namespace luabot::journal {

namespace {

constexpr std::int64_t application_id = 0x4c42'6a31;  // "LBj1"
constexpr std::int64_t version = 2;

constexpr const char* tables = R"sql(
CREATE TABLE meta(
  name TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bots(
  key INTEGER PRIMARY KEY,
  portal TEXT NOT NULL,
  code TEXT NOT NULL,
  bot_id INTEGER NOT NULL DEFAULT 0,
  token TEXT NOT NULL DEFAULT '',
  next_token TEXT NOT NULL DEFAULT '',
  "offset" INTEGER NOT NULL DEFAULT 0,
  UNIQUE(portal, code)
) STRICT;

CREATE TABLE bundles(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash TEXT NOT NULL UNIQUE,
  saved INTEGER NOT NULL DEFAULT 0,
  files TEXT
) STRICT;

CREATE TABLE runs(
  id INTEGER PRIMARY KEY,
  bot INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  status INTEGER NOT NULL DEFAULT 0,
  wall_ms INTEGER NOT NULL,
  type TEXT NOT NULL,
  dialog TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  data TEXT NOT NULL,
  UNIQUE(bot, event_id)
) STRICT;

CREATE TABLE steps(
  run INTEGER NOT NULL,
  number INTEGER NOT NULL,
  bundle INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  ok INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(run, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE store(
  bot INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(bot, key)
) STRICT, WITHOUT ROWID;
)sql";

Error damaged(const std::string& file, const std::string& how) {
  return {.code = "JOURNAL_DAMAGED",
          .what = how,
          .where = file,
          .hint = "Restore it from a backup, or move it away to begin anew without what it holds."};
}

std::int64_t size_of(const std::string& file) {
  struct stat facts {};
  return stat(file.c_str(), &facts) == 0 ? facts.st_size : -1;
}

/// Under another name first, so that a journal.db is whole from its first moment and an empty or half one
/// can only be a damaged one.
Result<void> create(const Directory& directory, const std::string& file) {
  if (size_of(file + "-wal") > 0) {
    return damaged(file, "journal.db is gone, but what was written last is still in journal.db-wal");
  }
  const std::string fresh = directory.file("journal.db.new");
  std::remove(fresh.c_str());
  std::remove((fresh + "-journal").c_str());
  const int fd = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return disk_error(fresh, "create the journal", errno);
  close(fd);
  try {
    Database database(fresh);
    database.run("PRAGMA synchronous = FULL; BEGIN");
    database.run(tables);
    database.run(("PRAGMA application_id = " + std::to_string(application_id) +
                  "; PRAGMA user_version = " + std::to_string(version))
                     .c_str());
    Statement meta(database, "INSERT INTO meta(name, value) VALUES(?, ?)");
    meta.run("identity", random_uuid());
    meta.run("next_run", 1);
    database.run("COMMIT");
  } catch (const DatabaseError& error) {
    return error.error(fresh);
  }
  if (std::rename(fresh.c_str(), file.c_str()) != 0) return disk_error(file, "create the journal", errno);
  return directory.sync();
}

/// Refuses what this program must not write to.
Result<void> examine(Database& database) {
  const std::string& file = database.file();
  const std::int64_t application = database.number("PRAGMA application_id");
  const std::int64_t found = database.number("PRAGMA user_version");
  if (application != application_id) {
    return damaged(file, "this is an SQLite file, but not a journal of luabot");
  }
  if (found > version) {
    return Error{.code = "JOURNAL_NEWER",
                 .what = "the journal is of version " + std::to_string(found) +
                         "; this luabot knows versions up to " + std::to_string(version),
                 .where = file,
                 .hint = "Use the luabot that wrote it, or a newer one."};
  }
  const std::string health = database.text("PRAGMA quick_check(1)");
  if (health != "ok") return damaged(file, "the journal is damaged: " + health);
  if (found < 1 || database.number("SELECT count(*) FROM meta WHERE name IN ('identity', 'next_run')") != 2) {
    return damaged(file, "the journal is damaged: its version or identity is missing");
  }
  if (database.read_only()) {
    return Error{.code = "JOURNAL_DISK",
                 .what = "the journal cannot be written",
                 .where = file,
                 .hint = "Check the file's owner and permissions, and that the disk is not read-only."};
  }
  return {};
}

/// Brings a journal of an earlier version up to this one, whole or not at all.
void upgrade(Database& database) {
  if (database.number("PRAGMA user_version") >= version) return;
  database.run("BEGIN IMMEDIATE");
  // 1: a bot had one token.
  database.run("ALTER TABLE bots ADD COLUMN next_token TEXT NOT NULL DEFAULT ''");
  database.run(("PRAGMA user_version = " + std::to_string(version)).c_str());
  database.run("COMMIT");
}

/// What no unfinished run needs goes; the newest stays, as the next run will want it.
constexpr const char* drop_bundles = R"sql(
DELETE FROM bundles
 WHERE id NOT IN (SELECT s.bundle FROM steps s JOIN runs r ON r.id = s.run WHERE r.status = 0)
   AND id <> (SELECT id FROM bundles ORDER BY saved DESC, id DESC LIMIT 1)
)sql";

}  // namespace

void bound_pages(Database& database, std::int64_t max_pages) {
  constexpr std::int64_t most = 1'073'741'823;  // SQLite's own default
  const auto pages = std::to_string(max_pages > 0 ? max_pages : most);
  database.run(("PRAGMA max_page_count = " + pages).c_str());
}

Result<std::unique_ptr<Database>> open_journal(const Directory& directory) {
  const std::string file = directory.file("journal.db");
  const std::int64_t size = size_of(file);
  if (size < 0 && errno != ENOENT) return disk_error(file, "open the journal", errno);
  if (size < 0) {
    if (auto made = create(directory, file); !made) return made.error();
  }
  // SQLite would take an empty file for a database without tables, and begin anew.
  if (size == 0) return damaged(file, "the journal is damaged: the file is empty");
  // The file holds bot tokens; what was copied back from a backup may have come with a wider mode.
  if (chmod(file.c_str(), 0600) != 0) return disk_error(file, "restrict the journal to its owner", errno);
  try {
    auto database = std::make_unique<Database>(file);
    if (auto sound = examine(*database); !sound) return sound.error();
    database->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -4096");
    // After a giant transaction the log shrinks again at the next checkpoint.
    database->run("PRAGMA journal_size_limit = 67108864");
    upgrade(*database);
    database->run(drop_bundles);
    return database;
  } catch (const DatabaseError& error) {
    return error.error(file);
  }
}

}  // namespace luabot::journal

#include "runtime/journal/database.h"

#include <sqlite3.h>

namespace luabot::journal {

namespace {

[[noreturn]] void raise(sqlite3* handle, int code) {
  // Without a handle (out of memory at open) only the code says something.
  const char* message = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  throw DatabaseError(handle != nullptr ? sqlite3_extended_errcode(handle) : code, message);
}

}  // namespace

DatabaseError DatabaseError::mistake(std::string message) {
  return {SQLITE_ERROR, std::move(message)};
}

Trouble DatabaseError::trouble() const {
  switch (code_ & 0xff) {  // the low byte of an extended code is its class: https://sqlite.org/rescode.html
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Trouble::damaged;
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
      return Trouble::mistake;
    default:
      return Trouble::disk;
  }
}

Error DatabaseError::error(const std::string& file) const {
  switch (trouble()) {
    case Trouble::damaged:
      return {.code = "JOURNAL_DAMAGED",
              .what = "the journal is damaged: " + message_,
              .where = file,
              .hint = "Restore it from a backup, or move it away to begin anew without what it holds."};
    case Trouble::mistake:
      return {.code = "JOURNAL_MISTAKE",
              .what = "the journal cannot do that: " + message_,
              .where = file,
              .hint = "This is a defect of luabot, please report it."};
    case Trouble::disk:
      break;
  }
  return {.code = "JOURNAL_DISK",
          .what = "the journal cannot be used: " + message_,
          .where = file,
          .hint = "Check the disk's free space and the file's permissions."};
}

Database::Database(std::string file) : file_(std::move(file)) {
  const int code =
      sqlite3_open_v2(file_.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, 1000);  // someone may be looking into the file with the sqlite3 program
    return;
  }
  const DatabaseError error(code, handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
  sqlite3_close(handle_);
  throw error;
}

Database::~Database() {
  sqlite3_close(handle_);
}

void Database::run(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(handle_, code);
}

std::int64_t Database::number(const char* sql) {
  Statement once(*this, sql);
  auto rows = once.rows();
  return rows.next() ? rows.number(0) : 0;
}

std::string Database::text(const char* sql) {
  Statement once(*this, sql);
  auto rows = once.rows();
  return rows.next() ? rows.text(0) : std::string();
}

void Database::roll_back() noexcept {
  if (sqlite3_get_autocommit(handle_) == 0) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::interrupt() {
  sqlite3_interrupt(handle_);
}

std::int64_t Database::rows_written() const {
  return sqlite3_total_changes64(handle_);
}
std::int64_t Database::rows_changed() const {
  return sqlite3_changes64(handle_);
}
bool Database::read_only() const {
  return sqlite3_db_readonly(handle_, "main") == 1;
}
bool Database::moved() const {
  int has_moved = 0;
  return sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved) == SQLITE_OK &&
         has_moved != 0;
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int code = sqlite3_prepare_v3(database.handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (code != SQLITE_OK) raise(database.handle_, code);
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

void Statement::bind(int at, std::string_view value) {
  // A null pointer would be NULL, which the columns refuse.
  const char* data = value.empty() ? "" : value.data();
  const int code = sqlite3_bind_text64(handle_, at, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) raise(database_.handle_, code);
}

void Statement::bind_number(int at, std::int64_t value) {
  const int code = sqlite3_bind_int64(handle_, at, value);
  if (code != SQLITE_OK) raise(database_.handle_, code);
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const DatabaseError error(sqlite3_extended_errcode(database_.handle_), sqlite3_errmsg(database_.handle_));
  sqlite3_reset(handle_);
  throw error;
}

Statement::Rows::~Rows() {
  sqlite3_reset(of_.handle_);
}

std::int64_t Statement::Rows::number(int column) const {
  return sqlite3_column_int64(of_.handle_, column);
}

std::string Statement::Rows::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(of_.handle_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(of_.handle_, column));
  return data != nullptr ? std::string(data, size) : std::string();
}

}  // namespace luabot::journal

#pragma once
#include <concepts>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "api/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace luabot::journal {

/// What a failure asks of the journal.
enum class Trouble {
  disk,     ///< full, read-only, busy, I/O: may pass, so try again
  damaged,  ///< the file is not what was written: trying again would not help
  mistake,  ///< the statement can never succeed: ours, not the disk's
};

/// Thrown inside the room only.
class DatabaseError final : public std::exception {
 public:
  DatabaseError(int code, std::string message) : code_(code), message_(std::move(message)) {}

  /// Of our own: what was asked makes no sense.
  static DatabaseError mistake(std::string message);

  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
  [[nodiscard]] Trouble trouble() const;
  /// For the door: `file` is what the error names.
  [[nodiscard]] Error error(const std::string& file) const;

 private:
  int code_;  ///< SQLite's extended result code
  std::string message_;
};

/// A connection. One thread at a time.
class Database {
 public:
  /// Opens an existing file, never creates one. Throws DatabaseError.
  explicit Database(std::string file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs statements that take no values; rows are dropped.
  void run(const char* sql);
  /// The first column of the first row, or 0.
  std::int64_t number(const char* sql);
  /// The first column of the first row, or nothing.
  std::string text(const char* sql);
  /// Ends the transaction without effect, if one is open. Never throws: SQLite has then rolled back itself.
  void roll_back() noexcept;
  /// Makes a statement that runs on the connection's thread fail soon. Safe from any thread.
  void interrupt();

  /// Rows written since the connection was opened, rolled back ones included.
  [[nodiscard]] std::int64_t rows_written() const;
  /// Rows that the last insert, update or delete changed.
  [[nodiscard]] std::int64_t rows_changed() const;
  /// Whether the file was opened without the right to write.
  [[nodiscard]] bool read_only() const;
  /// Whether the file has been renamed or deleted behind our back.
  [[nodiscard]] bool moved() const;
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  friend class Statement;
  std::string file_;
  sqlite3* handle_ = nullptr;
};

/// A prepared statement that is kept. Texts are bound without a copy: they must live until the rows are read.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// The rows of one execution. Rewinds the statement when it goes, so that no read lock stays behind.
  class Rows {
   public:
    explicit Rows(Statement& of) : of_(of) {}
    ~Rows();
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    bool next() { return of_.step(); }
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::string text(int column) const;

   private:
    Statement& of_;
  };

  /// Executes with these values; take the rows with next().
  template <class... Values>
  [[nodiscard]] Rows rows(const Values&... values) {
    int at = 0;
    (bind(++at, values), ...);
    return Rows(*this);
  }
  /// Executes with these values to the end. Returns how many rows changed.
  template <class... Values>
  std::int64_t run(const Values&... values) {
    auto all = rows(values...);
    while (all.next()) {
    }
    return database_.rows_changed();
  }

 private:
  template <std::integral Number>
  void bind(int at, Number value) {
    bind_number(at, static_cast<std::int64_t>(value));
  }
  void bind(int at, std::string_view value);
  void bind_number(int at, std::int64_t value);
  bool step();

  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace luabot::journal

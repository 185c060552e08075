#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/journal/journal.h"
#include "tests/support/sim_loop.h"
#include "tests/support/temp_dir.h"

namespace luabot::test {

/// A fresh directory that goes with the test.
class Place {
 public:
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  TempDir dir_;
  std::string path_ = dir_.str();
};

/// Serves the loop until the condition holds. The journal's thread is real, so this waits in real time: false
/// after 30 s. The loop's own time stands still.
bool wait_until(SimLoop& loop, const std::function<bool()>& holds);

/// A journal with one bot, and calls that wait for their commit.
struct Opened {
  explicit Opened(const std::string& directory,
                  const std::function<void(journal::Journal::Options&)>& adjust = {});

  std::vector<journal::Run> accept(std::vector<journal::Event> events, std::int64_t next_offset);
  void record(journal::RunId run, const std::string& bundle, const journal::Step& step);
  void finish(journal::RunId run);
  /// Waits until all that was queued is committed and called back.
  void flush();
  [[nodiscard]] std::vector<journal::Run> unfinished() const;

  SimLoop loop{};
  std::vector<std::string> stalls{};
  std::unique_ptr<journal::Journal> journal{};
  journal::Bot bot{};
};

journal::Event event(std::int64_t id, std::string data = R"({"n":1})");
journal::Step step(std::uint32_t number, std::string value = "true");

/// Runs SQL on a file behind the journal's back; returns the first column of the first row.
std::string sql(const std::string& file, const std::string& text);

/// The error of opening a journal there; empty text when it opens.
std::string open_error(const std::string& directory);

}  // namespace luabot::test

#pragma once
#include <functional>
#include <string>
#include <vector>

#include "runtime/journal/operation.h"

namespace luabot::journal {

using Committed = std::function<void()>;

/// A page of events becomes runs.
class Accept final : public Operation {
 public:
  Accept(BotKey bot, std::vector<Event> events, std::int64_t next_offset, std::int64_t wall_ms,
         std::function<void(std::vector<Run>)> done);
  [[nodiscard]] const char* name() const override { return "accept"; }
  void apply(Statements& use) override;
  void committed() override;

 private:
  struct Fresh {
    std::size_t event;
    RunId run;
  };
  BotKey bot_;
  std::vector<Event> events_;
  std::int64_t next_offset_;
  std::int64_t wall_ms_;
  std::function<void(std::vector<Run>)> done_;
  std::vector<Fresh> fresh_;
};

/// Runs that nobody has kept in memory.
class MoreUnfinished final : public Operation {
 public:
  MoreUnfinished(BotKey bot, RunId after, std::size_t limit, std::function<void(std::vector<Run>)> got)
      : bot_(bot), after_(after), limit_(limit), got_(std::move(got)) {}
  [[nodiscard]] const char* name() const override { return "more_unfinished"; }
  void apply(Statements& use) override;
  void committed() override { got_(std::move(runs_)); }

 private:
  BotKey bot_;
  RunId after_;
  std::size_t limit_;
  std::function<void(std::vector<Run>)> got_;
  std::vector<Run> runs_;
};

/// A step begins, or ends: `step.finished` says which.
class WriteStep final : public Operation {
 public:
  WriteStep(RunId run, std::string bundle, Step step, Committed done);
  [[nodiscard]] const char* name() const override { return step_.finished ? "record_step" : "begin_step"; }
  [[nodiscard]] bool patient() const override { return step_.finished; }
  void apply(Statements& use) override;
  void committed() override {
    if (done_) done_();
  }

 private:
  RunId run_;
  std::string bundle_;
  Step step_;
  Committed done_;
};

/// A run is done and forgotten.
class Finish final : public Operation {
 public:
  Finish(RunId run, Committed done) : run_(run), done_(std::move(done)) {}
  [[nodiscard]] const char* name() const override { return "finish"; }
  [[nodiscard]] bool patient() const override { return true; }
  void apply(Statements& use) override;
  void committed() override {
    if (done_) done_();
  }

 private:
  RunId run_;
  Committed done_;
};

/// A run becomes a dead letter.
class Fail final : public Operation {
 public:
  Fail(RunId run, std::string reason, Committed done)
      : run_(run), reason_(std::move(reason)), done_(std::move(done)) {}
  [[nodiscard]] const char* name() const override { return "fail"; }
  void apply(Statements& use) override;
  void committed() override {
    if (done_) done_();
  }

 private:
  RunId run_;
  std::string reason_;
  Committed done_;
};

}  // namespace luabot::journal

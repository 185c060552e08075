#pragma once
#include <functional>
#include <optional>
#include <string>

#include "runtime/journal/operation.h"

namespace luabot::journal {

/// The portal's number of a bot.
class SetBotId final : public Operation {
 public:
  SetBotId(BotKey bot, std::int64_t bot_id, std::function<void()> done)
      : bot_(bot), bot_id_(bot_id), done_(std::move(done)) {}
  [[nodiscard]] const char* name() const override { return "set_bot_id"; }
  [[nodiscard]] bool patient() const override { return true; }
  void apply(Statements& use) override;
  void committed() override {
    if (done_) done_();
  }

 private:
  BotKey bot_;
  std::int64_t bot_id_;
  std::function<void()> done_;
};

/// Scripts, kept for the runs that begin with them.
class SaveBundle final : public Operation {
 public:
  SaveBundle(std::string hash, std::string files, std::int64_t wall_ms, std::function<void()> done)
      : hash_(std::move(hash)), files_(std::move(files)), wall_ms_(wall_ms), done_(std::move(done)) {}
  [[nodiscard]] const char* name() const override { return "save_bundle"; }
  [[nodiscard]] bool patient() const override { return true; }
  void apply(Statements& use) override;
  void committed() override {
    if (done_) done_();
  }

 private:
  std::string hash_;
  std::string files_;
  std::int64_t wall_ms_;
  std::function<void()> done_;
};

class ReadStore final : public Operation {
 public:
  using Got = std::function<void(std::optional<std::string>)>;
  ReadStore(BotKey bot, std::string key, Got got) : bot_(bot), key_(std::move(key)), got_(std::move(got)) {}
  [[nodiscard]] const char* name() const override { return "read_store"; }
  void apply(Statements& use) override;
  void committed() override {
    if (got_) got_(std::move(value_));
  }

 private:
  BotKey bot_;
  std::string key_;
  Got got_;
  std::optional<std::string> value_;
};

/// A change to the store and the step that made it.
class ChangeStore final : public Operation {
 public:
  using Answer = std::function<std::string(bool existed)>;
  using Done = std::function<void(std::string value)>;
  ChangeStore(BotKey bot, RunId run, std::string bundle, Step step, StoreChange change, Answer answer,
              Done done);
  [[nodiscard]] const char* name() const override { return "change_store"; }
  void apply(Statements& use) override;
  void committed() override {
    if (done_) done_(std::move(step_.value));
  }

 private:
  bool existed(Statements& use) const;
  BotKey bot_;
  RunId run_;
  std::string bundle_;
  Step step_;
  StoreChange change_;
  Answer answer_;
  Done done_;
};

}  // namespace luabot::journal

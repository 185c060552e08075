#pragma once
#include <functional>
#include <future>
#include <utility>

#include "runtime/journal/operation.h"

namespace luabot::journal {

/// An operation whose caller waits for the result. A failure is the result then: no thread waits for a disk.
template <class T>
class Inquiry final : public Operation {
 public:
  Inquiry(const char* name, std::function<Result<T>(Statements&)> ask) : name_(name), ask_(std::move(ask)) {}

  std::future<Result<T>> answer() { return promise_.get_future(); }

  [[nodiscard]] const char* name() const override { return name_; }
  void apply(Statements& use) override { result_ = ask_(use); }
  void committed() override { promise_.set_value(std::move(result_)); }
  [[nodiscard]] bool waited_for() const override { return true; }
  void failed(const Error& error) override { promise_.set_value(error); }

 private:
  const char* name_;
  std::function<Result<T>(Statements&)> ask_;
  Result<T> result_ = Error{};
  std::promise<Result<T>> promise_;
};

/// The bot's row, made when missing.
Result<Bot> ask_bot(Statements& use, const std::string& portal, const std::string& code, const Secret& token,
                    bool replace);
Result<std::vector<KnownBot>> ask_bots(Statements& use);
Result<void> plan_token_of(Statements& use, BotKey bot, const Secret& next);
Result<void> settle_token_of(Statements& use, BotKey bot, const Secret& token);
/// The files of a bundle.
Result<std::string> ask_bundle(Statements& use, const std::string& hash);

}  // namespace luabot::journal

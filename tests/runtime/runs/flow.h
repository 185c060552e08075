#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "runtime/runs/effects.h"
#include "tests/api/client/fake_transport.h"
#include "tests/runtime/journal/fixture.h"

namespace luabot::test {

/// Hands requests on to a fake transport, after a look at each.
class WatchedTransport final : public client::Transport {
 public:
  FakeTransport fake;
  std::function<void()> on_post;

  using Transport::post;
  std::unique_ptr<client::Exchange> post(std::string_view method, std::string_view body,
                                         const client::Insertion& insertion, Done done) override {
    if (on_post) on_post();
    return fake.post(method, body, insertion, std::move(done));
  }
};

/// What became of one step.
struct Asked {
  bool answered = false;
  int answers = 0;
  bool ok = false;
  std::string value{};
  std::int64_t wall_ms = 0;
  std::string diverged{};
};

/// Effects with a real journal, a transport that does what the test says, and one run.
class Flow {
 public:
  Flow();
  ~Flow();
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;

  /// Another run of the same bot, which becomes `run`.
  void begin_run(std::int64_t event_id);
  /// As after a kill of the host: all in memory is gone, the run comes from the journal.
  void restart();

  /// The run asks for a step. What comes of it is in the returned record, whenever it comes.
  std::shared_ptr<Asked> ask(std::uint32_t step, const std::string& service, const std::string& op,
                             const std::string& params, const std::string& options = {});
  std::shared_ptr<Asked> call(std::uint32_t step, const std::string& method, const std::string& params,
                              const std::string& options = {});
  /// The same, and waits until it is answered.
  std::shared_ptr<Asked> store(std::uint32_t step, const std::string& op, const std::string& params);

  /// Waits until that many requests have gone out; false when it does not come to that.
  bool wait_requests(std::size_t count);
  [[nodiscard]] std::size_t requests() const { return transport->fake.requests.size(); }
  [[nodiscard]] const std::string& body(std::size_t request) const {
    return transport->fake.requests.at(request)->body;
  }
  void answer(std::size_t request, const std::string& result);
  void refuse(std::size_t request, const std::string& code, const std::string& description = "no");
  /// What another connection to the journal's file sees: only what is committed.
  [[nodiscard]] std::string committed(const std::string& query) const;
  SimLoop& loop() { return opened->loop; }

  Place place{};
  std::unique_ptr<Opened> opened{};
  WatchedTransport* transport = nullptr;
  std::unique_ptr<client::Client> client{};
  std::unique_ptr<Effects> effects{};
  std::shared_ptr<Run> run{};

 private:
  void open();
  void close();
};

/// A message to chat5, params of imbot.v2.Chat.Message.send.
std::string message(const std::string& text, const std::string& more = {});

constexpr const char* send_message = "imbot.v2.Chat.Message.send";
constexpr const char* token = "bot-token-3141592";

}  // namespace luabot::test

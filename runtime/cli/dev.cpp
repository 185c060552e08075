#include <cmath>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/core.h>
#include <unistd.h>

#include "api/base/log.h"
#include "api/base/system_loop.h"
#include "runtime/cli/settings.h"
#include "runtime/console/chat.h"
#include "runtime/console/line_reader.h"
#include "runtime/host/host.h"

namespace luabot::cli {
namespace {

constexpr auto look_again = std::chrono::milliseconds(5);
constexpr auto patience = std::chrono::seconds(60);

/// State that lives as long as the command, unless a directory was named.
class Data {
 public:
  explicit Data(const std::string& named) : path_(named) {
    if (!named.empty()) return;
    path_ = (std::filesystem::temp_directory_path() / "luabot-dev-XXXXXX").string();
    made_ = mkdtemp(path_.data()) != nullptr;
  }
  ~Data() {
    std::error_code ignored;
    if (made_) std::filesystem::remove_all(path_, ignored);
  }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool made_ = false;
};

/// Portal, host and chat of one `luabot dev`.
class Dev {
 public:
  Dev(const Settings& settings, client::Limit limit)
      : settings_(settings),
        limit_(limit),
        data_(settings.data),
        terminal_(isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0) {}

  int serve();

 private:
  Result<void> begin();
  void ready(const Bot& of);
  void take(const std::string& line);
  void finish_input();
  void when_answered(Loop::Task then);
  void look();
  void end(int status);

  const Settings& settings_;
  client::Limit limit_;
  Data data_;
  bool terminal_;
  SystemLoop loop_;
  std::unique_ptr<PortalThread> portal_;
  std::unique_ptr<Chat> chat_;
  std::unique_ptr<Host> host_;
  Bot* bot_ = nullptr;  // once it is ready
  bool talking_ = false;
  bool ended_ = false;             // of the input
  std::deque<std::string> lines_;  // behind a /press that waits
  Loop::Task then_;                // what waits for all answers
  TimePoint give_up_{};
  Handle timer_;
  int status_ = done;
};

Result<void> Dev::begin() {
  emulator::Options options;
  options.first_event = loop_.wall_ms();
  options.limit = {!std::isinf(limit_.burst), limit_.burst, limit_.rate};
  auto portal = PortalThread::start(options, static_cast<std::uint16_t>(settings_.port));
  if (!portal) return portal.error();
  portal_ = std::move(*portal);
  chat_ = std::make_unique<Chat>(loop_, *portal_, terminal_,
                                 Chat::Hooks{[this] {
                                               loop_.post([this] {
                                                 if (bot_ != nullptr) bot_->poke();
                                               });
                                             },
                                             [this] { end(done); }});
  auto address = client::parse_address(portal_->url());
  if (!address) return address.error();
  Host::Options host;
  host.data = data_.path();
  Bot::Options bot;
  bot.path = settings_.path;
  bot.worker = worker_program();
  bot.polling = {std::chrono::milliseconds(50), std::chrono::seconds(1)};
  auto& served = host.portals.emplace_back();
  served.access = *address;
  served.limit = limit_;
  served.bots.push_back(std::move(bot));
  host_ =
      std::make_unique<Host>(loop_, std::move(host),
                             Host::Hooks{[this](Bot& started) { ready(started); },
                                         [](const Error& error) { report(error); }, [this] { end(failed); }});
  return host_->start();
}

int Dev::serve() {
  if (const auto begun = begin(); !begun) return report(begun.error());
  const auto signals = loop_.on_signal({SIGINT, SIGTERM}, [this](int) { end(done); });
  const LineReader input(loop_, [this](std::optional<std::string> line) {
    if (line)
      take(*line);
    else
      finish_input();
  });
  loop_.run();
  host_.reset();
  portal_.reset();
  return status_;
}

void Dev::ready(const Bot& started) {
  bot_ = host_->first_bot();
  const auto& bot = started.identity();
  log(Level::info, "dev", fmt::format("{} is bot {} of an emulated portal", bot.code, bot.bot_id));
  portal_->post([this, id = bot.bot_id](emulator::Portal& of) {
    const auto* user = of.find_user(id);
    loop_.post([this, id, name = user != nullptr ? user->name() : std::string("bot")] {
      chat_->begin(id, name);
      talking_ = true;
      for (const auto& line : std::exchange(lines_, {})) take(line);
      if (ended_) finish_input();
    });
  });
}

/// A button is on an answer, which a person sees before pressing and a script has to wait for. /quit in a
/// script is the end of its input.
void Dev::take(const std::string& line) {
  if (!talking_ || then_) return lines_.push_back(line);
  if (!terminal_ && line == "/quit") return finish_input();
  if (terminal_ || !line.starts_with("/press")) return chat_->line(line);
  when_answered([this, line] {
    chat_->line(line);
    for (const auto& next : std::exchange(lines_, {})) take(next);
    if (ended_ && !then_) finish_input();
  });
}

/// Input that is not a terminal ends with the last answer.
void Dev::finish_input() {
  ended_ = true;
  if (terminal_) return end(done);
  if (talking_ && !then_) when_answered([this] { end(done); });
}

void Dev::when_answered(Loop::Task then) {
  then_ = std::move(then);
  give_up_ = loop_.now() + patience;
  look();
}

/// The portal forgets an event when it is confirmed, and by then its run is known here: so when the portal
/// holds none and, looked at after that, the bot is idle, everything said has been answered.
void Dev::look() {
  if (loop_.now() > give_up_)
    return end(report(
        {"NO_ANSWER", "some handlers have not ended", settings_.path, "They have had a minute to answer."}));
  portal_->post([this](emulator::Portal& of) {
    bool waiting = false;
    for (const auto* bot : of.bots()) waiting = waiting || !bot->events.empty();
    loop_.post([this, waiting] {
      if (!waiting && bot_ != nullptr && bot_->idle()) return std::exchange(then_, nullptr)();
      if (waiting && bot_ != nullptr) bot_->poke();
      timer_ = loop_.after(look_again, [this] { look(); });
    });
  });
}

void Dev::end(int status) {
  if (terminal_) std::printf("\n");
  status_ = status;
  loop_.stop();
}

}  // namespace

int dev(const Settings& settings) {
  const auto limit = client::parse_limit(settings.limit.empty() ? "none" : settings.limit);
  if (!limit) return report(limit.error(), usage);
  if (const auto checked = check_sandbox(false); !checked) return report(checked.error());
  return Dev(settings, *limit).serve();
}

}  // namespace luabot::cli

#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "runtime/console/portal_thread.h"

namespace luabot {

/// A person at the terminal of an emulated portal: what is typed is said to the bot, what bots say is
/// printed.
/// `/as 7` speaks as user 7, `/in chat5` in that chat (`/in bot` in private), `/press TEXT` presses a button
/// of the latest message that has some, `/quit` ends; any other line, also one with a slash, is a message.
class Chat {
 public:
  struct Hooks {
    std::function<void()> spoke;  ///< an event waits at the portal now; on the portal's thread
    std::function<void()> quit;
  };

  Chat(Loop& loop, PortalThread& portal, bool terminal, Hooks hooks);

  /// The bot to talk to, once it is registered.
  void begin(std::int64_t bot_id, std::string bot_name);
  /// What was typed, after begin().
  void line(const std::string& typed);
  void prompt() const;

 private:
  void command(const std::string& name, const std::string& argument);
  void say(const std::string& text);
  void press(const std::string& button);
  void enter(const std::string& dialog);
  void show(const std::string& dialog, const std::string& text, const std::string& buttons);
  void note(const std::string& text) const;

  Loop& loop_;
  PortalThread& portal_;
  bool terminal_;
  Hooks hooks_;
  std::int64_t bot_id_ = 0;
  std::string bot_name_;
  std::int64_t user_ = 1;
  std::string dialog_;              // as the user sees it: the bot's id, or "chat5"
  std::int64_t last_keyboard_ = 0;  // the latest message with buttons
};

}  // namespace luabot

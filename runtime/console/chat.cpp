#include "runtime/console/chat.h"

#include <cctype>
#include <charconv>
#include <cstdio>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace luabot {
namespace {

/// A positive number that is the whole text, or 0.
std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

/// "[Small] [Large]" of a message's stored params, or nothing.
std::string buttons_of(const std::string& params) {
  const Json parsed = Json::parse(params, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("KEYBOARD")) return {};
  Json buttons = parsed["KEYBOARD"];
  if (buttons.is_object()) buttons = buttons.value("BUTTONS", Json::array());
  std::string shown;
  for (const Json& button : buttons) {
    if (!button.is_object() || button.value("TYPE", "") == "NEWLINE") continue;
    if (!shown.empty()) shown += ' ';
    shown += "[" + button.value("TEXT", "") + "]";
  }
  return shown;
}

}  // namespace

Chat::Chat(Loop& loop, PortalThread& portal, bool terminal, Hooks hooks)
    : loop_(loop), portal_(portal), terminal_(terminal), hooks_(std::move(hooks)) {
  portal_.post([this](emulator::Portal& of) {
    of.on_message([this, &of](const emulator::Message& message) {
      loop_.post([this, id = message.id, text = message.text, buttons = buttons_of(message.params),
                  dialog = of.dialog_id(message.chat_id, message.author_id)] {
        if (!buttons.empty()) last_keyboard_ = id;
        show(dialog, text, buttons);
      });
    });
  });
}

void Chat::begin(std::int64_t bot_id, std::string bot_name) {
  bot_id_ = bot_id;
  bot_name_ = std::move(bot_name);
  dialog_ = std::to_string(bot_id);
  if (terminal_)
    note(fmt::format(
        "Talking to {} as user {}. /as 7 and /in chat5 change that, /press TEXT presses a button, "
        "/quit ends.",
        bot_name_, user_));
  prompt();
}

void Chat::line(const std::string& typed) {
  const auto space = typed.find(' ');
  const std::string word = typed.substr(0, space);
  if (word == "/as" || word == "/in" || word == "/press" || word == "/quit")
    command(word, space == std::string::npos ? std::string() : typed.substr(space + 1));
  else if (!typed.empty())
    say(typed);
  if (word != "/quit") prompt();
}

void Chat::command(const std::string& name, const std::string& argument) {
  if (name == "/quit") return hooks_.quit();
  if (name == "/press") return press(argument);
  if (name == "/in") return enter(argument);
  if (const auto user = number(argument))
    user_ = user;
  else
    note("/as wants the number of a user: /as 7");
}

void Chat::enter(const std::string& dialog) {
  const bool is_chat = dialog.starts_with("chat") && number(dialog.substr(4)) > 0;
  if (!is_chat && dialog != "bot" && number(dialog) != bot_id_)
    return note("/in wants a chat, /in chat5, or the bot: /in bot");
  dialog_ = is_chat ? dialog : std::to_string(bot_id_);
  if (!is_chat) return;
  portal_.post([id = number(dialog.substr(4)), user = user_, bot = bot_id_,
                told = hooks_.spoke](emulator::Portal& of) {
    const auto made = of.add_chat({fmt::format("Chat {}", id), user, {bot}, false, id});
    if (made) told();  // a chat of that number is there already: nothing to make
  });
}

void Chat::say(const std::string& text) {
  // In a group, most bots hear only what mentions them: "@name …" does.
  std::string said = text;
  if (const std::string mention = "@" + bot_name_; said.starts_with(mention))
    said.replace(0, mention.size(), fmt::format("[USER={}]{}[/USER]", bot_id_, bot_name_));
  portal_.post([this, said, user = user_, dialog = dialog_, told = hooks_.spoke](emulator::Portal& of) {
    if (const auto id = of.say(user, dialog, said))
      return told();
    else
      loop_.post([this, why = id.error().text()] { note(why); });
  });
}

void Chat::press(const std::string& button) {
  if (last_keyboard_ == 0) return note("no message has had buttons yet");
  portal_.post(
      [this, button, user = user_, message = last_keyboard_, told = hooks_.spoke](emulator::Portal& of) {
        if (const auto pressed = of.press(user, message, button))
          return told();
        else
          loop_.post([this, why = pressed.error().text()] { note(why); });
      });
}

void Chat::show(const std::string& dialog, const std::string& text, const std::string& buttons) {
  const bool elsewhere = dialog.starts_with("chat") ? dialog != dialog_ : dialog != std::to_string(user_);
  std::string shown = text;
  if (terminal_) shown = fmt::format("\r\033[K\033[36m{}\033[0m: {}", bot_name_, text);
  if (terminal_ && elsewhere) shown += fmt::format("  \033[2m(in {})\033[0m", dialog);
  if (!buttons.empty()) shown += "\n" + buttons;
  std::printf("%s\n", shown.c_str());
  std::fflush(stdout);
  prompt();
}

void Chat::note(const std::string& text) const {
  std::fprintf(stderr, "%s%s\n", terminal_ ? "\r\033[K" : "", text.c_str());
}

void Chat::prompt() const {
  if (!terminal_ || bot_id_ == 0) return;
  const bool in_private = dialog_ == std::to_string(bot_id_);
  std::printf("\r\033[K%s> ", fmt::format("user {}{}", user_, in_private ? "" : " in " + dialog_).c_str());
  std::fflush(stdout);
}

}  // namespace luabot

#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "api/base/loop.h"
#include "api/emulator/call_log.h"
#include "api/emulator/entities.h"
#include "api/emulator/faults.h"
#include "api/emulator/options.h"
#include "api/emulator/push.h"
#include "api/emulator/timing.h"

namespace luabot::emulator {

/// Everything that the portal knows. Ids of users, chats and messages are stable for its life.
struct State {
  State(Loop& on, const Options& with);

  Loop& loop;
  const Options& options;
  std::int64_t shift_ms = 0;

  std::unordered_map<Id, User> users{};
  std::map<Id, Bot> bots{};
  std::map<Id, Bot> departed{};  ///< bots that are no more and whose last events wait to be fetched
  std::unordered_map<Id, Chat> chats{};
  std::map<std::pair<Id, Id>, Id> dialogs{};  ///< the private chat of two users, the lower id first
  std::deque<Message> messages{};             ///< the message with id N is at N - 1
  std::map<Id, Command> commands{};
  std::map<Id, File> files{};
  std::unordered_map<std::string, Id> links{};  ///< one-time tokens to files
  std::vector<InputAction> input_actions{};
  std::map<Id, Subscription> subscriptions{};  ///< by user: of im.v2.Event.subscribe
  std::vector<std::string> last_searched{};    ///< dialogs the webhook's user searched for, latest first
  std::unordered_map<std::string, Id> by_template{};  ///< templateId in lower case to message
  std::unordered_set<std::string> being_sent{};       ///< templateIds of sends that are still under way
  CallLog calls;
  Faults faults{};
  Pushes pushes{};
  Operating operating{};
  std::function<void(const Message&)> on_message{};

  [[nodiscard]] std::int64_t now_ms() const { return loop.wall_ms() + shift_ms; }

  [[nodiscard]] User* find_user(Id id);
  [[nodiscard]] const User* find_user(Id id) const;
  [[nodiscard]] Bot* find_bot(Id id);
  [[nodiscard]] Chat* find_chat(Id id);
  [[nodiscard]] Message* find_message(Id id);
  [[nodiscard]] const Message* find_message(Id id) const;

  /// The user of that id; a person called "User N" is made when there is none.
  User& user(Id id);
  User& add_bot_user();
  Chat& add_chat(ChatKind kind, Id owner, Id id = 0);
  Command& add_command(Id bot);
  Id next_event_id() { return next_event_++; }
  Id next_file_id() { return next_file_++; }

  /// The chat that `viewer` means by a dialogId: "chat5", or the id of the other user, whose dialog is opened
  /// when there is none yet. Null when there is no such chat or user; membership is not checked.
  Chat* dialog(Id viewer, std::string_view dialog_id);
  /// Whether there already is a private dialog of the two.
  [[nodiscard]] bool has_dialog(Id one, Id other) const;
  /// What `viewer` calls the chat.
  [[nodiscard]] static std::string dialog_id(const Chat& chat, Id viewer);

  /// Puts the message into the chat, gives it its id and date, and tells the observer if a bot has sent it.
  Message& post(Chat& chat, Message draft);

 private:
  Id next_bot_ = 1001;
  Id next_chat_ = 1;
  Id next_command_ = 1;
  Id next_file_ = 1;
  Id next_event_;
};

/// "2025-01-15T10:30:00+02:00"
[[nodiscard]] std::string iso_time(const State& state, std::int64_t ms);

}  // namespace luabot::emulator

#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace luabot::emulator {

using Id = std::int64_t;

struct User {
  Id id = 0;
  bool active = true;
  bool bot = false;
  std::string first_name{};
  std::string last_name{};
  std::string work_position{};
  std::string color = "#df532d";
  std::string avatar{};
  std::string gender = "M";
  std::string email{};
  std::int64_t last_active_ms = 0;
  std::string status = "online";   ///< "online", "dnd", "away" or "break"
  std::int64_t idle_since_ms = 0;  ///< 0 for not idle

  [[nodiscard]] std::string name() const;
};

struct Message {
  Id id = 0;
  Id chat_id = 0;
  Id author_id = 0;  ///< 0 for a system message
  Id sender_id = 0;  ///< who posted it, also when it is a system message
  std::int64_t date_ms = 0;
  std::string text{};
  bool system = false;
  std::string uuid{};            ///< the templateId it was sent with
  std::string params = "[]";     ///< JSON text: KEYBOARD, ATTACH, REPLY_ID
  std::string forward = "null";  ///< JSON text: {id, userId, chatId, date}
  std::vector<Id> files{};
  std::map<std::string, std::vector<Id>> reactions{};  ///< who gave it, by the reaction's name: "like"
  bool edited = false;
  bool deleted = false;  ///< it keeps its place, without text and files
  bool gone = false;     ///< deleted without a trace: nothing finds it
};

/// A file in a chat.
struct File {
  Id id = 0;
  Id chat_id = 0;
  Id author_id = 0;
  std::int64_t date_ms = 0;
  std::string name{};
  std::string content{};  ///< its bytes
  std::string key{};      ///< of its download link, unguessable
};

/// "The bot is typing": shown until it runs out.
struct InputAction {
  Id chat_id = 0;
  Id user_id = 0;
  std::string type{};  ///< "IMBOT_AGENT_ACTION_THINKING" and the like; "" for plain typing
  std::int64_t until_ms = 0;
};

struct Member {
  Id user = 0;
  Id last_read = 0;  ///< the last message that the member has seen, 0 for none
  bool muted = false;
  bool pinned = false;  ///< in the member's list of recent chats
  bool hidden = false;  ///< from that list, until the next message
  Id unread_from = 0;   ///< marked unread from this message on, 0 for not marked
};

enum class ChatKind { group, open, dialog };

struct Chat {
  Id id = 0;
  ChatKind kind = ChatKind::group;
  std::string name{};
  std::string color{};
  std::string description{};
  std::string avatar{};
  std::string entity_type{};  ///< what the chat belongs to: "CRM", with entity_id "DEAL|5"
  std::string entity_id{};
  Id owner = 0;
  std::int64_t created_ms = 0;
  bool text_field = true;      ///< people may write
  std::vector<Id> managers{};  ///< beside the owner
  std::vector<Member> members{};
  std::vector<Id> messages{};  ///< ascending

  [[nodiscard]] const Member* member(Id user) const;
  [[nodiscard]] Member* member(Id user);
};

struct Command {
  Id id = 0;
  Id bot = 0;
  std::string name{};                          ///< with the slash: "/help"
  std::map<std::string, std::string> title{};  ///< by language
  std::map<std::string, std::string> params{};
  bool common = false;
  bool hidden = false;
  bool extranet = false;
};

/// An event that waits to be fetched.
struct Event {
  Id id = 0;
  std::int64_t date_ms = 0;
  std::string type{};
  std::string data{};  ///< JSON text
};

/// The events that a person's application fetches with im.v2.Event.get.
struct Subscription {
  Id user = 0;
  std::deque<Event> events{};
};

struct Bot {
  Id id = 0;  ///< the id of its user
  std::string code{};
  std::string token{};  ///< the owner: under a webhook, whoever knows it
  std::string type = "bot";
  std::string event_mode = "fetch";
  std::string webhook_url{};
  bool hidden = false;
  bool reactions = true;
  bool support_openline = false;
  std::optional<std::string> background{};
  Id count_message = 0;
  Id count_command = 0;
  Id count_chat = 0;
  Id count_user = 0;
  std::deque<Event> events{};

  /// Whether it sees every message of its group chats, and may read messages that are not for it.
  [[nodiscard]] bool sees_all() const { return type == "supervisor" || type == "personal"; }
};

}  // namespace luabot::emulator

#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/base/error.h"
#include "api/base/loop.h"
#include "api/emulator/answer.h"
#include "api/emulator/call_log.h"
#include "api/emulator/entities.h"
#include "api/emulator/faults.h"
#include "api/emulator/options.h"
#include "api/emulator/push.h"

namespace luabot::emulator {

struct State;
class Buckets;
class OAuth;

/// One REST request, as it came in.
struct Incoming {
  std::string user;            ///< of the webhook's path
  std::string token;           ///< of the webhook's path
  bool application = false;    ///< no webhook's path: an access token says who calls
  std::string access_token{};  ///< of the header; else it is the parameter `auth`
  std::string method;          ///< in any case, without ".json"
  std::string params;          ///< JSON text; anything but an object counts as no parameters
  std::string peer;            ///< source address, which the rate limit goes by
};

struct ChatSpec {
  std::string name{};
  Id owner = 0;               ///< 0: the webhook's user
  std::vector<Id> members{};  ///< people, made when unknown, and bots; the owner is one anyway
  bool open = false;
  Id id = 0;  ///< 0: the next free one
};

/// A Bitrix24 portal without a network: its state, its REST methods, and the people who use it. All of it
/// happens on the loop's thread; what runs elsewhere has to post() there.
class Portal {
 public:
  explicit Portal(Loop& loop, Options options = {});
  ~Portal();
  Portal(const Portal&) = delete;
  Portal& operator=(const Portal&) = delete;

  [[nodiscard]] const Options& options() const { return options_; }

  /// Answers a REST request: at once, or later when a fault delays it.
  void serve(const Incoming& request, std::function<void(Answer)> done);
  /// The same for the webhook itself, without token and limit: for tests and consoles.
  Answer call(std::string_view method, std::string_view params);
  /// Answers the GET of a link to a file: its bytes, or 404.
  Answer open(std::string_view path, std::string_view query);
  /// Where links to files lead: "http://127.0.0.1:8080".
  void set_address(std::string address) { options_.address = std::move(address); }
  /// Notes that the caller's answer has been written.
  void note_written(std::int64_t call);

  /// A person; a known id is renamed. Id 0 takes the next free one above 1.
  Id add_user(Id id, std::string first_name, std::string last_name = {});
  Result<Id> add_chat(ChatSpec spec);
  /// Bots that come in hear of it.
  Result<void> add_member(Id chat, Id user, Id by);
  /// A person writes: to "chat5", into which they come if they are not in it, or to the user or bot of that
  /// id. An unknown speaker is made. `reply` is the message of that chat that this one answers, 0 for none.
  /// Returns the message's id.
  Result<Id> say(Id user, std::string_view dialog_id, std::string_view text, Id reply = 0);
  /// A person edits their own message.
  Result<void> edit(Id user, Id message, std::string_view text);
  /// A person deletes their own message, or one of a chat that they administer.
  Result<void> remove(Id user, Id message, bool complete = false);
  /// A person in the chat gives a reaction ("like"), or takes it back.
  Result<void> react(Id user, Id message, std::string_view reaction, bool on = true);
  /// A person reads a dialog up to that message; 0: all of it. Returns how many messages are still unread.
  Result<Id> read(Id user, std::string_view dialog_id, Id message = 0);
  /// A person leaves a group chat.
  Result<void> leave(Id user, Id chat);
  /// A person puts a file into a dialog, with or without words. Returns the message's id.
  Result<Id> upload(Id user, std::string_view dialog_id, std::string name, std::string content,
                    std::string_view text = {});
  /// A person opens a bot's dialog from elsewhere: ONIMBOTV2CONTEXTGET. `context` is a JSON object's text.
  Result<void> send_context(Id user, Id bot, std::string_view context);
  /// An administrator deletes a bot, which hears of it as its last event.
  Result<void> remove_bot(Id bot);
  /// A person presses a button of a message's keyboard, named by its text, its command or its number from 0.
  Result<void> press(Id user, Id message, std::string_view button);
  /// Puts an event of any kind into a bot's queue, or posts it to the bot. `data` is JSON text. Returns the
  /// event's id.
  Result<Id> push_event(Id bot, std::string_view type, std::string_view data);

  [[nodiscard]] const User* find_user(Id id) const;
  [[nodiscard]] const Bot* find_bot(Id id) const;
  [[nodiscard]] std::vector<const Bot*> bots() const;
  [[nodiscard]] const Message* find_message(Id id) const;
  [[nodiscard]] const Chat* find_chat(Id id) const;
  [[nodiscard]] const File* find_file(Id id) const;
  /// Who is busy in the chat now, and with what.
  [[nodiscard]] std::vector<InputAction> input_actions(Id chat) const;
  /// The messages of a dialog as that user names it, oldest first.
  Result<std::vector<const Message*>> messages(Id user, std::string_view dialog_id);
  /// What that user calls the chat; "" when there is none.
  [[nodiscard]] std::string dialog_id(Id chat, Id user) const;

  /// Called for each message that a bot posts, while it is being posted: it may read the portal, and has to
  /// post() what changes it.
  void on_message(std::function<void(const Message&)> observer);

  /// Who posts events to bots that want them pushed; also after a reset.
  void on_push(decltype(Pushes::send) send);
  /// What has been posted, oldest first.
  [[nodiscard]] const std::deque<Push>& pushes() const;

  [[nodiscard]] const CallLog& calls() const;
  [[nodiscard]] Faults& faults();
  [[nodiscard]] OAuth& oauth() { return *oauth_; }
  void set_limit(const BucketLimit& limit);
  /// As if an address had just made so many requests.
  void fill_bucket(const std::string& peer, double level);
  /// Moves the portal's wall clock on; events age by it.
  void shift_clock(std::int64_t ms);
  [[nodiscard]] std::int64_t now_ms() const;
  /// Back to the beginning: no bots, chats, messages, calls or faults. Calls that are under way are dropped.
  void reset();

 private:
  struct Parsed;
  std::string_view refused(const Incoming& request, Parsed& parsed);
  Answer run(Parsed& parsed);
  void record(Parsed& parsed, const Answer& answer, std::string_view error, bool executed);
  void later(std::int64_t delay_ms, Loop::Task task);

  Loop& loop_;
  Options options_;
  std::unique_ptr<State> state_;
  std::unique_ptr<Buckets> buckets_;
  std::unique_ptr<OAuth> oauth_;
  std::map<std::int64_t, Handle> delayed_;
  std::int64_t next_delayed_ = 1;
};

}  // namespace luabot::emulator

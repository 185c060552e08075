#include "api/emulator/arguments.h"
#include "api/emulator/files.h"
#include "api/emulator/membership.h"
#include "api/emulator/methods_im_v2.h"
#include "api/emulator/methods_imbot.h"

namespace luabot::emulator {
namespace {

Reply uploaded(State& state, Chat& chat, Id author, GivenFile given, const std::string& text, bool whole) {
  const auto& file = keep_file(state, chat, author, std::move(given.name), std::move(given.content));
  const auto& message = publish_file(state, chat, author, file, text);
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("file");
  write_file(to, state, file, whole);
  to.num("messageId", message.id);
  to.num("chatId", chat.id);
  to.str("dialogId", State::dialog_id(chat, author));
  to.close_object();
  return reply;
}

Reply linked(State& state, const File& file, std::string_view scope) {
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.str("downloadUrl", download_link(state, file, scope));
  to.close_object();
  return reply;
}

const File* asked_file(const Call& call) {
  const auto at = call.state.files.find(call.params.integer("fileId").value_or(0));
  return at == call.state.files.end() ? nullptr : &at->second;
}

}  // namespace

Reply file_upload(Call& call) {
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  const auto fields = call.params.inside("fields");
  auto given = given_file(fields);
  if (!given.error.empty()) return refuse(given.error);
  // The page knows no ACCESS_DENIED: without a dialog there is no folder, without a seat in it no message.
  auto* chat = call.state.dialog(bot->id, call.params.text("dialogId"));
  if (chat == nullptr) return refuse("FILE_FOLDER_ERROR");
  if (chat->member(bot->id) == nullptr) return refuse("FILE_SEND_FAILED");
  return uploaded(call.state, *chat, bot->id, std::move(given), fields.text("message"), false);
}

Reply file_download(Call& call) {
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  const auto* file = asked_file(call);
  if (file == nullptr) return refuse("FILE_NOT_FOUND");
  if (call.state.find_chat(file->chat_id)->member(bot->id) == nullptr) return refuse("FILE_ACCESS_ERROR");
  return linked(call.state, *file, "imbot");
}

Reply im_file_upload(Call& call) {
  auto& state = call.state;
  const Id user = state.options.user;
  if (auto bad = bad_arguments(call); !bad.ok()) return bad;
  const auto fields = call.params.inside("fields");
  auto given = given_file(fields);
  if (!given.error.empty()) return refuse(given.error);
  auto* chat = state.dialog(user, call.params.text("dialogId"));
  if (chat == nullptr) return refuse("CHAT_NOT_FOUND");
  if (chat->member(user) == nullptr) return refuse("ACCESS_DENIED");
  if (!may_write(*chat, user)) return refuse("SEND_FAILED");
  return uploaded(state, *chat, user, std::move(given), fields.text("message"), true);
}

Reply im_file_download(Call& call) {
  auto& state = call.state;
  const Id user = state.options.user;
  if (auto bad = bad_arguments(call); !bad.ok()) return bad;
  const auto* chat = state.dialog(user, call.params.text("dialogId"));
  if (chat == nullptr || chat->member(user) == nullptr) return refuse("ACCESS_DENIED");
  const auto* file = asked_file(call);
  if (file == nullptr || file->chat_id != chat->id) return refuse("FILE_NOT_FOUND");
  return linked(state, *file, "im");
}

}  // namespace luabot::emulator

#include <algorithm>

#include "api/emulator/edits.h"
#include "api/emulator/files.h"
#include "api/emulator/im/asked.h"
#include "api/emulator/membership.h"
#include "api/emulator/methods_im.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

constexpr Id first_folder = 100;    // a chat's folder has the chat's number on top of it
constexpr Id saved_folder = 99;     // "Saved files" of the webhook's user
constexpr Id bytes_file = 100'000;  // a file's bytes have a number of their own

/// A file that the viewer may see: in one of their chats, or saved by them.
File* seen_file(const Call& call, Id id) {
  const auto at = call.state.files.find(id);
  if (at == call.state.files.end()) return nullptr;
  const auto* chat = call.state.find_chat(at->second.chat_id);
  const bool own =
      chat == nullptr ? at->second.author_id == viewer(call) : chat->member(viewer(call)) != nullptr;
  return own ? &at->second : nullptr;
}

/// The files that FILE_ID or UPLOAD_ID, a number or a list of them, names; none when one of them is not
/// there.
std::vector<const File*> asked_files(const Call& call) {
  const auto* given = call.params.find("fileId");
  if (given == nullptr) given = call.params.find("uploadId");
  if (given == nullptr) return {};
  const Json list = given->is_structured() ? *given : Json::array({*given});
  std::vector<const File*> files;
  for (const auto& item : list) {
    const auto* file = seen_file(call, integer_of(item).value_or(0));
    if (file == nullptr) return {};
    files.push_back(file);
  }
  return files;
}

/// The same file as the disk's older interface shows it.
void write_model(JsonWriter& to, const State& state, const File& file) {
  const auto author = std::to_string(file.author_id);
  const auto link = lasting_link(state, file);
  to.open_object();
  to.num("id", file.id);
  to.str("name", file.name);
  to.raw("createTime", "{}");  // what PHP makes of a date that it does not know how to write
  to.raw("updateTime", "{}");
  to.null("deleteTime");
  to.str("code", "");
  to.null("xmlId");
  to.num("storageId", saved_folder);
  to.num("realObjectId", file.id);
  to.num("parentId", file.chat_id + first_folder);
  to.num("deletedType", 0);
  to.str("createdBy", author);
  to.str("updatedBy", author);
  to.str("deletedBy", "0");
  to.str("uniqueCode", file.key);
  to.num("typeFile", file_kind(file.name) == "image" ? 2 : 1);
  to.num("globalContentVersion", 1);
  to.num("fileId", file.id + bytes_file);
  to.num("size", static_cast<Id>(file.content.size()));
  to.str("etag", file.key);
  to.key("links");
  to.open_object();
  to.str("download", link);
  to.str("showInGrid", link);
  to.str("preview", link);
  to.close_object();
  to.close_object();
}

}  // namespace

Reply im_disk_folder_get(Call& call) {
  Reply error;
  const auto* chat = chat_by_either(call, error);
  if (chat == nullptr) return error;
  return {.result = R"({"ID":)" + std::to_string(chat->id + first_folder) + "}"};
}

Reply im_disk_file_commit(Call& call) {
  auto& state = call.state;
  Reply reply;
  auto* chat = chat_by_either(call, reply);
  if (chat == nullptr) return reply;
  const auto files = asked_files(call);
  if (files.empty()) return refuse("FILES_ERROR");
  Message message;
  message.author_id = message.sender_id = viewer(call);
  message.text = stored_text(call.params.text("message"));
  for (const auto* file : files)
    message.files.push_back(keep_file(state, *chat, viewer(call), file->name, file->content).id);
  const auto kept = message.files;
  const Id posted = publish(state, *chat, std::move(message)).id;

  JsonWriter to(reply.result);
  to.open_object();
  for (const bool models : {false, true}) {
    to.key(models ? "FILE_MODELS" : "FILES");
    to.open_object();
    for (const Id id : kept) {
      to.key("upload" + std::to_string(id));
      models ? write_model(to, state, state.files.at(id)) : write_file(to, state, state.files.at(id), true);
    }
    to.close_object();
  }
  to.key("DISK_ID");
  to.open_array();
  for (const Id id : kept) to.num(id);
  to.close_array();
  to.num("MESSAGE_ID", posted);
  to.close_object();
  return reply;
}

Reply im_disk_file_save(Call& call) {
  const auto* file = seen_file(call, call.params.integer("fileId").value_or(0));
  if (file == nullptr) return refuse("FILE_SAVE_ERROR");
  auto* chat = call.state.find_chat(file->chat_id);
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("folder");
  to.open_object();
  to.num("id", saved_folder);
  to.str("name", "Saved files");
  to.close_object();
  to.key("file");
  to.open_object();
  Id saved = file->id;
  if (chat != nullptr) {  // what is saved already is not saved again
    auto& copy = keep_file(call.state, *chat, viewer(call), file->name, file->content);
    copy.chat_id = 0;
    saved = copy.id;
  }
  to.num("id", saved);
  to.str("name", call.state.files.at(saved).name);
  to.close_object();
  to.close_object();
  return reply;
}

Reply im_disk_file_delete(Call& call) {
  Reply error;
  auto* chat = chat_by_id(call, error);
  // The page documents no error about rights: nothing is deleted then.
  if (chat == nullptr) return error.error == "ACCESS_ERROR" ? Reply{.result = "false"} : error;
  const Id id = call.params.integer("fileId").value_or(0);
  const auto* file = seen_file(call, id);
  const bool may = file != nullptr && file->chat_id == chat->id &&
                   (file->author_id == viewer(call) || administers(*chat, viewer(call)));
  if (!may) return {.result = "false"};
  for (const Id of : chat->messages) std::erase(call.state.find_message(of)->files, id);
  call.state.files.erase(id);
  return {.result = "true"};
}

}  // namespace luabot::emulator

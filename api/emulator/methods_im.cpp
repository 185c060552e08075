#include "api/emulator/methods_im.h"

#include "api/emulator/im/arguments.h"

namespace luabot::emulator {
namespace {

constexpr Method kept(std::string_view name, Handler handler) {
  return {name, "im", handler};
}
constexpr Method example(std::string_view name, std::string_view scope = "im") {
  return {name, scope, answer_example, true};
}

}  // namespace

std::span<const Method> im_methods() {
  static constexpr Method all[] = {
      kept("im.chat.add", checked<im_chat_add>),
      kept("im.chat.get", checked<im_chat_get>),
      kept("im.chat.leave", checked<im_chat_leave>),
      kept("im.chat.mute", checked<im_chat_mute>),
      kept("im.chat.setOwner", checked<im_chat_set_owner>),
      kept("im.chat.updateAvatar", checked<im_chat_update_avatar>),
      kept("im.chat.updateColor", checked<im_chat_update_color>),
      kept("im.chat.updateTitle", checked<im_chat_update_title>),
      kept("im.chat.user.add", checked<im_chat_user_add>),
      kept("im.chat.user.delete", checked<im_chat_user_delete>),
      kept("im.chat.user.list", checked<im_chat_user_list>),
      kept("im.counters.get", im_counters_get),
      example("im.department.colleagues.list"),
      example("im.department.employees.get"),
      example("im.department.get"),
      example("im.department.managers.get"),
      kept("im.dialog.get", checked<im_dialog_get>),
      kept("im.dialog.messages.get", dialog_messages),
      kept("im.dialog.messages.search", checked<im_dialog_messages_search>),
      kept("im.dialog.read", checked<im_dialog_read>),
      kept("im.dialog.read.all", im_dialog_read_all),
      kept("im.dialog.unread", checked<im_dialog_unread>),
      kept("im.dialog.users.list", checked<im_dialog_users_list>),
      kept("im.dialog.writing", checked<im_dialog_writing>),
      kept("im.disk.file.commit", checked<im_disk_file_commit>),
      kept("im.disk.file.delete", checked<im_disk_file_delete>),
      kept("im.disk.file.save", checked<im_disk_file_save>),
      kept("im.disk.folder.get", checked<im_disk_folder_get>),
      kept("im.message.add", checked<im_message_add>),
      kept("im.message.command", checked<im_message_command>),
      kept("im.message.delete", checked<im_message_delete>),
      kept("im.message.like", checked<im_message_like>),
      kept("im.message.share", checked<im_message_share>),
      kept("im.message.update", checked<im_message_update>),
      example("im.notify"),
      example("im.notify.answer"),
      example("im.notify.confirm"),
      example("im.notify.delete"),
      example("im.notify.get"),
      example("im.notify.history.search"),
      example("im.notify.personal.add"),
      example("im.notify.read"),
      example("im.notify.read.all"),
      example("im.notify.read.list"),
      example("im.notify.schema.get"),
      example("im.notify.system.add"),
      kept("im.recent.get", im_recent_get),
      kept("im.recent.hide", checked<im_recent_hide>),
      kept("im.recent.list", im_recent_list),
      kept("im.recent.pin", checked<im_recent_pin>),
      kept("im.recent.unread", checked<im_recent_unread>),
      kept("im.revision.get", im_revision_get),
      kept("im.search.chat.list", checked<im_search_chat_list>),
      example("im.search.department.list"),
      kept("im.search.last.add", checked<im_search_last_add>),
      kept("im.search.last.delete", checked<im_search_last_delete>),
      kept("im.search.last.get", im_search_last_get),
      kept("im.search.user.list", checked<im_search_user_list>),
      kept("im.user.get", checked<im_user_get>),
      kept("im.user.list.get", checked<im_user_list_get>),
      kept("im.user.status.get", im_user_status_get),
      kept("im.user.status.idle.end", im_user_idle_end),
      kept("im.user.status.idle.start", checked<im_user_idle_start>),
      kept("im.user.status.set", checked<im_user_status_set>),
      example("imopenlines.bot.session.finish", "imopenlines"),
      example("imopenlines.bot.session.message.send", "imopenlines"),
      example("imopenlines.bot.session.operator", "imopenlines"),
      example("imopenlines.bot.session.transfer", "imopenlines"),
  };
  return all;
}

}  // namespace luabot::emulator

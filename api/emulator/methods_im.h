#pragma once
#include "api/emulator/methods.h"

namespace luabot::emulator {

Reply dialog_messages(Call& call);

Reply im_chat_add(Call& call);
Reply im_chat_get(Call& call);
Reply im_chat_leave(Call& call);
Reply im_chat_mute(Call& call);
Reply im_chat_set_owner(Call& call);
Reply im_chat_update_avatar(Call& call);
Reply im_chat_update_color(Call& call);
Reply im_chat_update_title(Call& call);
Reply im_chat_user_add(Call& call);
Reply im_chat_user_delete(Call& call);
Reply im_chat_user_list(Call& call);
Reply im_counters_get(Call& call);
Reply im_dialog_get(Call& call);
Reply im_dialog_messages_search(Call& call);
Reply im_dialog_read(Call& call);
Reply im_dialog_read_all(Call& call);
Reply im_dialog_unread(Call& call);
Reply im_dialog_users_list(Call& call);
Reply im_dialog_writing(Call& call);
Reply im_disk_file_commit(Call& call);
Reply im_disk_file_delete(Call& call);
Reply im_disk_file_save(Call& call);
Reply im_disk_folder_get(Call& call);
Reply im_message_add(Call& call);
Reply im_message_command(Call& call);
Reply im_message_delete(Call& call);
Reply im_message_like(Call& call);
Reply im_message_share(Call& call);
Reply im_message_update(Call& call);
Reply im_recent_get(Call& call);
Reply im_recent_hide(Call& call);
Reply im_recent_list(Call& call);
Reply im_recent_pin(Call& call);
Reply im_recent_unread(Call& call);
Reply im_revision_get(Call& call);
Reply im_search_chat_list(Call& call);
Reply im_search_last_add(Call& call);
Reply im_search_last_delete(Call& call);
Reply im_search_last_get(Call& call);
Reply im_search_user_list(Call& call);
Reply im_user_get(Call& call);
Reply im_user_idle_end(Call& call);
Reply im_user_idle_start(Call& call);
Reply im_user_list_get(Call& call);
Reply im_user_status_get(Call& call);
Reply im_user_status_set(Call& call);

}  // namespace luabot::emulator

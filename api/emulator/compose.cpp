#include "api/emulator/compose.h"

#include "api/base/uuid.h"
#include "api/emulator/decoration.h"
#include "api/emulator/json_writer.h"
#include "api/emulator/text.h"

namespace luabot::emulator {

std::string repeat_key(const Params& fields) {
  auto id = fields.text("templateId");
  if (!is_uuid(id) || fields.flag("system", false)) return "";
  return lower(id);
}

Draft compose(const State& state, const Bot& bot, const Chat& chat, const Params& fields) {
  Draft draft;
  auto& message = draft.message;
  message.text = stored_text(fields.text("message"));
  message.system = fields.flag("system", false);
  message.sender_id = bot.id;
  message.author_id = message.system ? 0 : bot.id;
  message.uuid = repeat_key(fields);

  std::string params;
  JsonWriter to(params);
  to.open_object();
  if (const auto* given = fields.find("attach")) {
    auto attach = stored_attach(*given);
    if (!attach.error.empty()) {
      draft.error = std::move(attach.error);
      return draft;
    }
    if (!attach.json.empty()) to.raw("ATTACH", attach.json);
  }
  const bool empty = message.text.empty() && params.size() == 1;
  if (const auto* given = fields.find("keyboard")) {
    if (const auto keyboard = stored_keyboard(*given, bot.id)) to.raw("KEYBOARD", keyboard->dump());
  }
  const auto* replied = state.find_message(fields.integer("replyId").value_or(0));
  if (replied != nullptr && replied->chat_id == chat.id) to.num("REPLY_ID", replied->id);
  if (!fields.flag("urlPreview", true)) to.str("URL_PREVIEW", "N");
  to.close_object();

  if (params.size() > 2) message.params = std::move(params);
  if (empty) draft.error = "EMPTY_MESSAGE";
  return draft;
}

}  // namespace luabot::emulator

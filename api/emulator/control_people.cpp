#include "api/base/base64.h"
#include "api/emulator/control_verbs.h"

namespace luabot::emulator {
namespace {

Id speaker(const Portal& portal, const Params& given) {
  return given.integer("user").value_or(portal.options().user);
}

Outcome join(Portal& portal, const Params& given) {
  const Id by = given.integer("by").value_or(portal.options().user);
  return nothing(portal.add_member(id_of(given, "chat"), id_of(given, "user"), by));
}

Outcome say(Portal& portal, const Params& given) {
  const Id user = speaker(portal, given);
  return named("messageId", portal.say(user, given.text("dialogId"), given.text("text"),
                                       given.integer("replyId").value_or(0)));
}

Outcome press(Portal& portal, const Params& given) {
  const Id user = speaker(portal, given);
  return nothing(portal.press(user, id_of(given, "messageId"), given.text("button")));
}

Outcome edit(Portal& portal, const Params& given) {
  return nothing(portal.edit(speaker(portal, given), id_of(given, "messageId"), given.text("text")));
}

Outcome remove(Portal& portal, const Params& given) {
  return nothing(
      portal.remove(speaker(portal, given), id_of(given, "messageId"), given.flag("complete", false)));
}

Outcome react(Portal& portal, const Params& given) {
  return nothing(portal.react(speaker(portal, given), id_of(given, "messageId"), given.text("reaction"),
                              given.flag("on", true)));
}

Outcome read(Portal& portal, const Params& given) {
  return named("unread",
               portal.read(speaker(portal, given), given.text("dialogId"), id_of(given, "messageId")));
}

Outcome leave(Portal& portal, const Params& given) {
  return nothing(portal.leave(speaker(portal, given), id_of(given, "chat")));
}

Outcome upload(Portal& portal, const Params& given) {
  auto content = decode_base64(given.text("content"));
  if (!content) return Error{.code = "CONTROL_REFUSED", .what = "the content is not base64"};
  return named("messageId", portal.upload(speaker(portal, given), given.text("dialogId"), given.text("name"),
                                          std::move(*content), given.text("text")));
}

Outcome context(Portal& portal, const Params& given) {
  const auto* context = given.find("context");
  const auto text = context == nullptr ? "{}" : context->dump(-1, ' ', false, Json::error_handler_t::replace);
  return nothing(portal.send_context(speaker(portal, given), id_of(given, "botId"), text));
}

Outcome delete_bot(Portal& portal, const Params& given) {
  return nothing(portal.remove_bot(id_of(given, "botId")));
}

}  // namespace

const Verbs& people_verbs() {
  static const Verbs all = {{"join", join},       {"leave", leave},         {"say", say},
                            {"edit", edit},       {"delete", remove},       {"react", react},
                            {"read", read},       {"upload", upload},       {"press", press},
                            {"context", context}, {"deleteBot", delete_bot}};
  return all;
}

}  // namespace luabot::emulator

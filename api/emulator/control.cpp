#include "api/emulator/control.h"

#include <utility>

#include "api/emulator/control_verbs.h"
#include "api/emulator/oauth.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

Outcome users(Portal& portal, const Params& given) {
  return Json{{"id", portal.add_user(id_of(given, "id"), given.text("firstName"), given.text("lastName"))}};
}

Outcome chats(Portal& portal, const Params& given) {
  ChatSpec spec{
      .name = given.text("name"), .owner = id_of(given, "owner"), .open = given.flag("open", false)};
  spec.id = id_of(given, "id");
  if (const auto* members = given.find("members")) {
    for (const auto& member : *members) spec.members.push_back(integer_of(member).value_or(0));
  }
  auto made = portal.add_chat(std::move(spec));
  if (!made) return made.error();
  return Json{{"id", *made}, {"dialogId", "chat" + std::to_string(*made)}};
}

Outcome typing(Portal& portal, const Params& given) {
  Json list = Json::array();
  for (const auto& action : portal.input_actions(id_of(given, "chat"))) {
    list.push_back({{"userId", action.user_id}, {"type", action.type}, {"untilMs", action.until_ms}});
  }
  return Json{{"actions", std::move(list)}};
}

Outcome event(Portal& portal, const Params& given) {
  const auto* data = given.find("data");
  const auto text = data == nullptr ? "[]" : data->dump(-1, ' ', false, Json::error_handler_t::replace);
  return named("eventId", portal.push_event(id_of(given, "botId"), given.text("type"), text));
}

Json shown(const CallRecord& call) {
  return {{"number", call.number},
          {"method", call.method},
          {"params", call.params == nullptr ? Json() : *call.params},
          {"arrivedNs", call.arrived_ns},
          {"writtenNs", call.written_ns},
          {"status", call.status},
          {"error", call.error},
          {"fault", call.fault},
          {"executed", call.executed},
          {"batch", call.batch}};
}

Outcome calls(Portal& portal, const Params& given) {
  const Id since = id_of(given, "since");
  const auto method = lower(given.text("method"));
  Json list = Json::array();
  for (const auto& call : portal.calls().records()) {
    if (call.number > since && (method.empty() || lower(call.method) == method)) list.push_back(shown(call));
  }
  return Json{{"calls", std::move(list)}, {"total", portal.calls().total()}};
}

Outcome messages(Portal& portal, const Params& given) {
  const Id user = given.integer("user").value_or(portal.options().user);
  const auto found = portal.messages(user, given.text("dialogId"));
  if (!found) return found.error();
  const Id since = id_of(given, "since");
  Json list = Json::array();
  for (const auto* message : *found) {
    if (message->id <= since) continue;
    list.push_back({{"id", message->id},
                    {"chatId", message->chat_id},
                    {"authorId", message->author_id},
                    {"senderId", message->sender_id},
                    {"dateMs", message->date_ms},
                    {"text", message->text},
                    {"isSystem", message->system},
                    {"uuid", message->uuid},
                    {"params", Json::parse(message->params)},
                    {"forward", Json::parse(message->forward)},
                    {"files", message->files},
                    {"reactions", message->reactions},
                    {"isEdited", message->edited},
                    {"isDeleted", message->deleted}});
  }
  return Json{{"messages", std::move(list)}};
}

Outcome bots(Portal& portal, const Params&) {
  Json list = Json::array();
  for (const auto* bot : portal.bots()) {
    list.push_back({{"id", bot->id},
                    {"code", bot->code},
                    {"type", bot->type},
                    {"eventMode", bot->event_mode},
                    {"waitingEvents", bot->events.size()}});
  }
  return Json{{"bots", std::move(list)}};
}

Outcome pushes(Portal& portal, const Params& given) {
  const Id since = id_of(given, "since");
  Json list = Json::array();
  for (const auto& push : portal.pushes()) {
    if (push.number <= since) continue;
    list.push_back({{"eventId", push.number},
                    {"botId", push.bot},
                    {"type", push.type},
                    {"dateMs", push.date_ms},
                    {"url", push.url},
                    {"status", push.status},
                    {"error", push.error}});
  }
  return Json{{"pushes", std::move(list)}};
}

FaultRule rule_of(const Params& given) {
  FaultRule rule;
  if (given.has("match")) rule.match = given.text("match");
  if (given.has("kind")) rule.kinds.push_back(given.text("kind"));
  if (const auto* kinds = given.find("kinds")) {
    for (const auto& kind : *kinds) rule.kinds.push_back(text_of(kind));
  }
  rule.times = given.integer("times").value_or(rule.times);
  rule.one_in = given.integer("oneIn").value_or(rule.one_in);
  rule.seed = static_cast<std::uint64_t>(given.integer("seed").value_or(1));
  rule.after = given.flag("after", false);
  rule.delay_ms = given.integer("delayMs").value_or(rule.delay_ms);
  rule.code = given.text("code");
  rule.status = static_cast<int>(given.integer("status").value_or(0));
  rule.description = given.text("description");
  return rule;
}

Outcome faults(Portal& portal, const Params& given) {
  std::vector<FaultRule> rules;
  if (const auto* list = given.find("rules")) {
    for (const auto& rule : *list) rules.push_back(rule_of(Params(rule)));
  }
  return nothing(portal.faults().set(std::move(rules)));
}

double number(const Params& given, std::string_view name, double otherwise) {
  const auto* value = given.find(name);
  return value != nullptr && value->is_number() ? value->get<double>() : otherwise;
}

Outcome limit(Portal& portal, const Params& given) {
  BucketLimit limit;
  limit.on = given.flag("on", true);
  limit.burst = number(given, "burst", limit.burst);
  limit.rate = number(given, "rate", limit.rate);
  portal.set_limit(limit);
  if (given.has("level")) {
    portal.fill_bucket(given.has("peer") ? given.text("peer") : "127.0.0.1", number(given, "level", 0));
  }
  return Json::object();
}

Outcome clock(Portal& portal, const Params& given) {
  portal.shift_clock(id_of(given, "shiftMs"));
  return Json{{"nowMs", portal.now_ms()}};
}

Outcome oauth(Portal& portal, const Params& given) {
  auto& server = portal.oauth();
  if (given.flag("expire", false)) server.expire();
  if (given.has("refuse")) server.refuse(given.text("refuse"));
  if (given.has("lose")) server.lose(id_of(given, "lose"));
  Json told{{"clientId", portal.options().client_id},
            {"clientSecret", portal.options().client_secret},
            {"server", server.base() + "/oauth/token/"},
            {"renewals", server.renewals()}};
  if (given.flag("issue", false)) told["tokens"] = server.told(server.issue());
  return told;
}

Outcome reset(Portal& portal, const Params&) {
  portal.reset();
  return Json::object();
}

const Verbs& verbs() {
  static const Verbs all = {{"users", users},       {"chats", chats}, {"event", event},   {"calls", calls},
                            {"messages", messages}, {"bots", bots},   {"typing", typing}, {"faults", faults},
                            {"pushes", pushes},     {"limit", limit}, {"clock", clock},   {"oauth", oauth},
                            {"reset", reset}};
  return all;
}

Verb find_verb(std::string_view name) {
  for (const auto* some : {&verbs(), &people_verbs()})
    if (const auto at = some->find(name); at != some->end()) return at->second;
  return nullptr;
}

ControlAnswer failed(int status, const std::string& what) {
  return {.status = status,
          .body = Json{{"error", what}}.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace

ControlAnswer control(Portal& portal, std::string_view verb, std::string_view text) {
  const Verb run = find_verb(verb);
  if (run == nullptr) return failed(404, "there is no control verb \"" + std::string(verb) + "\"");
  const auto given = Json::parse(text.empty() ? "{}" : text, nullptr, false);
  if (!given.is_object()) return failed(400, "the body is not a JSON object");
  const auto outcome = run(portal, Params(given));
  if (!outcome) return failed(400, outcome.error().what);
  return {.body = outcome->dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace luabot::emulator

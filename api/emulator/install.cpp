#include "api/emulator/install.h"

#include <nlohmann/json.hpp>

#include "api/emulator/params.h"
#include "api/form/form.h"

namespace luabot::emulator {
namespace {

ControlAnswer failed(const std::string& what) {
  return {.status = 400, .body = Json{{"error", what}}.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Json event_of(const std::string& name, const Json& told, const Params& given) {
  auto auth = told;
  auth["application_token"] =
      given.has("applicationToken") ? given.text("applicationToken") : std::string(application_token);
  Json data{{"LANGUAGE_ID", "en"}};
  if (name == "ONAPPINSTALL") {
    data.update({{"VERSION", "1"}, {"ACTIVE", "Y"}, {"INSTALLED", "Y"}});
  } else {
    data["CLEAN"] = "0";
    auth.erase("access_token");
    auth.erase("refresh_token");
  }
  return {{"event", name},
          {"event_handler_id", "1"},
          {"data", std::move(data)},
          {"ts", std::to_string(auth.value("expires", std::int64_t{0}))},
          {"auth", std::move(auth)}};
}

/// The fields of the installation page, with which the portal opens it in a frame.
Json page_of(const Json& told) {
  return {{"AUTH_ID", told.at("access_token")},
          {"AUTH_EXPIRES", told.at("expires_in")},
          {"REFRESH_ID", told.at("refresh_token")},
          {"SERVER_ENDPOINT", told.at("server_endpoint")},
          {"member_id", told.at("member_id")},
          {"status", told.at("status")},
          {"PLACEMENT", "DEFAULT"},
          {"PLACEMENT_OPTIONS", R"({"any":"1\/"})"}};
}

std::string page_query(const Json& told) {
  return "?" + form::encode({{"DOMAIN", told.at("domain")},
                             {"PROTOCOL", "1"},
                             {"LANG", "en"},
                             {"APP_SID", "0123456789abcdef0123456789abcdef"}});
}

}  // namespace

void Installs::post(std::string_view text, std::function<void(ControlAnswer)> done) {
  const auto json = Json::parse(text.empty() ? "{}" : text, nullptr, false);
  if (!json.is_object()) return done(failed("the body is not a JSON object"));
  const Params given(json);
  const auto to = client::parse_endpoint(given.text("url"));
  if (!to) return done(failed("url: " + to.error().what));
  auto told = oauth_.told(oauth_.issue());
  if (given.has("memberId")) told["member_id"] = given.text("memberId");
  if (given.has("refreshToken")) told["refresh_token"] = given.text("refreshToken");
  const auto kind = given.has("kind") ? given.text("kind") : "event";
  Json fields;
  if (kind == "event") {
    fields = event_of("ONAPPINSTALL", told, given);
  } else if (kind == "removal") {
    fields = event_of("ONAPPUNINSTALL", told, given);
  } else if (kind == "page") {
    fields = page_of(told);
  } else {
    return done(failed("kind is none of event, page and removal"));
  }

  const auto number = next_++;
  auto& posted = under_way_[number];
  posted.transport = client::make_form_transport(loop_, *to);
  auto body = std::make_shared<std::string>(form::encode(fields));
  posted.exchange = posted.transport->post(
      kind == "page" ? page_query(told) : "", *body,
      [this, alive = std::weak_ptr(alive_), number, body,
       done = std::move(done)](const client::Reply& reply) {
        const auto tell = done;
        auto answer = reply.reached == client::Reached::answered
                          ? ControlAnswer{.body = Json{{"status", reply.status}, {"body", reply.body}}.dump(
                                              -1, ' ', false, Json::error_handler_t::replace)}
                          : failed("no answer came: " + reply.reason);
        // The transport is in the middle of a call of its own.
        loop_.post([this, alive, number] {
          if (!alive.expired()) under_way_.erase(number);
        });
        tell(std::move(answer));
      });
}

}  // namespace luabot::emulator

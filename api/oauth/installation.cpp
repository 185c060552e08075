#include "api/oauth/installation.h"

#include <nlohmann/json.hpp>

#include "api/form/form.h"
#include "api/oauth/tokens.h"

namespace luabot::oauth {
namespace {

// A real one has about 20 fields in 2 KB.
constexpr form::Limits limits{.keys = 200, .depth = 8, .bytes = std::size_t{64} << 10U};

Error bad(const std::string& what) {
  return {"BAD_INSTALLATION", what, "installation"};
}

std::string text_of(const Json& from, const char* name) {
  if (!from.is_object()) return {};
  const auto at = from.find(name);
  return at != from.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// A token as it was posted; an empty one is none.
Result<Secret> token_of(const Json& from, const char* name) {
  const auto text = text_of(from, name);
  if (!text.empty() && !is_token(text)) return bad(std::string(name) + " is malformed");
  return Secret(text);
}

Result<Installation> read(Installation::Kind kind, const Json& from, const char* refresh) {
  Installation read{kind, text_of(from, "member_id"), {}, {}};
  if (!is_member_id(read.member_id)) return bad("member_id is missing or malformed");
  auto application = token_of(from, "application_token");
  if (!application) return application.error();
  read.application_token = std::move(*application);
  if (kind == Installation::Kind::removal) {
    if (read.application_token.empty()) return bad("application_token is missing");
    return read;
  }
  auto token = token_of(from, refresh);
  if (!token) return token.error();
  if (token->empty()) return bad(std::string(refresh) + " is missing");
  read.refresh_token = std::move(*token);
  return read;
}

}  // namespace

Result<Installation> read_installation(std::string_view form) {
  const auto fields = form::decode(form, limits);
  if (!fields) return bad("the form cannot be read: " + fields.error().what);
  if (!fields->is_object()) return bad("the form is empty");
  const auto event = text_of(*fields, "event");
  if (event.empty()) return read(Installation::Kind::page, *fields, "REFRESH_ID");
  const auto auth = fields->value("auth", Json::object());
  if (event == "ONAPPINSTALL") return read(Installation::Kind::event, auth, "refresh_token");
  if (event == "ONAPPUNINSTALL") return read(Installation::Kind::removal, auth, "");
  return bad("it is another event than ONAPPINSTALL and ONAPPUNINSTALL");
}

}  // namespace luabot::oauth

#include "api/emulator/reply.h"

#include <algorithm>
#include <cctype>

#include "api/emulator/json_writer.h"

namespace luabot::emulator {
namespace {

struct Known {
  std::string_view code;
  int status;
  std::string_view words;  ///< empty: made of the code
};

// The system errors carry the documented status and words. Of the bot methods only "400, 403" is documented
// for all codes together: what is about rights is 403 here, the rest is 400.
constexpr Known known[] = {
    {"INTERNAL_SERVER_ERROR", 500, "Internal server error"},
    {"ERROR_UNEXPECTED_ANSWER", 500, "Server returned an unexpected response"},
    {"QUERY_LIMIT_EXCEEDED", 503, "Too many requests"},
    {"ERROR_BATCH_METHOD_NOT_ALLOWED", 405, "Method is not allowed for batch usage"},
    {"ERROR_BATCH_LENGTH_EXCEEDED", 400, "Max batch length exceeded"},
    {"NO_AUTH_FOUND", 401, "Wrong authorization data"},
    {"INVALID_REQUEST", 400, "Https required"},
    {"OVERLOAD_LIMIT", 503, "REST API is blocked due to overload"},
    {"INVALID_CREDENTIALS", 403, "Invalid request credentials"},
    {"ERROR_MANIFEST_IS_NOT_AVAILABLE", 404, "Manifest is not available"},
    {"insufficient_scope", 403, "The request requires higher privileges than provided by the webhook token"},
    {"expired_token", 401, "The access token provided has expired"},
    {"invalid_token", 401, "Unable to get application by token"},
    {"user_access_error", 403, "The user does not have access to the application"},
    {"PORTAL_DELETED", 500, "Portal was deleted"},
    {"OPERATION_TIME_LIMIT", 429, "Method is blocked due to operation time limit"},
    {"ERROR_METHOD_NOT_FOUND", 404, "Method not found!"},
    {"METHOD_CONFIRM_WAITING", 401, "Waiting for confirmation"},
    {"METHOD_CONFIRM_DENIED", 403, "Method call denied"},
    {"ACCESS_DENIED", 403, "Access denied"},
    {"ACCESS_ERROR", 403, "You do not have access to the specified dialog"},
    {"BOT_OWNERSHIP_ERROR", 403, "Bot belongs to another application"},
    {"BOT_TYPE_NOT_ALLOWED", 403, ""},
    {"MESSAGE_ACCESS_DENIED", 403, ""},
    {"SCOPE_ERROR", 403, ""},
    {"AUTH_ERROR", 403, ""},
    {"BOT_CODE_REQUIRED", 400, "Bot code is required"},
    {"COMMAND_REQUIRED", 400, "Command is required"},
    {"FILE_ACCESS_ERROR", 403, ""},
    {"EMPTY_MESSAGE", 400, "Message is empty"},
    {"DIALOG_ID_EMPTY", 400, "Dialog ID can't be empty"},
    {"FIRST_ID_STRING", 400, "FIRST_ID must be a number"},
    {"LAST_ID_STRING", 400, "LAST_ID must be a number"},
};

/// "MESSAGE_NOT_FOUND" as "Message not found".
std::string words_of(std::string_view code) {
  std::string words(code);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto byte = static_cast<unsigned char>(words[i]);
    words[i] = words[i] == '_' ? ' ' : static_cast<char>(i == 0 ? std::toupper(byte) : std::tolower(byte));
  }
  return words;
}

}  // namespace

Reply refuse(std::string_view code) {
  const auto* const at =
      std::find_if(std::begin(known), std::end(known), [&](const Known& one) { return one.code == code; });
  Reply reply{.status = 400, .error = std::string(code)};
  if (at != std::end(known)) {
    reply.status = at->status;
    reply.description = at->words;
  }
  if (reply.description.empty()) reply.description = words_of(code);
  return reply;
}

std::string error_body(const Reply& reply) {
  std::string out;
  JsonWriter to(out);
  to.open_object();
  to.str("error", reply.error);
  to.str("error_description", reply.description);
  to.close_object();
  return out;
}

}  // namespace luabot::emulator

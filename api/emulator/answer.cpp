#include "api/emulator/answer.h"

#include <utility>

namespace luabot::emulator {
namespace {

constexpr std::string_view gateway_page =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
    "Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
constexpr std::string_view login_page =
    "<!DOCTYPE html>\n<html><head><title>Authorization</title></head><body><form method=\"post\">"
    "<input name=\"USER_LOGIN\"><input name=\"USER_PASSWORD\" type=\"password\"></form></body></html>\n";

Answer page(int status, std::string_view html, std::int64_t call) {
  return {
      .status = status, .content_type = "text/html; charset=utf-8", .body = std::string(html), .call = call};
}

}  // namespace

Answer refusal_answer(const Reply& reply) {
  return {.status = reply.status, .body = error_body(reply)};
}

Reply fault_reply(const Fault& fault) {
  if (fault.kind == "503") return refuse("QUERY_LIMIT_EXCEEDED");
  if (fault.kind == "429") return refuse("OPERATION_TIME_LIMIT");
  if (fault.kind == "500") return refuse("INTERNAL_SERVER_ERROR");
  if (fault.kind == "expired_token") return refuse("expired_token");
  if (fault.kind != "error") return {};
  auto reply = refuse(fault.code.empty() ? "INTERNAL_SERVER_ERROR" : fault.code);
  if (fault.status != 0) reply.status = fault.status;
  if (!fault.description.empty()) reply.description = fault.description;
  return reply;
}

Answer spoil(const Fault& fault, Answer answer) {
  const auto call = answer.call;
  if (fault.kind == "html502") return page(502, gateway_page, call);
  if (fault.kind == "html200") return page(200, login_page, call);
  if (fault.kind == "reset_before" || fault.kind == "reset_after") {
    answer.delivery = Answer::Delivery::reset;
  } else if (fault.kind == "truncated") {
    answer.delivery = Answer::Delivery::truncated;
  } else if (const auto reply = fault_reply(fault); !reply.ok()) {
    answer = refusal_answer(reply);
    answer.call = call;
  }
  return answer;
}

bool is_executed(const Fault& fault) {
  return fault.after || fault.kind == "reset_after" || fault.kind == "truncated" || fault.kind == "delay" ||
         fault.kind == "delay_after";
}

}  // namespace luabot::emulator

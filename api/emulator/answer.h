#pragma once
#include <cstdint>
#include <string>

#include "api/emulator/faults.h"
#include "api/emulator/reply.h"

namespace luabot::emulator {

/// What goes back to the caller, and how.
struct Answer {
  enum class Delivery { whole, reset, truncated };

  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body{};
  Delivery delivery = Delivery::whole;
  std::int64_t call = 0;  ///< its number in the record of calls
};

[[nodiscard]] Answer refusal_answer(const Reply& reply);

/// The refusal that a fault stands for; for the kinds that are no refusal, a success.
[[nodiscard]] Reply fault_reply(const Fault& fault);

/// Turns the answer to a call into what the fault makes of it. A delay leaves it as it is.
[[nodiscard]] Answer spoil(const Fault& fault, Answer answer);

/// Whether the call is carried out although it gets a faulty answer.
[[nodiscard]] bool is_executed(const Fault& fault);

}  // namespace luabot::emulator

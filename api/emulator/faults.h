#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/error.h"

namespace luabot::emulator {

/// When and how calls go wrong. Kinds:
///   "503" QUERY_LIMIT_EXCEEDED, "429" OPERATION_TIME_LIMIT, "500" INTERNAL_SERVER_ERROR, "expired_token"
///   401, "html502" a gateway's page, "html200" a login page with status 200, "reset_before" and
///   "reset_after": the connection is reset, before or after the call is carried out, "truncated": carried
///   out, and half of the answer is sent, "delay": the call is under way for delay_ms and then carried out;
///   "delay_after": the answer comes late, "error": the refusal given by code, status and description, "any":
///   one of 503, 500, html502, html200, reset_before, reset_after, truncated, delay, delay_after.
struct FaultRule {
  std::string match = "*";         ///< a method in any case, or "*"
  std::vector<std::string> kinds;  ///< one of them is drawn for each call that is hit
  std::int64_t times = -1;         ///< calls that it hits before it is spent; -1: without end
  std::int64_t one_in = 1;         ///< hits one matching call in so many
  std::uint64_t seed = 1;          ///< of the draws
  bool after = false;              ///< the call is carried out before it gets the faulty answer
  std::int64_t delay_ms = 100;
  std::string code{};
  int status = 400;
  std::string description{};
};

/// What happens to one call.
struct Fault {
  std::string kind;
  bool after = false;
  std::int64_t delay_ms = 0;
  std::string code{};
  int status = 0;
  std::string description{};
};

class Faults {
 public:
  /// Replaces the rules. An unknown kind is an error, and the old rules stay.
  Result<void> set(std::vector<FaultRule> rules);
  void clear() { rules_.clear(); }

  /// What happens to the next call of this method (in lower case): the first rule that hits it decides.
  std::optional<Fault> next(std::string_view lower_method);
  /// The same for a subcall of a batch, to which only rules that name its method and refuse it apply.
  std::optional<Fault> next_subcall(std::string_view lower_method);

 private:
  std::optional<Fault> draw(FaultRule& rule);

  std::vector<FaultRule> rules_;
};

}  // namespace luabot::emulator

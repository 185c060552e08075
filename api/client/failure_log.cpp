#include "api/client/failure_log.h"

#include <chrono>

namespace luabot::client {
namespace {

constexpr Duration quiet = std::chrono::minutes(1);
// Method names come from scripts, codes from the portal: neither may fill the memory.
constexpr std::size_t most_methods = 1000;
constexpr std::size_t most_reasons = 20;

}  // namespace

std::optional<std::string> FailureLog::failed(const Error& error, TimePoint now) {
  if (failing_.size() >= most_methods && failing_.find(error.where) == failing_.end()) failing_.clear();
  auto& method = failing_[error.where];
  if (method.failures++ == 0) method.since = now;
  if (method.reasons.size() >= most_reasons && method.reasons.find(error.code) == method.reasons.end())
    method.reasons.clear();
  const auto [at, fresh] = method.reasons.try_emplace(error.code);
  auto& reason = at->second;
  if (!fresh && now - reason.told < quiet) {
    ++reason.untold;
    return std::nullopt;
  }
  std::string line = error.text() + " (will be retried";
  if (reason.untold > 0) line += ", " + std::to_string(reason.untold) + " more times since the last line";
  reason = {now, 0};
  return line + ")";
}

std::optional<std::string> FailureLog::worked(const std::string& method, TimePoint now) {
  if (failing_.empty()) return std::nullopt;
  const auto at = failing_.find(method);
  if (at == failing_.end()) return std::nullopt;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - at->second.since).count();
  const int failures = at->second.failures;
  failing_.erase(at);
  return method + ": works again after " + std::to_string(seconds) + " s and " + std::to_string(failures) +
         (failures == 1 ? " failure" : " failures");
}

}  // namespace luabot::client

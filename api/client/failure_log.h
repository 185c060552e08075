#pragma once
#include <map>
#include <optional>
#include <string>

#include "api/base/error.h"
#include "api/base/loop.h"

namespace luabot::client {

/// Decides which failed attempts are worth a line: in an outage, one a minute for each method and reason, and
/// one when the method works again. Makes the lines and leaves the writing to its owner.
class FailureLog {
 public:
  /// The line to warn with, if any. `error.where` is the method.
  [[nodiscard]] std::optional<std::string> failed(const Error& error, TimePoint now);
  /// The line to tell that the method works again, if it was reported as failing.
  [[nodiscard]] std::optional<std::string> worked(const std::string& method, TimePoint now);

 private:
  struct Reason {
    TimePoint told{};
    int untold = 0;  ///< failures since then
  };
  struct Method {
    TimePoint since{};
    int failures = 0;
    std::map<std::string, Reason> reasons;  ///< by error code
  };
  std::map<std::string, Method> failing_;
};

}  // namespace luabot::client

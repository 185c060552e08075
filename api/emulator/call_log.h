#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "api/base/json.h"

namespace luabot::emulator {

/// One call as the portal saw it.
struct CallRecord {
  std::int64_t number = 0;               ///< 1, 2, 3... in order of arrival
  std::string method;                    ///< as it was spelt by the caller
  std::shared_ptr<const Json> params{};  ///< without tokens; null while they are in use
  std::int64_t arrived_ns = 0;           ///< of the steady clock
  std::int64_t written_ns = 0;           ///< when the kernel had taken the whole answer; 0: not, or not yet
  int status = 0;                        ///< of the answer; 0: none yet, or a reset
  std::string error{};                   ///< the code of a refusal
  std::string fault{};                   ///< the injected fault that hit the call
  bool executed = false;
  std::int64_t batch = 0;  ///< the number of the batch that it was a part of
};

/// The latest calls, a bounded number of them.
class CallLog {
 public:
  explicit CallLog(std::size_t keep) : keep_(keep) {}

  /// Notes a call. Returns its number.
  std::int64_t add(std::string_view method, std::int64_t arrived_ns, std::int64_t batch = 0);
  /// Notes what the call was given, without the tokens in it.
  void keep_params(std::int64_t number, Json params);
  /// The call of that number; null when it has been forgotten.
  CallRecord* find(std::int64_t number);
  [[nodiscard]] const std::deque<CallRecord>& records() const { return records_; }
  [[nodiscard]] std::int64_t total() const { return total_; }
  void clear() { records_.clear(); }

 private:
  std::size_t keep_;
  std::int64_t total_ = 0;
  std::deque<CallRecord> records_;
};

}  // namespace luabot::emulator

#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace luabot {

/// What became of a request that did not bring a usable answer (see DESIGN's outcome classes).
enum class Outcome {
  none,          ///< not about a request
  refused,       ///< the portal said no; never retried
  not_executed,  ///< certainly not carried out: limits, expired token, connection refused
  unknown,       ///< went out, no usable answer: may or may not have been carried out
};

/// The one error type: what happened, where, and what to do next.
struct Error {
  std::string code;                 ///< Bitrix24's own code where it has one, else ours, in upper case
  std::string what;                 ///< one sentence, without the place
  std::string where{};              ///< method, file:line or path; may be empty
  std::string hint{};               ///< what to do next; may be empty
  int status = 0;                   ///< the portal's HTTP status, 0 when there was none
  Outcome outcome = Outcome::none;  ///< for failed requests

  /// One readable line: `where: what (CODE). hint`
  [[nodiscard]] std::string text() const;
};

/// A value or an Error. Check before taking: value() of a failed Result is a programming error.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit on purpose

  [[nodiscard]] bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] T& value() & { return std::get<0>(held_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(held_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(held_)); }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }
  [[nodiscard]] const Error& error() const { return std::get<1>(held_); }

 private:
  std::variant<T, Error> held_;
};

/// Done, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit on purpose

  [[nodiscard]] bool ok() const { return error_.index() == 0; }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const { return std::get<1>(error_); }

 private:
  std::variant<std::monostate, Error> error_;
};

}  // namespace luabot

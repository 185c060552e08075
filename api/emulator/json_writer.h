#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace luabot::emulator {

/// Appends JSON to a text, in the order it is told: some ten times quicker than building a tree first, which
/// is what a portal of ten thousand answers a second would mostly do. Commas are put by itself.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void open_object() { open('{'); }
  void close_object() { out_ += '}'; }
  void open_array() { open('['); }
  void close_array() { out_ += ']'; }
  /// The next value belongs to this key.
  void key(std::string_view name);

  void str(std::string_view value);
  void num(std::int64_t value);
  void real(double value);  ///< six decimals
  void flag(bool value) { raw(value ? "true" : "false"); }
  void null() { raw("null"); }
  void raw(std::string_view json);  ///< a value that is JSON already

  void str(std::string_view name, std::string_view value) { key(name), str(value); }
  void num(std::string_view name, std::int64_t value) { key(name), num(value); }
  void real(std::string_view name, double value) { key(name), real(value); }
  void flag(std::string_view name, bool value) { key(name), flag(value); }
  void null(std::string_view name) { key(name), null(); }
  void raw(std::string_view name, std::string_view json) { key(name), raw(json); }

 private:
  void open(char bracket) {
    comma();
    out_ += bracket;
  }
  void comma() {
    if (!out_.empty() && out_.back() != '{' && out_.back() != '[' && out_.back() != ':') out_ += ',';
  }
  void quote(std::string_view text);

  std::string& out_;
};

}  // namespace luabot::emulator

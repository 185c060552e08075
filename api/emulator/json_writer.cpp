#include "api/emulator/json_writer.h"

#include <array>
#include <charconv>

namespace luabot::emulator {

void JsonWriter::key(std::string_view name) {
  comma();
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

void JsonWriter::str(std::string_view value) {
  comma();
  quote(value);
}

void JsonWriter::num(std::int64_t value) {
  comma();
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out_.append(text.data(), end);
}

void JsonWriter::real(double value) {
  comma();
  std::array<char, 400> text{};  // room for the largest double without an exponent
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 6).ptr;
  out_.append(text.data(), end);
}

void JsonWriter::raw(std::string_view json) {
  comma();
  out_ += json;
}

void JsonWriter::quote(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out_ += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out_.append(text, from, i - from);
    from = i + 1;
    switch (byte) {
      case '"':
        out_ += "\\\"";
        break;
      case '\\':
        out_ += "\\\\";
        break;
      case '\n':
        out_ += "\\n";
        break;
      case '\r':
        out_ += "\\r";
        break;
      case '\t':
        out_ += "\\t";
        break;
      default:
        out_ += "\\u00";
        out_ += hex[byte >> 4];
        out_ += hex[byte & 15];
    }
  }
  out_.append(text, from);
  out_ += '"';
}

}  // namespace luabot::emulator

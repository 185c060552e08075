#include "runtime/wire/frame.h"

#include <cstring>

#include <fmt/core.h>

namespace luabot::wire {
namespace {

constexpr std::size_t header = 4;

std::uint32_t size_at(const char* at) {
  unsigned char b[header];
  std::memcpy(b, at, header);
  return b[0] | (b[1] << 8) | (b[2] << 16) | (static_cast<std::uint32_t>(b[3]) << 24);
}

}  // namespace

void append_frame(std::string& out, Type type, std::string_view body) {
  const auto size = static_cast<std::uint32_t>(body.size() + 1);
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>((size >> shift) & 0xff));
  out.push_back(static_cast<char>(type));
  out.append(body);
}

Result<void> FrameReader::feed(std::string_view bytes, const Got& got) {
  // Whole frames are read in place; only a frame that is cut in two is copied.
  std::string joined;
  if (!partial_.empty()) {
    partial_.append(bytes);
    joined.swap(partial_);
    bytes = joined;
  }
  while (bytes.size() >= header) {
    const std::uint32_t size = size_at(bytes.data());
    if (size == 0 || size > max_frame)
      return Error{"BAD_FRAME", fmt::format("a frame of {} bytes; 1 to {} are allowed", size, max_frame)};
    if (bytes.size() < header + size) break;
    got(static_cast<Type>(bytes[header]), bytes.substr(header + 1, size - 1));
    bytes.remove_prefix(header + size);
  }
  partial_.assign(bytes);
  return {};
}

}  // namespace luabot::wire

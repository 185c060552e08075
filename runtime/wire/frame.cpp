#include "runtime/wire/frame.h"

#include <algorithm>
#include <cstring>
#include <utility>

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

namespace {

/// The size that the header at the beginning of the bytes announces.
Result<std::size_t> announced(std::string_view bytes) {
  const std::uint32_t size = size_at(bytes.data());
  if (size == 0 || size > max_frame)
    return Error{"BAD_FRAME", fmt::format("a frame of {} bytes; 1 to {} are allowed", size, max_frame)};
  return header + size;
}

void hand(std::string_view frame, const FrameReader::Got& got) {
  got(static_cast<Type>(frame[header]), frame.substr(header + 1));
}

}  // namespace

Result<void> FrameReader::feed(std::string_view bytes, const Got& got) {
  // Whole frames are read in place; only a frame that is cut is copied, each of its bytes once.
  while (!bytes.empty()) {
    if (partial_.size() < header) {
      if (partial_.empty() && bytes.size() >= header) {
        const auto whole = announced(bytes);
        if (!whole) return whole.error();
        if (bytes.size() >= *whole) {
          hand(bytes.substr(0, *whole), got);
          bytes.remove_prefix(*whole);
          continue;
        }
        partial_.reserve(*whole);
      }
      const auto take = std::min(header - partial_.size(), bytes.size());
      partial_.append(bytes.substr(0, take));
      bytes.remove_prefix(take);
      if (partial_.size() < header) continue;
      // At once, and not with the first byte behind it: there may be none for a long time.
      if (const auto whole = announced(partial_); !whole) return whole.error();
      continue;
    }
    const auto whole = announced(partial_);
    if (!whole) return whole.error();
    const auto take = std::min(*whole - partial_.size(), bytes.size());
    partial_.append(bytes.substr(0, take));
    bytes.remove_prefix(take);
    if (partial_.size() < *whole) continue;
    const std::string frame = std::exchange(partial_, {});
    hand(frame, got);
  }
  return {};
}

}  // namespace luabot::wire

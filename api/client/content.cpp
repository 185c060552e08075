#include "api/client/content.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include <unistd.h>

namespace luabot::client {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t triple = 3;
constexpr std::size_t quad = 4;

/// RFC 4648, section 4.
std::array<char, quad> encode(const unsigned char* bytes, std::size_t count) {
  const unsigned a = bytes[0];
  const unsigned b = count > 1 ? bytes[1] : 0;
  const unsigned c = count > 2 ? bytes[2] : 0;
  return {digits[a >> 2U], digits[((a & 3U) << 4U) | (b >> 4U)],
          count > 1 ? digits[((b & 15U) << 2U) | (c >> 6U)] : '=', count > 2 ? digits[c & 63U] : '='};
}

class Base64 final : public Content {
 public:
  Base64(int fd, std::uint64_t bytes) : fd_(fd), bytes_(bytes) {}

  [[nodiscard]] std::uint64_t size() const override { return (bytes_ + triple - 1) / triple * quad; }

  std::size_t read(std::uint64_t offset, char* to, std::size_t most) const override {
    std::array<unsigned char, 48 * 1024> raw;  // NOLINT: filled before it is read
    std::uint64_t group = offset / quad;
    const std::size_t wanted = std::min<std::size_t>((most + quad - 1) / quad + 1, raw.size() / triple);
    const auto from = group * triple;
    if (from >= bytes_) return 0;
    const auto got = fill(raw.data(), from, std::min<std::uint64_t>(wanted * triple, bytes_ - from));
    std::size_t skip = offset % quad;
    std::size_t written = 0;
    for (std::size_t at = 0; at < got && written < most; at += triple) {
      // A file that became shorter than it was must not look like its end.
      const auto count = std::min(triple, got - at);
      if (count < triple && from + got < bytes_) break;
      for (const char digit : encode(raw.data() + at, count)) {
        if (skip > 0) {
          --skip;
        } else if (written < most) {
          to[written++] = digit;
        }
      }
    }
    return written;
  }

 private:
  std::size_t fill(unsigned char* to, std::uint64_t from, std::uint64_t count) const {
    std::size_t got = 0;
    while (got < count) {
      const auto now = ::pread(fd_, to + got, count - got, static_cast<off_t>(from + got));
      if (now < 0 && errno == EINTR) continue;
      if (now <= 0) break;
      got += static_cast<std::size_t>(now);
    }
    return got;
  }

  int fd_;
  std::uint64_t bytes_;
};

}  // namespace

std::shared_ptr<const Content> base64_of(int fd, std::uint64_t size) {
  return std::make_shared<Base64>(fd, size);
}

}  // namespace luabot::client

#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace luabot::client {

/// Bytes of a known number that are read as they are sent, and from the beginning again for another attempt:
/// what is too large to be held in memory.
class Content {
 public:
  Content() = default;
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;
  virtual ~Content() = default;

  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Reads up to `most` bytes from `offset` on; 0 means that they cannot be read.
  virtual std::size_t read(std::uint64_t offset, char* to, std::size_t most) const = 0;
};

/// The base64 of an open file's first `size` bytes. The descriptor is borrowed: it has to stay open.
[[nodiscard]] std::shared_ptr<const Content> base64_of(int fd, std::uint64_t size);

/// Content that belongs into a request's body, so many bytes before its end.
struct Insertion {
  std::shared_ptr<const Content> content{};
  std::size_t tail = 0;
};

}  // namespace luabot::client

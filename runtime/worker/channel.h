#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace luabot::worker {

/// A connected stream socket, which is made to block. Does not own the descriptor.
class Channel {
 public:
  /// Before the process gives up the right to change the socket's mode.
  explicit Channel(int fd);

  /// Waits for bytes; empty at the end of the stream, which a broken one is too. Valid until the next call.
  [[nodiscard]] std::string_view read();

  /// Writes all of `bytes` and empties it. What cannot be written is dropped: then read() ends as well.
  void write(std::string& bytes) const;

 private:
  int fd_;
  std::vector<char> buffer_;
};

}  // namespace luabot::worker

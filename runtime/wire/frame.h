#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "api/base/error.h"

namespace luabot::wire {

/// What travels between host and worker; PROTOCOL.md beside this file is the whole contract.
enum class Type : std::uint8_t {
  load = 1,      ///< host: the scripts
  start = 2,     ///< host: begin a run
  answer = 3,    ///< host: result of a call
  part = 4,      ///< host: bytes that belong to the next answer
  ready = 16,    ///< worker: the bundle loaded; what it registered
  failed = 17,   ///< worker: the bundle did not load
  call = 18,     ///< worker: a run asks the host for an effect and waits
  log = 19,      ///< worker: a line for the log
  done = 20,     ///< worker: a run ended
  content = 21,  ///< worker: bytes that belong to the next call
};

/// The largest frame either side accepts, in bytes. An event of 1 MiB text fits with its escapes.
constexpr std::uint32_t max_frame = 16u << 20;

/// Appends one frame to `out`.
void append_frame(std::string& out, Type type, std::string_view body);

/// Cuts a stream of bytes into frames.
class FrameReader {
 public:
  using Got = std::function<void(Type, std::string_view body)>;

  /// Takes the next bytes and calls `got` for each frame they complete; the body lives for that call only.
  /// An oversized or empty frame is an error, after which the stream is lost.
  Result<void> feed(std::string_view bytes, const Got& got);

 private:
  std::string partial_;
};

}  // namespace luabot::wire

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "runtime/wire/frame.h"
#include "runtime/wire/messages.h"

namespace {

using namespace luabot::wire;

/// What was read is written as the same bytes.
template <class Message>
void both_ways(std::string_view body) {
  const auto read = Message::decode(body);
  if (!read) return;
  std::string out;
  read->encode(out);
  const std::string first = out;
  FrameReader reader;
  bool same = false;
  const auto fed = reader.feed(first, [&](Type, std::string_view again) {
    const auto second = Message::decode(again);
    std::string bytes;
    if (second) second->encode(bytes);
    same = bytes == first;
  });
  if (!fed || !same) std::abort();
}

void decode(Type type, std::string_view body) {
  switch (type) {
    case Type::load:
      return both_ways<Load>(body);
    case Type::start:
      return both_ways<Start>(body);
    case Type::answer:
      return both_ways<Answer>(body);
    case Type::ready:
      return both_ways<Ready>(body);
    case Type::failed:
      return both_ways<Failed>(body);
    case Type::call:
      return both_ways<Call>(body);
    case Type::log:
      return both_ways<Log>(body);
    case Type::done:
      return both_ways<Done>(body);
  }
}

}  // namespace

/// Any bytes as a stream of frames: in one piece and byte by byte it is cut the same way, and every message
/// that can be read says when written what it said.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  FrameReader whole;
  std::string cut;
  const auto all = whole.feed(text, [&](Type type, std::string_view body) {
    append_frame(cut, type, body);
    decode(type, body);
  });
  FrameReader pieces;
  std::string again;
  bool ok = true;
  for (std::size_t i = 0; i < text.size() && ok; ++i)
    ok = pieces
             .feed(text.substr(i, 1),
                   [&](Type type, std::string_view body) { append_frame(again, type, body); })
             .ok();
  if (ok != all.ok() || cut != again) std::abort();
  return 0;
}

#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "api/emulator/json_writer.h"
#include "api/emulator/params.h"
#include "api/emulator/reply.h"
#include "api/emulator/state.h"

namespace luabot::emulator {

/// Bytes of a file that a portal takes (documented: 100 MiB).
constexpr std::size_t largest_file = 100u << 20;

/// What stands behind a link: bytes and what they are.
struct LinkedFile {
  std::string content_type;
  std::string content;
};

/// A file that a method was given as `{name, content}`, or the code of its refusal: FILE_EMPTY,
/// FILE_INVALID_CONTENT, FILE_TOO_LARGE beyond so many bytes.
struct GivenFile {
  std::string error;  ///< empty: it is good
  std::string name;
  std::string content;
};
[[nodiscard]] GivenFile given_file(const Params& fields, std::size_t largest = largest_file);

/// Keeps the bytes as a file of the chat, without a message.
File& keep_file(State& state, const Chat& chat, Id author, std::string name, std::string content);

/// Posts a message with that file and tells everyone who hears of it.
Message& publish_file(State& state, Chat& chat, Id author, const File& file, std::string_view text);

/// "file", "image", "video" or "audio", by the name's ending.
[[nodiscard]] std::string_view file_kind(std::string_view name);
/// "application/pdf", by the name's ending.
[[nodiscard]] std::string_view content_type_of(std::string_view name);

/// A link to the bytes that is good for one use, as portals give it to the methods of that scope.
[[nodiscard]] std::string download_link(State& state, const File& file, std::string_view scope);
/// A link that lasts as long as the file, as people have it in their chats.
[[nodiscard]] std::string lasting_link(const State& state, const File& file);
/// The file behind the path and query of one of those links; nothing when it leads nowhere, or nowhere now.
[[nodiscard]] std::optional<LinkedFile> open_link(State& state, std::string_view path,
                                                  std::string_view query);

/// The documented entity File. `whole` adds what im.v2.File.upload shows beyond it.
void write_file(JsonWriter& to, const State& state, const File& file, bool whole);

}  // namespace luabot::emulator

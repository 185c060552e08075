#include "api/emulator/files.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/base/base64.h"
#include "api/base/uuid.h"
#include "api/emulator/edits.h"
#include "api/emulator/text.h"
#include "api/form/form.h"

namespace luabot::emulator {
namespace {

constexpr std::string_view download_path = "/rest/download.json";
constexpr std::string_view lasting_path = "/disk/file/";

/// What the portal, and the client of a download, make of a name's ending.
struct Ending {
  std::string_view name;
  std::string_view kind;
  std::string_view content_type;
};
constexpr std::array<Ending, 22> endings = {{{"png", "image", "image/png"},
                                             {"jpg", "image", "image/jpeg"},
                                             {"jpeg", "image", "image/jpeg"},
                                             {"gif", "image", "image/gif"},
                                             {"webp", "image", "image/webp"},
                                             {"bmp", "image", "image/bmp"},
                                             {"mp4", "video", "video/mp4"},
                                             {"webm", "video", "video/webm"},
                                             {"mov", "video", "video/quicktime"},
                                             {"mp3", "audio", "audio/mpeg"},
                                             {"ogg", "audio", "audio/ogg"},
                                             {"wav", "audio", "audio/wav"},
                                             {"m4a", "audio", "audio/mp4"},
                                             {"pdf", "file", "application/pdf"},
                                             {"txt", "file", "text/plain; charset=utf-8"},
                                             {"csv", "file", "text/csv; charset=utf-8"},
                                             {"json", "file", "application/json"},
                                             {"xml", "file", "application/xml"},
                                             {"html", "file", "text/html; charset=utf-8"},
                                             {"zip", "file", "application/zip"},
                                             {"lua", "file", "text/x-lua; charset=utf-8"},
                                             {"", "file", "application/octet-stream"}}};

std::string extension_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? "" : lower(name.substr(dot + 1));
}

const Ending& ending_of(std::string_view name) {
  const auto extension = extension_of(name);
  return *std::find_if(endings.begin(), endings.end() - 1,
                       [&](const Ending& ending) { return ending.name == extension; });
}

/// 244 random bits in hexadecimal.
std::string random_key() {
  std::string out;
  for (int i = 0; i < 2; ++i) {
    for (const char c : random_uuid()) {
      if (c != '-') out += c;
    }
  }
  return out;
}

LinkedFile linked(const File& file) {
  return {.content_type = std::string(content_type_of(file.name)), .content = file.content};
}

}  // namespace

GivenFile given_file(const Params& fields, std::size_t largest) {
  GivenFile out{.error = {}, .name = fields.text("name"), .content = {}};
  const auto* content = fields.find("content");
  if (out.name.empty() || content == nullptr || !content->is_string()) {
    out.error = "FILE_EMPTY";
    return out;
  }
  const auto& text = content->get_ref<const std::string&>();
  auto bytes = decode_base64(text);
  if (!bytes) {
    out.error = "FILE_INVALID_CONTENT";
  } else if (bytes->empty()) {
    out.error = "FILE_EMPTY";
  } else if (bytes->size() > largest) {
    out.error = "FILE_TOO_LARGE";
  } else {
    out.content = std::move(*bytes);
  }
  return out;
}

File& keep_file(State& state, const Chat& chat, Id author, std::string name, std::string content) {
  const Id id = state.next_file_id();
  auto& file = state.files[id];
  file.id = id;
  file.chat_id = chat.id;
  file.author_id = author;
  file.date_ms = state.now_ms();
  file.name = std::move(name);
  file.content = std::move(content);
  file.key = random_key();
  return file;
}

Message& publish_file(State& state, Chat& chat, Id author, const File& file, std::string_view text) {
  Message message;
  message.author_id = message.sender_id = author;
  message.text = stored_text(text);
  message.params = R"({"FILE_ID":[)" + std::to_string(file.id) + "]}";
  message.files.push_back(file.id);
  return publish(state, chat, std::move(message));
}

std::string_view file_kind(std::string_view name) {
  return ending_of(name).kind;
}

std::string_view content_type_of(std::string_view name) {
  return ending_of(name).content_type;
}

std::string download_link(State& state, const File& file, std::string_view scope) {
  const auto key = random_key();
  state.links[std::string(scope) + "|" + key] = file.id;
  return state.options.address + std::string(download_path) + "?token=" + std::string(scope) + "%7C" + key;
}

std::string lasting_link(const State& state, const File& file) {
  return state.options.address + std::string(lasting_path) + file.key;
}

std::optional<LinkedFile> open_link(State& state, std::string_view path, std::string_view query) {
  if (path.substr(0, lasting_path.size()) == lasting_path) {
    const auto key = path.substr(lasting_path.size());
    for (const auto& [id, file] : state.files) {
      if (file.key == key) return linked(file);
    }
    return std::nullopt;
  }
  constexpr std::string_view before = "token=";
  if (path != download_path || query.substr(0, before.size()) != before) return std::nullopt;
  const auto link = state.links.find(form::unescape(query.substr(before.size())));
  if (link == state.links.end()) return std::nullopt;
  const auto file = state.files.find(link->second);
  state.links.erase(link);
  if (file == state.files.end()) return std::nullopt;
  return linked(file->second);
}

}  // namespace luabot::emulator

#include "api/emulator/files.h"
#include "api/emulator/image_size.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

void write_image(JsonWriter& to, const File& file) {
  const auto size = image_size(file.content);
  if (file_kind(file.name) != "image" || !size) return to.flag("image", false);
  to.key("image");
  to.open_object();
  to.num("height", size->height);
  to.num("width", size->width);
  to.close_object();
}

std::string extension_of(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(dot + 1);
}

void write_viewer(JsonWriter& to, const File& file, const std::string& link) {
  to.key("viewerAttrs");
  to.open_object();
  to.str("viewer", "");
  to.str("viewerType", file_kind(file.name) == "image" ? "image" : "code");
  to.str("src", link);
  to.str("objectId", std::to_string(file.id));
  to.str("viewerGroupBy", std::to_string(file.chat_id));
  to.num("imChatId", file.chat_id);
  to.str("title", file.name);
  to.str("unifiedLink", link);
  to.str("actions", R"([{"type":"download"}])");
  to.close_object();
}

}  // namespace

void write_file(JsonWriter& to, const State& state, const File& file, bool whole) {
  const auto* author = state.find_user(file.author_id);
  const auto link = lasting_link(state, file);
  const bool image = file_kind(file.name) == "image";
  to.open_object();
  to.num("id", file.id);
  to.num("chatId", file.chat_id);
  to.str("date", iso_time(state, file.date_ms));
  to.str("type", file_kind(file.name));
  to.str("name", file.name);
  to.str("extension", extension_of(file.name));
  to.num("size", static_cast<Id>(file.content.size()));
  write_image(to, file);
  if (whole) {
    to.str("status", "done");
    to.num("progress", 100);
  }
  to.num("authorId", file.author_id);
  to.str("authorName", author == nullptr ? "" : author->name());
  if (whole) {
    to.str("urlPreview", image ? link : "");
    to.str("urlShow", link);
    to.str("urlDownload", link);
    write_viewer(to, file, link);
    to.key("mediaUrl");
    to.raw(R"({"preview":{"250":""}})");
  }
  to.flag("isTranscribable", false);
  to.flag("isVideoNote", false);
  to.flag("isVoiceNote", false);
  to.close_object();
}

}  // namespace luabot::emulator

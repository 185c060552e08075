#include "api/emulator/avatar.h"

#include <algorithm>
#include <array>

#include "api/base/base64.h"
#include "api/emulator/image_size.h"

namespace luabot::emulator {
namespace {

constexpr unsigned most_pixels = 5000;
constexpr std::array<std::string_view, 5> beginnings = {"\x89PNG", "GIF8", "\xFF\xD8", "BM", "RIFF"};

}  // namespace

std::string avatar_error(std::string_view base64) {
  const auto data = decode_base64(base64);
  const bool image = data && std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view with) {
                       return data->compare(0, with.size(), with) == 0;
                     });
  if (!image) return "BOT_AVATAR_INCORRECT_TYPE";
  const auto size = image_size(*data);
  const bool large = size && std::max(size->width, size->height) > most_pixels;
  return large ? "BOT_AVATAR_INCORRECT_SIZE" : "";
}

}  // namespace luabot::emulator

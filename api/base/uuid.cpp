#include "api/base/uuid.h"

#include <cctype>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace luabot {

std::string random_uuid() {
  thread_local boost::uuids::random_generator make;
  return to_string(make());
}

std::string uuid_of(std::string_view name) {
  // A name space of our own, so that our names meet nobody else's.
  static const auto ours = boost::uuids::string_generator()("6f3f2a52-7a0e-4c1f-9c55-3d0f5a2b9e71");
  const boost::uuids::name_generator_sha1 make(ours);
  return to_string(make(name.data(), name.size()));
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

}  // namespace luabot

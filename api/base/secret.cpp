#include "api/base/secret.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace luabot {
namespace {

// Shorter values would blot out ordinary words.
constexpr std::size_t min_length = 6;

std::mutex known_mutex;

std::vector<std::string>& known() {
  static std::vector<std::string> secrets;
  return secrets;
}

}  // namespace

Secret::Secret(std::string value) : value_(std::move(value)) {
  if (value_.size() < min_length) return;
  const std::lock_guard lock(known_mutex);
  auto& secrets = known();
  if (std::find(secrets.begin(), secrets.end(), value_) == secrets.end()) secrets.push_back(value_);
}

bool Secret::matches(std::string_view text) const {
  volatile unsigned different = value_.size() != text.size() || value_.empty() ? 1 : 0;
  // As long as the text, which is the caller's own, and not as the secret.
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char mine = value_.empty() ? '\0' : value_[i % value_.size()];
    different = different | static_cast<unsigned>(static_cast<unsigned char>(mine ^ text[i]));
  }
  return different == 0;
}

std::string redact(std::string_view text) {
  std::string clean(text);
  const std::lock_guard lock(known_mutex);
  for (const auto& secret : known())
    for (auto at = clean.find(secret); at != std::string::npos; at = clean.find(secret, at + 3))
      clean.replace(at, secret.size(), "***");
  return clean;
}

}  // namespace luabot

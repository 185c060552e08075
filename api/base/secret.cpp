#include "api/base/secret.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

namespace luabot {
namespace {

// Shorter values would blot out ordinary words.
constexpr std::size_t min_length = 6;

/// Of two secrets the longer may hold the shorter, whose removal would leave the rest of it in the open.
struct LongestFirst {
  bool operator()(const std::string& a, const std::string& b) const {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  }
};

/// The texts that redact() looks for.
class Registry {
 public:
  void hold(const std::string& text) {
    if (text.size() < min_length) return;
    const std::lock_guard lock(mutex_);
    if (holders_[text]++ == 0)
      lately_.erase(std::remove(lately_.begin(), lately_.end(), text), lately_.end());
  }

  void release(const std::string& text) {
    if (text.size() < min_length) return;
    const std::lock_guard lock(mutex_);
    if (--holders_[text] > 0) return;
    lately_.push_back(text);
    if (lately_.size() <= secrets_remembered) return;
    holders_.erase(lately_.front());
    lately_.pop_front();
  }

  [[nodiscard]] std::string without_any(std::string_view text) {
    std::string clean(text);
    const std::lock_guard lock(mutex_);
    for (const auto& [secret, holders] : holders_)
      for (auto at = clean.find(secret); at != std::string::npos; at = clean.find(secret, at + 3))
        clean.replace(at, secret.size(), "***");
    return clean;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::size_t, LongestFirst> holders_;  ///< how many hold each text
  std::deque<std::string> lately_;                            ///< those that nobody holds, the oldest first
};

/// Shared, since a Secret may be destroyed after what is static here.
const std::shared_ptr<Registry>& registry() {
  static const auto shared = std::make_shared<Registry>();
  return shared;
}

}  // namespace

struct Secret::Known {
  Known(std::string value, std::string piece) : text(std::move(value)), part(std::move(piece)) {
    in->hold(text);
    in->hold(part);
  }
  ~Known() {
    in->release(text);
    in->release(part);
  }
  Known(const Known&) = delete;
  Known& operator=(const Known&) = delete;

  std::string text;
  std::string part;
  std::shared_ptr<Registry> in = registry();
};

Secret::Secret(std::string value, std::string part)
    : known_(std::make_shared<const Known>(std::move(value), std::move(part))) {}

const std::string& Secret::reveal() const {
  static const std::string none;
  return known_ ? known_->text : none;
}

bool Secret::matches(std::string_view text) const {
  const std::string& value = reveal();
  volatile unsigned different = value.size() != text.size() || value.empty() ? 1 : 0;
  // As long as the text, which is the caller's own, and not as the secret.
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char mine = value.empty() ? '\0' : value[i % value.size()];
    different = different | static_cast<unsigned>(static_cast<unsigned char>(mine ^ text[i]));
  }
  return different == 0;
}

std::string redact(std::string_view text) {
  return registry()->without_any(text);
}

}  // namespace luabot

#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "api/base/loop.h"

namespace luabot::emulator {

/// Posts forms, on libcurl: those for one URL one after another, in order. Nothing is tried again. Lives on
/// the loop's thread.
class Poster {
 public:
  /// `status` 0 and `error` when no answer came.
  using Done = std::function<void(int status, std::string error)>;

  explicit Poster(Loop& loop);
  /// What is under way is given up, without a word.
  ~Poster();
  Poster(const Poster&) = delete;
  Poster& operator=(const Poster&) = delete;

  void post(const std::string& url, std::string body, Done done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace luabot::emulator

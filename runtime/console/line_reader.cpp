#include "runtime/console/line_reader.h"

#include <iostream>
#include <mutex>
#include <thread>
#include <utility>

namespace luabot {

/// The thread outlives the reader, so the loop is reached only while it is known to live.
struct LineReader::Shared {
  std::mutex mutex;
  Loop* loop = nullptr;
  Got got;  // called on the loop's thread, cleared there

  bool hand(const std::shared_ptr<Shared>& self, std::optional<std::string> line) {
    const std::lock_guard lock(mutex);
    if (loop == nullptr) return false;
    loop->post([self, line = std::move(line)]() mutable {
      if (self->got) self->got(std::move(line));
    });
    return true;
  }
};

LineReader::LineReader(Loop& loop, Got got) : shared_(std::make_shared<Shared>()) {
  shared_->loop = &loop;
  shared_->got = std::move(got);
  std::thread([shared = shared_] {
    std::string line;
    while (std::getline(std::cin, line)) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (!shared->hand(shared, line)) return;
    }
    shared->hand(shared, std::nullopt);
  }).detach();
}

LineReader::~LineReader() {
  const std::lock_guard lock(shared_->mutex);
  shared_->loop = nullptr;
  shared_->got = nullptr;
}

}  // namespace luabot

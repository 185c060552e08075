#include "runtime/files/spool.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/core.h>

namespace luabot::files {
namespace {

constexpr mode_t private_mode = 0600;

Error cannot(const std::string& what, int why) {
  return {"FILE_FAILED", fmt::format("{}: {}", what, std::strerror(why)), "",
          "See to the disk of the data directory."};
}

}  // namespace

Result<Spool> Spool::make(const std::string& directory) {
  Spool spool;
  spool.file_ = Descriptor(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, private_mode));
  if (!spool.file_) return cannot("no temporary file", errno);
  return spool;
}

Result<void> Spool::add(std::string_view bytes) {
  while (wrong_.empty() && !bytes.empty()) {
    const auto wrote = ::write(file_.get(), bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      wrong_ = std::strerror(errno);
      break;
    }
    size_ += static_cast<std::uint64_t>(wrote);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (!wrong_.empty())
    return Error{"FILE_FAILED", "the bytes cannot be kept: " + wrong_, "",
                 "See to the disk of the data directory."};
  return {};
}

}  // namespace luabot::files

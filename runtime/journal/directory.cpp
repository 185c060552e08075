#include "runtime/journal/directory.h"

#include <array>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace luabot::journal {

namespace {

/// "pid 4711 on hamster since 2026-08-01T09:00:00Z"
std::string holder(std::int64_t wall_ms) {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  const std::time_t seconds = wall_ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> since{};
  std::strftime(since.data(), since.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return "pid " + std::to_string(getpid()) + " on " + host.data() + " since " + since.data();
}

std::string content(int fd) {
  std::array<char, 512> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  std::string all(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return all.substr(0, all.find('\n'));
}

/// Parents come with the usual mode; the directory itself holds tokens and is for its owner alone.
Result<void> create(const std::string& path) {
  std::error_code error;
  const auto parent = std::filesystem::path(path).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) return disk_error(parent.string(), "create the directory", error.value());
  if (mkdir(path.c_str(), 0700) == 0 || (errno == EEXIST && std::filesystem::is_directory(path, error))) {
    return {};
  }
  return disk_error(path, "create the directory", errno);
}

}  // namespace

Error disk_error(const std::string& where, const char* doing, int number) {
  return {.code = "JOURNAL_DISK",
          .what = std::string("cannot ") + doing + ": " + std::generic_category().message(number),
          .where = where,
          .hint = "Check that the data directory can be written by this user."};
}

Result<Directory> Directory::hold(const std::string& path, std::int64_t wall_ms) {
  if (auto made = create(path); !made) return made.error();
  const std::string name = path + "/lock";
  const int fd = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return disk_error(name, "open the lock file", errno);
  Directory held(path, fd);
  while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return disk_error(name, "lock", errno);
    const std::string who = content(fd);
    return Error{
        .code = "JOURNAL_LOCKED",
        .what = "the data directory is in use by another host (" + (who.empty() ? "unknown" : who) + ")",
        .where = path,
        .hint = "Stop that one, or give this one its own directory with --data."};
  }
  // On a full disk the name of the holder cannot be written; the lock holds all the same.
  const std::string line = holder(wall_ms) + "\n";
  if (ftruncate(fd, 0) == 0) [[maybe_unused]]
    const auto written = pwrite(fd, line.data(), line.size(), 0);
  return held;
}

Directory::Directory(Directory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

Directory::~Directory() {
  if (lock_ >= 0) close(lock_);
}

Result<void> Directory::sync() const {
  const int fd = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return disk_error(path_, "open the directory", errno);
  const int code = fsync(fd);
  const int number = errno;
  close(fd);
  if (code != 0) return disk_error(path_, "write the directory", number);
  return {};
}

}  // namespace luabot::journal

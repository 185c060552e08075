#include "api/oauth/store.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace luabot::oauth {
namespace {

constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
constexpr std::size_t longest = std::size_t{64} << 10U;

/// A descriptor that is closed in the end.
class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : fd_(open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool ok() const { return fd_ >= 0; }
  bool close() {
    const int fd = std::exchange(fd_, -1);
    return fd < 0 || ::close(fd) == 0;
  }

 private:
  int fd_;
};

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto wrote = write(fd, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

std::optional<std::string> read_all(int fd) {
  std::string text(longest + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto got = read(fd, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

bool sync_directory(const std::string& path) {
  const File directory(path, O_RDONLY | O_DIRECTORY);
  return directory.ok() && fsync(directory.fd()) == 0;
}

Error unreadable(const std::string& path, std::string what, std::string hint) {
  return {"TOKENS_UNREADABLE", std::move(what), path, std::move(hint)};
}

Error not_stored(const std::string& path, int why) {
  return {"TOKENS_NOT_STORED", std::string("the OAuth tokens cannot be stored: ") + std::strerror(why), path,
          "Make room on the disk, or give the directory to the user that luabot runs as."};
}

constexpr auto again = "Remove the file and install the application again on the portal.";

}  // namespace

Result<std::optional<Tokens>> Store::load(const std::string& name) const {
  const auto file_path = path(name);
  const File file(file_path, O_RDONLY | O_NOFOLLOW);
  if (!file.ok() && errno == ENOENT) return std::optional<Tokens>();
  struct stat is {};
  if (!file.ok() || fstat(file.fd(), &is) != 0)
    return unreadable(file_path, std::strerror(errno), "Give the file to the user that luabot runs as.");
  if (!S_ISREG(is.st_mode)) return unreadable(file_path, "it is no regular file", again);
  if ((is.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return unreadable(file_path, "other users may read or change these secrets",
                      "chmod 600 it; if strangers use this machine, install the application again.");
  const auto text = read_all(file.fd());
  if (!text) return unreadable(file_path, std::strerror(errno), again);
  auto tokens = read_tokens(Json::parse(*text, nullptr, false));
  if (!tokens) return unreadable(file_path, tokens.error().what, again);
  return std::optional<Tokens>(std::move(*tokens));
}

Result<void> Store::save(const std::string& name, const Tokens& tokens) const {
  const auto file_path = path(name);
  const auto fresh = file_path + ".new";
  const auto failed = [&] {
    auto error = not_stored(file_path, errno);
    unlink(fresh.c_str());
    return error;
  };
  std::error_code code;
  std::filesystem::create_directories(std::filesystem::path(directory_).parent_path(), code);
  if (mkdir(directory_.c_str(), S_IRWXU) == 0) {
    const auto parent = std::filesystem::path(directory_).parent_path().string();
    if (!sync_directory(parent.empty() ? "." : parent)) return failed();
  } else if (errno != EEXIST) {
    return failed();
  }
  File file(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, owner_only);
  // What a crash left behind may have another mode.
  if (!file.ok() || fchmod(file.fd(), owner_only) != 0) return failed();
  if (!write_all(file.fd(), write_tokens(tokens).dump(2) + "\n") || fsync(file.fd()) != 0 || !file.close())
    return failed();
  if (rename(fresh.c_str(), file_path.c_str()) != 0 || !sync_directory(directory_)) return failed();
  return {};
}

Result<void> Store::forget(const std::string& name) const {
  const auto file_path = path(name);
  unlink((file_path + ".new").c_str());
  if (unlink(file_path.c_str()) != 0 && errno != ENOENT) return not_stored(file_path, errno);
  if (!sync_directory(directory_) && errno != ENOENT) return not_stored(file_path, errno);
  return {};
}

}  // namespace luabot::oauth

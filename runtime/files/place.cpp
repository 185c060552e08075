#include "runtime/files/place.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>

namespace luabot::files {
namespace {

constexpr std::size_t longest_name = 200;  // of 255 that file systems take
constexpr mode_t private_directory = 0700;

Error failed(const std::string& what, int why) {
  return {"FILE_FAILED", fmt::format("{}: {}", what, std::strerror(why)), "", "See to the data directory."};
}

/// Runs beyond the name of any bot's file, which cannot begin with a dot.
std::string held_name(std::uint64_t run, std::uint32_t step) {
  return fmt::format(".held/{}-{}", run, step);
}

Result<Place::File> open_file(const std::string& path, const std::string& name) {
  Place::File file{Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)), 0};
  if (!file.descriptor && errno == ENOENT) return Error{"FILE_NOT_FOUND", fmt::format("no file '{}'", name)};
  if (!file.descriptor) return failed(fmt::format("'{}' cannot be read", name), errno);
  struct stat about {};
  if (::fstat(file.descriptor.get(), &about) != 0) return failed(name, errno);
  file.size = static_cast<std::uint64_t>(about.st_size);
  return file;
}

/// Names survive a power cut once their directory is on the disk.
Result<void> keep_names(const std::string& directory) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened || ::fsync(opened.get()) != 0) return failed("the file cannot be kept", errno);
  return {};
}

}  // namespace

Result<Place> Place::open(const std::string& directory) {
  std::error_code wrong;
  std::filesystem::create_directories(directory + "/.held", wrong);
  if (!wrong) std::filesystem::permissions(directory, std::filesystem::perms(private_directory), wrong);
  if (wrong) return failed("the directory for files cannot be made", wrong.value());
  Place place;
  place.directory_ = directory;
  return place;
}

std::string Place::wrong_with(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (name.size() > longest_name) return fmt::format("it is longer than {} bytes", longest_name);
  if (name.front() == '.') return "it begins with a dot";
  for (const char c : name) {
    if (c == '/' || c == '\\') return "it has a slash in it";
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return "it has a control character in it";
  }
  return {};
}

/// Gives the nameless file its name; replaces what is there, which link() alone would not.
Result<void> Place::link(const Spool& spool, const std::string& path) const {
  if (::fsync(spool.fd()) != 0) return failed("the file cannot be kept", errno);
  const std::string self = fmt::format("/proc/self/fd/{}", spool.fd());
  const std::string fresh = directory_ + "/.new";
  ::unlink(fresh.c_str());
  if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, fresh.c_str(), AT_SYMLINK_FOLLOW) != 0 ||
      ::rename(fresh.c_str(), path.c_str()) != 0)
    return failed("the file cannot be kept", errno);
  // rename() of two names of one file does nothing and leaves both.
  ::unlink(fresh.c_str());
  return keep_names(std::filesystem::path(path).parent_path().string());
}

Result<void> Place::keep(const Spool& spool, const std::string& name) const {
  return link(spool, directory_ + "/" + name);
}

Result<Place::File> Place::read(const std::string& name) const {
  return open_file(directory_ + "/" + name, name);
}

Result<bool> Place::remove(const std::string& name) const {
  if (::unlink((directory_ + "/" + name).c_str()) == 0) return true;
  if (errno == ENOENT) return false;
  return failed(fmt::format("'{}' cannot be removed", name), errno);
}

Result<std::vector<Place::Entry>> Place::list() const {
  std::vector<Entry> entries;
  std::error_code wrong;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, wrong)) {
    const auto name = entry.path().filename().string();
    if (name.front() == '.' || !entry.is_regular_file(wrong)) continue;
    entries.push_back({name, entry.file_size(wrong)});
  }
  if (wrong) return failed("the files cannot be listed", wrong.value());
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

Result<void> Place::hold(const Spool& spool, std::uint64_t run, std::uint32_t step) const {
  return link(spool, directory_ + "/" + held_name(run, step));
}

Result<void> Place::hold(const std::string& name, std::uint64_t run, std::uint32_t step) const {
  const auto from = directory_ + "/" + name;
  const auto to = directory_ + "/" + held_name(run, step);
  ::unlink(to.c_str());  // of an attempt whose answer was not recorded
  if (::link(from.c_str(), to.c_str()) == 0) return keep_names(directory_ + "/.held");
  if (errno == ENOENT) return Error{"FILE_NOT_FOUND", fmt::format("no file '{}'", name)};
  return failed(fmt::format("'{}' cannot be read", name), errno);
}

Result<Place::File> Place::held(std::uint64_t run, std::uint32_t step) const {
  return open_file(directory_ + "/" + held_name(run, step), "of this step");
}

void Place::release(std::uint64_t run) const {
  std::error_code wrong;
  const auto prefix = fmt::format("{}-", run);
  for (const auto& entry : std::filesystem::directory_iterator(directory_ + "/.held", wrong))
    if (entry.path().filename().string().starts_with(prefix)) std::filesystem::remove(entry.path(), wrong);
}

void Place::release_all_but(const std::set<std::uint64_t>& runs) const {
  std::error_code wrong;
  for (const auto& entry : std::filesystem::directory_iterator(directory_ + "/.held", wrong)) {
    const auto name = entry.path().filename().string();
    std::uint64_t run = 0;
    std::from_chars(name.data(), name.data() + name.size(), run);
    if (!runs.contains(run)) std::filesystem::remove(entry.path(), wrong);
  }
}

}  // namespace luabot::files

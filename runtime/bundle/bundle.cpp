#include "runtime/bundle/bundle.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/core.h>

#include "api/base/uuid.h"
#include "runtime/wire/frame.h"

namespace luabot {
namespace {
namespace fs = std::filesystem;

constexpr std::size_t max_files = 1000;
constexpr std::size_t max_bytes = 8u << 20;

Error unreadable(const fs::path& path, const std::string& why) {
  return {"SCRIPT_UNREADABLE", "cannot read the script: " + why, path.string(),
          "Name a folder that holds main.lua, or one .lua file."};
}

Result<std::string> read_file(const fs::path& path) {
  std::error_code error;
  // A folder can be opened like a file, but reading it throws.
  if (fs::is_directory(path, error)) return unreadable(path, "it is a folder");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return unreadable(path, std::strerror(errno != 0 ? errno : EIO));
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return unreadable(path, std::strerror(errno != 0 ? errno : EIO));
  return text;
}

bool hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

Result<std::vector<fs::path>> list_scripts(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  const auto options = fs::directory_options::follow_directory_symlink;
  for (auto at = fs::recursive_directory_iterator(folder, options, error); !error && at != fs::end(at);
       at.increment(error)) {
    std::error_code ignored;  // a link to nowhere is found by reading it
    const bool inner = at->is_directory(ignored);
    if (hidden(at->path())) {
      if (inner) at.disable_recursion_pending();
    } else if (at->path().extension() == ".lua" && !inner) {
      found.push_back(at->path());
      if (found.size() > max_files)
        return Error{"BUNDLE_TOO_LARGE", fmt::format("more than {} scripts", max_files), folder.string()};
    }
  }
  if (error) return unreadable(folder, error.message());
  std::sort(found.begin(), found.end());
  return found;
}

std::string hash_of(const std::vector<wire::File>& files) {
  std::string all;
  for (const auto& file : files)
    all += fmt::format("{}:{}{}:{}", file.name.size(), file.name, file.source.size(), file.source);
  return uuid_of(all);
}

}  // namespace

std::string Bundle::pack() const {
  std::string packed;
  wire::Load{name, 0, files}.encode(packed);
  return packed;
}

Result<Bundle> Bundle::unpack(std::string_view packed) {
  Result<Bundle> result = Error{"BAD_BUNDLE", "a stored bundle is cut short"};
  const auto fed = wire::FrameReader().feed(packed, [&](wire::Type, std::string_view body) {
    auto load = wire::Load::decode(body);
    if (!load) {
      result = load.error();
      return;
    }
    result = Bundle{load->bot, hash_of(load->files), std::move(load->files)};
  });
  if (!fed) return fed.error();
  return result;
}

Result<Bundle> read_bundle(const std::string& path) {
  std::error_code error;
  const fs::path given(path);
  const auto status = fs::status(given, error);
  if (!fs::exists(status)) return unreadable(given, "no such file or folder");

  std::vector<fs::path> scripts;
  fs::path base = given;
  if (fs::is_directory(status)) {
    if (!fs::exists(given / "main.lua", error)) return unreadable(given / "main.lua", "no such file");
    if (fs::is_directory(given / "main.lua", error)) return unreadable(given / "main.lua", "it is a folder");
    auto listed = list_scripts(given);
    if (!listed) return listed.error();
    scripts = std::move(*listed);
    const auto main = std::find(scripts.begin(), scripts.end(), given / "main.lua");
    std::rotate(scripts.begin(), main, main + 1);
  } else {
    scripts = {given};
    base = given.parent_path();
  }

  const auto proper = fs::weakly_canonical(given, error);
  Bundle bundle{proper.stem().string(), {}, {}};
  std::size_t bytes = 0;
  for (const auto& script : scripts) {
    auto source = read_file(script);
    if (!source) return source.error();
    bytes += source->size();
    if (bytes > max_bytes)
      return Error{"BUNDLE_TOO_LARGE", fmt::format("the scripts have more than {} MiB", max_bytes >> 20),
                   path};
    bundle.files.push_back({script.lexically_relative(base).generic_string(), std::move(*source)});
  }
  bundle.hash = hash_of(bundle.files);
  return bundle;
}

}  // namespace luabot

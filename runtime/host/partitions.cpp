#include "runtime/host/partitions.h"

#include <algorithm>
#include <filesystem>

#include <sys/stat.h>

#include "api/base/log.h"

namespace luabot {
namespace {

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// The log hears of a disk that refuses.
void tell(const std::string& speaker, const std::string& reason) {
  if (reason.empty())
    log(Level::info, speaker, "writing works again");
  else
    log(Level::error, speaker,
        "nothing can be written, so no event is confirmed; trying each second: " + reason);
}

}  // namespace

Result<std::shared_ptr<journal::Journal>> Partitions::open(const std::string& name,
                                                           const std::string& portal) {
  if (name.empty()) return open_at(data_, name);
  const std::string own = data_ + "/portals/" + name;
  if (!exists(own) && exists(data_ + "/journal.db")) {
    auto kept = shared(portal);
    if (!kept || *kept) return kept;
  }
  // For their owner alone; whether they can be made, the journal will tell.
  std::error_code ignored;
  const auto parent = std::filesystem::path(data_).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, ignored);
  for (const auto& directory : {data_, data_ + "/portals"}) mkdir(directory.c_str(), 0700);
  return open_at(own, name);
}

/// The journal in DATA itself if it knows bots of the portal, else null.
Result<std::shared_ptr<journal::Journal>> Partitions::shared(const std::string& portal) {
  if (!shared_) {
    auto opened = open_at(data_, {});
    if (!opened) return opened;
    shared_ = std::move(*opened);
  }
  const auto bots = shared_->bots();
  if (!bots) return bots.error();
  const bool known =
      std::any_of(bots->begin(), bots->end(), [&](const auto& bot) { return bot.portal == portal; });
  return known ? shared_ : nullptr;
}

Result<std::shared_ptr<journal::Journal>> Partitions::open_at(const std::string& directory,
                                                              const std::string& name) {
  journal::Journal::Options options{};
  options.directory = directory;
  options.stalled = [speaker = name.empty() ? std::string("journal") : "journal@" + name](
                        const std::string& reason) { tell(speaker, reason); };
  auto journal = journal::Journal::open(loop_, std::move(options));
  if (!journal) return journal.error();
  std::shared_ptr<journal::Journal> opened = std::move(*journal);
  return opened;
}

}  // namespace luabot

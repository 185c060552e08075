#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/error.h"
#include "runtime/files/descriptor.h"
#include "runtime/files/spool.h"

namespace luabot::files {

/// The directory of one bot's own files: flat, private (0700, 0600), and out of which no name leads. A file
/// is never changed in place, only replaced or removed as a whole; so what a run has read can be held for its
/// replay by a second link, whatever becomes of the name meanwhile.
class Place {
 public:
  struct Entry {
    std::string name;
    std::uint64_t size = 0;
  };
  /// An open file to read from.
  struct File {
    Descriptor descriptor;
    std::uint64_t size = 0;
  };

  /// Creates what is missing.
  static Result<Place> open(const std::string& directory);

  /// What is wrong with the name of a file, empty when nothing is: 1 to 200 bytes, no slash, no control
  /// character, no dot at the beginning.
  [[nodiscard]] static std::string wrong_with(std::string_view name);

  [[nodiscard]] Result<Spool> spool() const { return Spool::make(directory_); }
  /// Puts the gathered bytes under the name, in the place of what was there. On the disk when it returns.
  [[nodiscard]] Result<void> keep(const Spool& spool, const std::string& name) const;
  /// FILE_NOT_FOUND when there is none.
  [[nodiscard]] Result<File> read(const std::string& name) const;
  /// Whether there was one.
  [[nodiscard]] Result<bool> remove(const std::string& name) const;
  /// In the order of names.
  [[nodiscard]] Result<std::vector<Entry>> list() const;

  /// Holds bytes for the replay of a run's step: of a spool, or of a named file.
  [[nodiscard]] Result<void> hold(const Spool& spool, std::uint64_t run, std::uint32_t step) const;
  [[nodiscard]] Result<void> hold(const std::string& name, std::uint64_t run, std::uint32_t step) const;
  [[nodiscard]] Result<File> held(std::uint64_t run, std::uint32_t step) const;
  /// The run is over: nothing of it is held any more.
  void release(std::uint64_t run) const;
  /// Nothing is held but for these runs: those of before a restart that go on.
  void release_all_but(const std::set<std::uint64_t>& runs) const;

 private:
  [[nodiscard]] Result<void> link(const Spool& spool, const std::string& path) const;

  std::string directory_;
};

}  // namespace luabot::files

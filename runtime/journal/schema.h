#pragma once
#include <memory>

#include "api/base/error.h"
#include "runtime/journal/database.h"
#include "runtime/journal/directory.h"

namespace luabot::journal {

/// Opens the journal of a directory, or creates it when there is none; SCHEMA.md says what is in it.
/// Refuses what is not a journal, is damaged or of a newer version, and leaves such a file as it is.
[[nodiscard]] Result<std::unique_ptr<Database>> open_journal(const Directory& directory);

/// Bounds the file to so many pages of 4 KiB, or to none with 0. Never below what it already has.
void bound_pages(Database& database, std::int64_t max_pages);

}  // namespace luabot::journal

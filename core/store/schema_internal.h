// The catalogue's tables and how older ones become today's. Private to core/store.
#pragma once

#include "base/result.h"
#include "store/sqlite_internal.h"

#include <cstdint>
#include <filesystem>

namespace sparlet::store {

/// "SPLT": tells a catalogue from any other SQLite file.
inline constexpr std::int64_t kApplicationId = 0x53504C54;

/// The number of migrations, and the user_version of a catalogue this program writes.
std::int64_t schemaVersion();

/// Refuses what is not ours (Corrupt) or newer than ours (Unsupported); creates or migrates in one
/// transaction when `mayWrite`, else refuses what would need it.
Status bringUpToDate(const Connection& connection, const std::filesystem::path& file, bool mayWrite);

/// What can be seen without reading the pages: a file cut short, or one that never was SQLite. A missing or
/// empty file is fine: it becomes a new catalogue.
Status checkFile(const std::filesystem::path& file);

} // namespace sparlet::store

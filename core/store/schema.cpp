#include "base/atomic_file.h"
#include "base/printable.h"
#include "store/schema_internal.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace sparlet::store {
namespace {

// Paths and labels are BLOBs: file names are bytes, and two that differ must never compare equal. Image ids
// come from collection.next_image and are never given twice; the other ids are AUTOINCREMENT for the same
// reason. A migration that has been released is never edited; a change is a new one at the end.
constexpr std::array<const char*, 2> kMigrations = {
    R"sql(
CREATE TABLE collection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
    model TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    next_image INTEGER NOT NULL DEFAULT 1 CHECK (next_image >= 1)
);
CREATE TABLE folder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    path BLOB NOT NULL,
    UNIQUE (collection, path)
);
CREATE TABLE segment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    row_count INTEGER NOT NULL CHECK (row_count >= 0),
    UNIQUE (collection, file_name)
);
CREATE TABLE image (
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    folder INTEGER NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
    path BLOB NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    label BLOB NOT NULL,
    segment INTEGER NOT NULL REFERENCES segment (id),
    code_bytes INTEGER NOT NULL,
    PRIMARY KEY (collection, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX image_by_path ON image (folder, path);
CREATE INDEX image_by_segment ON image (segment);
CREATE TABLE failure (
    folder INTEGER NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
    path BLOB NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (folder, path)
) WITHOUT ROWID;
CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
)sql",
    // What opening a collection must not count, and a number that tells whether a copy of its images is of
    // today: never the same twice, also where a catalogue is restored from a copy and goes another way from
    // there. Where an image's shares are unset, its segment has them.
    R"sql(
ALTER TABLE collection ADD COLUMN generation INTEGER NOT NULL DEFAULT 1;
ALTER TABLE collection ADD COLUMN image_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE collection ADD COLUMN code_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE image ADD COLUMN shares INTEGER;
UPDATE collection SET
    image_count = (SELECT count(*) FROM image WHERE image.collection = collection.id),
    code_bytes = (SELECT coalesce(sum(image.code_bytes), 0) FROM image WHERE image.collection = collection.id);
CREATE TRIGGER image_added AFTER INSERT ON image BEGIN
    UPDATE collection SET generation = generation + 1 + (random() & 65535), image_count = image_count + 1,
        code_bytes = code_bytes + new.code_bytes WHERE id = new.collection;
END;
CREATE TRIGGER image_removed AFTER DELETE ON image BEGIN
    UPDATE collection SET generation = generation + 1 + (random() & 65535), image_count = image_count - 1,
        code_bytes = code_bytes - old.code_bytes WHERE id = old.collection;
END;
CREATE TRIGGER image_changed
AFTER UPDATE OF id, folder, path, size, modified_ns, width, height, label, code_bytes, shares ON image BEGIN
    UPDATE collection SET generation = generation + 1 + (random() & 65535),
        code_bytes = code_bytes + new.code_bytes - old.code_bytes WHERE id = new.collection;
END;
CREATE TRIGGER folder_changed AFTER UPDATE ON folder BEGIN
    UPDATE collection SET generation = generation + 1 + (random() & 65535) WHERE id = new.collection;
END;
)sql",
};

Error notOurs(const std::filesystem::path& file) {
    return {ErrorCode::Corrupt, "The file " + quoted(file) +
                                    " is damaged or is not a catalogue of Sparlet; move it away and index "
                                    "again, or restore it from a copy."};
}

Status migrate(const Connection& connection) {
    auto transaction = Transaction::begin(connection);
    if (!transaction) return transaction.error();
    // Another process may have migrated while this one waited for the lock.
    auto version = connection.integer("PRAGMA user_version");
    if (!version) return version.error();
    for (auto next = *version; next < schemaVersion(); ++next) {
        if (auto status = connection.execute(kMigrations[static_cast<std::size_t>(next)]); !status)
            return status;
    }
    const std::string stamp = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                              "; PRAGMA user_version = " + std::to_string(schemaVersion());
    if (auto status = connection.execute(stamp); !status) return status;
    return transaction->commit();
}

std::uint32_t bigEndian(const unsigned char* bytes, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value << 8 | bytes[i];
    return value;
}

} // namespace

std::int64_t schemaVersion() {
    return static_cast<std::int64_t>(kMigrations.size());
}

Status bringUpToDate(const Connection& connection, const std::filesystem::path& file, bool mayWrite) {
    auto version = connection.integer("PRAGMA user_version");
    if (!version) return version.error();
    auto application = connection.integer("PRAGMA application_id");
    if (!application) return application.error();
    auto objects = connection.integer("SELECT count(*) FROM sqlite_master");
    if (!objects) return objects.error();

    const bool isNew = *version == 0 && *application == 0 && *objects == 0;
    if (!isNew && (*application != kApplicationId || *version < 1)) return notOurs(file);
    if (*version > schemaVersion())
        return Error{ErrorCode::Unsupported, "The catalogue " + quoted(file) +
                                                 " was written by a newer Sparlet; update the program to "
                                                 "open it."};
    if (!mayWrite && *version == schemaVersion()) return {};
    if (!mayWrite)
        return Error{ErrorCode::Unsupported,
                     "The catalogue " + quoted(file) +
                         " is empty or of an older Sparlet and is opened for reading only; open it once for "
                         "writing."};
    // Only now that the file is known to be ours; the mode is a property of the file.
    if (auto status = connection.execute("PRAGMA journal_mode = WAL"); !status) return status;
    return *version == schemaVersion() ? Status{} : migrate(connection);
}

Status checkFile(const std::filesystem::path& file) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0)
        return errno == ENOENT ? Status{} : Status{systemError(errno, "open", file)};
    if (!S_ISREG(info.st_mode)) return notOurs(file);
    if (info.st_size == 0) return {};

    // The file format's header, https://www.sqlite.org/fileformat.html section 1.3.
    constexpr std::size_t headerBytes = 100;
    std::array<unsigned char, headerBytes> header{};
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return systemError(errno, "open", file);
    const ssize_t got = ::pread(descriptor, header.data(), header.size(), 0);
    ::close(descriptor);
    if (got != static_cast<ssize_t>(header.size())) return notOurs(file);
    if (std::memcmp(header.data(), "SQLite format 3", 16) != 0) return notOurs(file);

    // With changes waiting in the log the file itself may rightly be shorter than it says.
    struct stat log {};
    if (::stat((file.native() + "-wal").c_str(), &log) == 0 && log.st_size > 0) return {};
    const std::uint64_t stored = bigEndian(&header[16], 2);
    const std::uint64_t pageSize = stored == 1 ? 65536 : stored;
    const bool countIsValid = std::memcmp(&header[24], &header[92], 4) == 0;
    if (countIsValid && static_cast<std::uint64_t>(info.st_size) < pageSize * bigEndian(&header[28], 4))
        return notOurs(file);
    return {};
}

} // namespace sparlet::store

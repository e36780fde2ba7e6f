#include "older_catalogue.h"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace sparlet {

namespace fs = std::filesystem;

namespace {

// As released: core/store/schema.cpp never changes it either.
constexpr const char* kFirstSchema = R"sql(
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
)sql";

constexpr const char* kCopy = R"sql(
INSERT INTO collection SELECT id, name, model, model_hash, next_image FROM today.collection;
INSERT INTO folder SELECT id, collection, path FROM today.folder;
INSERT INTO segment SELECT id, collection, file_name, row_count FROM today.segment;
INSERT INTO image SELECT collection, id, folder, path, size, modified_ns, width, height, label, segment, code_bytes
    FROM today.image;
INSERT INTO failure SELECT folder, path, size, modified_ns, reason FROM today.failure;
INSERT INTO setting SELECT key, value FROM today.setting;
PRAGMA application_id = 0x53504C54;
PRAGMA user_version = 1;
)sql";

} // namespace

void becomeOlderCatalogue(const fs::path& file) {
    const fs::path older = file.string() + "-older";
    fs::remove(older);
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open(older.c_str(), &raw);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
    if (opened != SQLITE_OK) throw std::runtime_error("cannot make " + older.string());
    const std::string attach = "PRAGMA journal_mode = WAL; ATTACH '" + file.string() + "' AS today;";
    for (const std::string& sql : {std::string(kFirstSchema), attach, std::string(kCopy)}) {
        if (sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(raw));
    }
    // Closing the last connection empties the log into the file.
    if (sqlite3_exec(raw, "DETACH today; PRAGMA wal_checkpoint(TRUNCATE);", nullptr, nullptr, nullptr) !=
        SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(raw));
    fs::rename(older, file);
    for (const char* ending : {"-wal", "-shm"})
        fs::remove(file.string() + ending);
}

} // namespace sparlet

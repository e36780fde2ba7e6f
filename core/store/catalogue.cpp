#include "store/catalogue.h"

#include "base/atomic_file.h"
#include "base/printable.h"
#include "store/schema_internal.h"
#include "store/sqlite_internal.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_set>
#include <utility>

namespace sparlet::store {
namespace {

constexpr std::string_view kSelectCollection =
    "SELECT id, name, model, model_hash, image_count, code_bytes, generation FROM collection ";

constexpr std::string_view kImageColumns = "SELECT id, folder, path, size, modified_ns, width, height, "
                                           "label, segment, code_bytes, shares FROM image ";
constexpr std::string_view kOfCollection = "WHERE collection = ? ORDER BY id";

constexpr std::int64_t kNoShares = -1;

std::int64_t packed(const std::optional<ImageShares>& shares) {
    return shares ? std::int64_t{shares->threshold} << 16 | shares->density : kNoShares;
}

CollectionRecord readCollection(const Statement& row) {
    return {row.integer(0), row.bytes(1),   row.bytes(2),  row.bytes(3),
            row.integer(4), row.integer(5), row.integer(6)};
}

ImageRecord readImage(const Statement& row) {
    ImageRecord image;
    image.id = row.integer(0);
    image.folder = row.integer(1);
    image.relativePath = row.bytes(2);
    image.size = static_cast<std::uint64_t>(row.integer(3));
    image.modifiedNs = row.integer(4);
    image.width = static_cast<int>(row.integer(5));
    image.height = static_cast<int>(row.integer(6));
    image.label = row.bytes(7);
    image.segment = row.integer(8);
    image.codeBytes = static_cast<std::uint32_t>(row.integer(9));
    if (!row.isNull(10) && row.integer(10) >= 0)
        image.shares = {static_cast<std::uint16_t>(row.integer(10) >> 16),
                        static_cast<std::uint16_t>(row.integer(10))};
    return image;
}

FailureRecord readFailure(const Statement& row) {
    return {row.integer(0), row.bytes(1), static_cast<std::uint64_t>(row.integer(2)), row.integer(3),
            row.bytes(4)};
}

Error unknownCollection(CollectionId id) {
    return {ErrorCode::NotFound,
            "There is no collection with the number " + std::to_string(id) + "; it may have been removed."};
}

Status checkName(const std::string& name) {
    if (name.empty() || printable(name) != name)
        return Error{ErrorCode::InvalidArgument,
                     "'" + printable(name) + "' cannot name a collection; use printable text."};
    return {};
}

class SqliteCatalogue final : public Catalogue {
public:
    explicit SqliteCatalogue(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

    Result<std::vector<CollectionRecord>> collections() override;
    Result<std::optional<CollectionRecord>> findCollection(const std::string& name) override;
    Result<CollectionRecord> createCollection(const std::string& name, const std::string& model,
                                              const std::string& modelHash) override;
    Status renameCollection(CollectionId id, const std::string& name) override;
    Status removeCollection(CollectionId id) override;
    Status replaceCollection(CollectionId old, CollectionId by) override;
    Result<FolderRecord> addFolder(CollectionId collection, const std::string& path) override;
    Result<std::vector<FolderRecord>> folders(CollectionId collection) override;
    Result<std::vector<ImageRecord>> images(CollectionId collection) override;
    Result<std::optional<ImageRecord>> findImage(CollectionId collection, ImageId image) override;
    Status forEachImage(CollectionId collection,
                        const std::function<Status(const ImageRecord&)>& use) override;
    Result<std::vector<ImageId>> imagesIn(SegmentId segment) override;
    Result<std::vector<ImageId>> imagesWithoutShares(SegmentId segment) override;
    Result<std::vector<FailureRecord>> failures(CollectionId collection) override;
    Result<std::vector<SegmentRecord>> segments(CollectionId collection) override;
    Result<ImageId> reserveImageIds(CollectionId collection, std::int64_t count) override;
    Status commitSegment(CollectionId collection, const std::string& segmentFile,
                         const std::vector<ImageRecord>& images,
                         const std::vector<FailureRecord>& failures) override;
    Status commitMerge(CollectionId collection, const std::string& segmentFile,
                       const std::vector<SegmentId>& replaced) override;
    Status setShares(CollectionId collection,
                     const std::vector<std::pair<ImageId, ImageShares>>& shares) override;
    Status removeImages(CollectionId collection, const std::vector<ImageId>& images) override;
    Status removeFailures(CollectionId collection, FolderId folder,
                          const std::vector<std::string>& relativePaths) override;
    Status inSnapshot(const std::function<Status()>& read) override;
    Result<std::optional<std::string>> setting(const std::string& key) override;
    Status setSetting(const std::string& key, const std::string& value) override;
    Result<std::vector<std::string>> integrityProblems() override;

private:
    template <class Read>
    auto readAll(std::string_view sql, std::optional<std::int64_t> parameter, Read read)
        -> Result<std::vector<decltype(read(std::declval<const Statement&>()))>>;
    Status checkUnique(const std::string& name);
    Result<SegmentId> insertSegment(CollectionId collection, const std::string& file, std::int64_t rows);
    Status checkBelongs(CollectionId collection, const std::vector<ImageRecord>& images,
                        const std::vector<FailureRecord>& failures);
    Status writeImages(CollectionId collection, SegmentId segment, const std::vector<ImageRecord>& images);
    Status writeFailures(const std::vector<FailureRecord>& failures);

    std::unique_ptr<Connection> connection_;
};

template <class Read>
auto SqliteCatalogue::readAll(std::string_view sql, std::optional<std::int64_t> parameter, Read read)
    -> Result<std::vector<decltype(read(std::declval<const Statement&>()))>> {
    auto statement = connection_->prepare(sql);
    if (!statement) return statement.error();
    if (parameter) statement->bind(1, *parameter);
    std::vector<decltype(read(std::declval<const Statement&>()))> rows;
    for (;;) {
        auto row = statement->step();
        if (!row) return row.error();
        if (!*row) return rows;
        rows.push_back(read(*statement));
    }
}

Result<std::vector<CollectionRecord>> SqliteCatalogue::collections() {
    return readAll(std::string(kSelectCollection) + "ORDER BY name", {}, readCollection);
}

Result<std::optional<CollectionRecord>> SqliteCatalogue::findCollection(const std::string& name) {
    auto statement = connection_->prepare(std::string(kSelectCollection) + "WHERE name = ?");
    if (!statement) return statement.error();
    auto row = statement->bindText(1, name).step();
    if (!row) return row.error();
    if (!*row) return std::optional<CollectionRecord>{};
    return std::optional<CollectionRecord>{readCollection(*statement)};
}

Status SqliteCatalogue::checkUnique(const std::string& name) {
    auto existing = findCollection(name);
    if (!existing) return existing.error();
    if (*existing)
        return Error{ErrorCode::InvalidArgument,
                     "A collection named '" + name + "' exists already; choose another name."};
    return {};
}

Result<CollectionRecord> SqliteCatalogue::createCollection(const std::string& name, const std::string& model,
                                                           const std::string& modelHash) {
    if (auto status = checkName(name); !status) return status.error();
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    if (auto status = checkUnique(name); !status) return status.error();
    auto insert = connection_->prepare("INSERT INTO collection (name, model, model_hash) VALUES (?, ?, ?)");
    if (!insert) return insert.error();
    if (auto status = insert->bindText(1, name).bindText(2, model).bindText(3, modelHash).run(); !status)
        return status.error();
    const CollectionRecord record{connection_->lastInsertedId(), name, model, modelHash, 0, 0, 1};
    if (auto status = transaction->commit(); !status) return status.error();
    return record;
}

Status SqliteCatalogue::renameCollection(CollectionId id, const std::string& name) {
    if (auto status = checkName(name); !status) return status;
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    auto existing = findCollection(name);
    if (!existing) return existing.error();
    if (*existing && (*existing)->id == id) return {};
    if (auto status = checkUnique(name); !status) return status;
    auto update = connection_->prepare("UPDATE collection SET name = ? WHERE id = ?");
    if (!update) return update.error();
    if (auto status = update->bindText(1, name).bind(2, id).run(); !status) return status;
    if (connection_->changes() == 0) return unknownCollection(id);
    return transaction->commit();
}

Status SqliteCatalogue::removeCollection(CollectionId id) {
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    auto statement = connection_->prepare("DELETE FROM collection WHERE id = ?");
    if (!statement) return statement.error();
    if (auto status = statement->bind(1, id).run(); !status) return status;
    if (connection_->changes() == 0) return unknownCollection(id);
    return transaction->commit();
}

Status SqliteCatalogue::replaceCollection(CollectionId old, CollectionId by) {
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    auto select = connection_->prepare("SELECT name FROM collection WHERE id = ?");
    if (!select) return select.error();
    auto row = select->bind(1, old).step();
    if (!row) return row.error();
    if (!*row) return unknownCollection(old);
    const std::string name = select->bytes(0);
    select->reset();
    auto remove = connection_->prepare("DELETE FROM collection WHERE id = ?");
    if (!remove) return remove.error();
    if (auto status = remove->bind(1, old).run(); !status) return status;
    auto rename = connection_->prepare("UPDATE collection SET name = ? WHERE id = ?");
    if (!rename) return rename.error();
    if (auto status = rename->bindText(1, name).bind(2, by).run(); !status) return status;
    if (connection_->changes() == 0) return unknownCollection(by);
    return transaction->commit();
}

Result<FolderRecord> SqliteCatalogue::addFolder(CollectionId collection, const std::string& path) {
    if (path.empty() || path[0] != '/' || path.find('\0') != std::string::npos)
        return Error{ErrorCode::InvalidArgument,
                     "'" + printable(path) + "' is not an absolute path of a folder."};
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    auto known = connection_->prepare("SELECT 1 FROM collection WHERE id = ?");
    if (!known) return known.error();
    auto found = known->bind(1, collection).step();
    if (!found) return found.error();
    if (!*found) return unknownCollection(collection);
    known->reset();

    auto insert = connection_->prepare(
        "INSERT INTO folder (collection, path) VALUES (?, ?) ON CONFLICT (collection, path) DO NOTHING");
    if (!insert) return insert.error();
    if (auto status = insert->bind(1, collection).bindBlob(2, path).run(); !status) return status.error();
    auto select = connection_->prepare("SELECT id FROM folder WHERE collection = ? AND path = ?");
    if (!select) return select.error();
    auto row = select->bind(1, collection).bindBlob(2, path).step();
    if (!row) return row.error();
    const FolderRecord record{select->integer(0), path};
    select->reset();
    if (auto status = transaction->commit(); !status) return status.error();
    return record;
}

Result<std::vector<FolderRecord>> SqliteCatalogue::folders(CollectionId collection) {
    return readAll("SELECT id, path FROM folder WHERE collection = ? ORDER BY id", collection,
                   [](const Statement& row) {
                       return FolderRecord{row.integer(0), row.bytes(1)};
                   });
}

Result<std::vector<ImageRecord>> SqliteCatalogue::images(CollectionId collection) {
    return readAll(std::string(kImageColumns).append(kOfCollection), collection, readImage);
}

Result<std::optional<ImageRecord>> SqliteCatalogue::findImage(CollectionId collection, ImageId image) {
    auto statement = connection_->prepare(std::string(kImageColumns) + "WHERE collection = ? AND id = ?");
    if (!statement) return statement.error();
    auto row = statement->bind(1, collection).bind(2, image).step();
    if (!row) return row.error();
    return *row ? std::optional(readImage(*statement)) : std::nullopt;
}

Status SqliteCatalogue::forEachImage(CollectionId collection,
                                     const std::function<Status(const ImageRecord&)>& use) {
    auto statement = connection_->prepare(std::string(kImageColumns).append(kOfCollection));
    if (!statement) return statement.error();
    statement->bind(1, collection);
    for (;;) {
        auto row = statement->step();
        if (!row) return row.error();
        if (!*row) return {};
        if (auto status = use(readImage(*statement)); !status) return status;
    }
}

Result<std::vector<ImageId>> SqliteCatalogue::imagesIn(SegmentId segment) {
    return readAll("SELECT id FROM image WHERE segment = ? ORDER BY id", segment,
                   [](const Statement& row) { return row.integer(0); });
}

Result<std::vector<ImageId>> SqliteCatalogue::imagesWithoutShares(SegmentId segment) {
    return readAll("SELECT id FROM image WHERE segment = ? AND coalesce(shares, -1) < 0 ORDER BY id", segment,
                   [](const Statement& row) { return row.integer(0); });
}

Result<std::vector<FailureRecord>> SqliteCatalogue::failures(CollectionId collection) {
    return readAll("SELECT failure.folder, failure.path, size, modified_ns, reason FROM failure "
                   "JOIN folder ON folder.id = failure.folder WHERE folder.collection = ? "
                   "ORDER BY failure.folder, failure.path",
                   collection, readFailure);
}

Result<std::vector<SegmentRecord>> SqliteCatalogue::segments(CollectionId collection) {
    return readAll(
        "SELECT id, file_name, row_count, "
        "EXISTS (SELECT 1 FROM image WHERE image.segment = segment.id) "
        "FROM segment WHERE collection = ? ORDER BY id",
        collection, [](const Statement& row) {
            return SegmentRecord{row.integer(0), row.bytes(1), row.integer(2), row.integer(3) != 0};
        });
}

Result<ImageId> SqliteCatalogue::reserveImageIds(CollectionId collection, std::int64_t count) {
    constexpr std::int64_t most = std::int64_t{1} << 40;
    if (count < 0 || count > most)
        return Error{ErrorCode::InvalidArgument, "Cannot reserve " + std::to_string(count) + " image ids."};
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    auto update = connection_->prepare(
        "UPDATE collection SET next_image = next_image + ?1 WHERE id = ?2 RETURNING next_image - ?1");
    if (!update) return update.error();
    auto row = update->bind(1, count).bind(2, collection).step();
    if (!row) return row.error();
    if (!*row) return unknownCollection(collection);
    const ImageId first = update->integer(0);
    update->reset();
    if (auto status = transaction->commit(); !status) return status.error();
    return first;
}

Result<SegmentId> SqliteCatalogue::insertSegment(CollectionId collection, const std::string& file,
                                                 std::int64_t rows) {
    if (file.empty() || file.find('/') != std::string::npos || printable(file) != file)
        return Error{ErrorCode::InvalidArgument, "'" + printable(file) + "' cannot name a segment file."};
    auto insert =
        connection_->prepare("INSERT INTO segment (collection, file_name, row_count) VALUES (?, ?, ?)");
    if (!insert) return insert.error();
    if (auto status = insert->bind(1, collection).bindText(2, file).bind(3, rows).run(); !status)
        return status.error();
    return SegmentId{connection_->lastInsertedId()};
}

Status SqliteCatalogue::checkBelongs(CollectionId collection, const std::vector<ImageRecord>& images,
                                     const std::vector<FailureRecord>& failures) {
    auto next = connection_->prepare("SELECT next_image FROM collection WHERE id = ?");
    if (!next) return next.error();
    auto row = next->bind(1, collection).step();
    if (!row) return row.error();
    if (!*row) return unknownCollection(collection);
    const ImageId firstUnreserved = next->integer(0);

    auto known = folders(collection);
    if (!known) return known.error();
    std::unordered_set<FolderId> ids;
    for (const auto& folder : *known)
        ids.insert(folder.id);
    for (const auto& image : images) {
        if (!ids.contains(image.folder))
            return Error{ErrorCode::InvalidArgument, "The folder of '" + printable(image.relativePath) +
                                                         "' is not one of the collection's."};
        if (image.id < 1 || image.id >= firstUnreserved)
            return Error{ErrorCode::InvalidArgument, "The id of '" + printable(image.relativePath) +
                                                         "' was not reserved in this collection."};
    }
    for (const auto& failure : failures) {
        if (!ids.contains(failure.folder))
            return Error{ErrorCode::InvalidArgument, "The folder of '" + printable(failure.relativePath) +
                                                         "' is not one of the collection's."};
    }
    return {};
}

Status SqliteCatalogue::writeImages(CollectionId collection, SegmentId segment,
                                    const std::vector<ImageRecord>& images) {
    auto write = connection_->prepare(
        "INSERT INTO image (collection, id, folder, path, size, modified_ns, width, height, label, segment, "
        "code_bytes, shares) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (folder, path) DO "
        "UPDATE SET "
        "id = excluded.id, size = excluded.size, modified_ns = excluded.modified_ns, width = excluded.width, "
        "height = excluded.height, label = excluded.label, segment = excluded.segment, "
        "code_bytes = excluded.code_bytes, shares = excluded.shares");
    if (!write) return write.error();
    auto forget = connection_->prepare("DELETE FROM failure WHERE folder = ? AND path = ?");
    if (!forget) return forget.error();
    for (const auto& image : images) {
        write->bind(1, collection).bind(2, image.id).bind(3, image.folder).bindBlob(4, image.relativePath);
        write->bind(5, static_cast<std::int64_t>(image.size)).bind(6, image.modifiedNs);
        write->bind(7, image.width).bind(8, image.height).bindBlob(9, image.label);
        write->bind(10, segment).bind(11, image.codeBytes).bind(12, packed(image.shares));
        if (auto status = write->run(); !status) return status;
        if (auto status = forget->bind(1, image.folder).bindBlob(2, image.relativePath).run(); !status)
            return status;
    }
    return {};
}

Status SqliteCatalogue::writeFailures(const std::vector<FailureRecord>& failures) {
    auto write = connection_->prepare(
        "INSERT OR REPLACE INTO failure (folder, path, size, modified_ns, reason) VALUES (?, ?, ?, ?, ?)");
    if (!write) return write.error();
    auto drop = connection_->prepare("DELETE FROM image WHERE folder = ? AND path = ?");
    if (!drop) return drop.error();
    for (const auto& failure : failures) {
        write->bind(1, failure.folder).bindBlob(2, failure.relativePath);
        write->bind(3, static_cast<std::int64_t>(failure.size)).bind(4, failure.modifiedNs);
        write->bindText(5, printable(failure.reason));
        if (auto status = write->run(); !status) return status;
        if (auto status = drop->bind(1, failure.folder).bindBlob(2, failure.relativePath).run(); !status)
            return status;
    }
    return {};
}

Status SqliteCatalogue::commitSegment(CollectionId collection, const std::string& segmentFile,
                                      const std::vector<ImageRecord>& images,
                                      const std::vector<FailureRecord>& failures) {
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    if (auto status = checkBelongs(collection, images, failures); !status) return status;
    if (!images.empty()) {
        auto segment = insertSegment(collection, segmentFile, static_cast<std::int64_t>(images.size()));
        if (!segment) return segment.error();
        if (auto status = writeImages(collection, *segment, images); !status) return status;
    }
    if (auto status = writeFailures(failures); !status) return status;
    return transaction->commit();
}

Status SqliteCatalogue::commitMerge(CollectionId collection, const std::string& segmentFile,
                                    const std::vector<SegmentId>& replaced) {
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    SegmentId target = 0;
    if (!segmentFile.empty()) {
        auto inserted = insertSegment(collection, segmentFile, 0);
        if (!inserted) return inserted.error();
        target = *inserted;
    }
    auto move = connection_->prepare("UPDATE image SET segment = ? WHERE segment = ?");
    if (!move) return move.error();
    auto forget = connection_->prepare("DELETE FROM segment WHERE id = ? AND collection = ?");
    if (!forget) return forget.error();
    std::int64_t moved = 0;
    for (const SegmentId old : replaced) {
        if (target != 0) {
            if (auto status = move->bind(1, target).bind(2, old).run(); !status) return status;
            moved += connection_->changes();
        }
        if (auto status = forget->bind(1, old).bind(2, collection).run(); !status) return status;
        if (connection_->changes() == 0)
            return Error{ErrorCode::NotFound,
                         "There is no segment " + std::to_string(old) + " in the collection to merge."};
    }
    auto count = connection_->prepare("UPDATE segment SET row_count = ? WHERE id = ?");
    if (!count) return count.error();
    if (auto status = count->bind(1, moved).bind(2, target).run(); !status) return status;
    return transaction->commit();
}

Status SqliteCatalogue::setShares(CollectionId collection,
                                  const std::vector<std::pair<ImageId, ImageShares>>& shares) {
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    auto update = connection_->prepare("UPDATE image SET shares = ? WHERE collection = ? AND id = ?");
    if (!update) return update.error();
    for (const auto& [image, both] : shares) {
        if (auto status = update->bind(1, packed(both)).bind(2, collection).bind(3, image).run(); !status)
            return status;
    }
    return transaction->commit();
}

Status SqliteCatalogue::inSnapshot(const std::function<Status()>& read) {
    if (auto status = connection_->execute("BEGIN"); !status) return status;
    const Status outcome = read();
    const Status ended = connection_->execute("COMMIT");
    return outcome ? ended : outcome;
}

Status SqliteCatalogue::removeImages(CollectionId collection, const std::vector<ImageId>& images) {
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    auto remove = connection_->prepare("DELETE FROM image WHERE collection = ? AND id = ?");
    if (!remove) return remove.error();
    for (const ImageId id : images) {
        if (auto status = remove->bind(1, collection).bind(2, id).run(); !status) return status;
    }
    return transaction->commit();
}

Status SqliteCatalogue::removeFailures(CollectionId collection, FolderId folder,
                                       const std::vector<std::string>& relativePaths) {
    auto transaction = Transaction::begin(*connection_);
    if (!transaction) return transaction.error();
    auto remove = connection_->prepare("DELETE FROM failure WHERE folder = ?1 AND path = ?2 AND folder IN "
                                       "(SELECT id FROM folder WHERE id = ?1 AND collection = ?3)");
    if (!remove) return remove.error();
    for (const auto& path : relativePaths) {
        if (auto status = remove->bind(1, folder).bindBlob(2, path).bind(3, collection).run(); !status)
            return status;
    }
    return transaction->commit();
}

Result<std::optional<std::string>> SqliteCatalogue::setting(const std::string& key) {
    auto statement = connection_->prepare("SELECT value FROM setting WHERE key = ?");
    if (!statement) return statement.error();
    auto row = statement->bindText(1, key).step();
    if (!row) return row.error();
    if (!*row) return std::optional<std::string>{};
    return std::optional<std::string>{statement->bytes(0)};
}

Status SqliteCatalogue::setSetting(const std::string& key, const std::string& value) {
    auto statement = connection_->prepare("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)");
    if (!statement) return statement.error();
    return statement->bindText(1, key).bindBlob(2, value).run();
}

Result<std::vector<std::string>> SqliteCatalogue::integrityProblems() {
    const auto text = [](const Statement& row) { return printable(row.bytes(0)); };
    auto problems = readAll("PRAGMA integrity_check", {}, text);
    if (!problems) return problems.error();
    std::erase(*problems, "ok");
    if (!problems->empty()) return problems;
    for (const std::string_view check :
         {"SELECT 'a row of ' || \"table\" || ' refers to a missing row of ' || parent "
          "FROM pragma_foreign_key_check",
          "SELECT 'image ' || image.id || ' has an id that was never reserved' FROM image "
          "JOIN collection ON collection.id = image.collection "
          "WHERE image.id < 1 OR image.id >= collection.next_image",
          "SELECT 'image ' || image.id || ' is in a folder or segment of another collection' FROM image "
          "JOIN folder ON folder.id = image.folder JOIN segment ON segment.id = image.segment "
          "WHERE folder.collection <> image.collection OR segment.collection <> image.collection",
          "SELECT 'the number of images of ' || name || ' is wrong' FROM collection WHERE image_count <> "
          "(SELECT count(*) FROM image WHERE image.collection = collection.id)"}) {
        auto found = readAll(check, {}, text);
        if (!found) return found.error();
        problems->insert(problems->end(), found->begin(), found->end());
    }
    return problems;
}

// A catalogue on a read-only medium cannot have the side files that WAL needs; when nobody left a log behind
// nobody can be writing either, and the file is all there is.
bool mustOpenAsImmutable(const std::filesystem::path& file) {
    const auto parent = file.parent_path();
    if (::access(parent.empty() ? "." : parent.c_str(), W_OK) == 0) return false;
    struct stat log {};
    return ::stat((file.native() + "-wal").c_str(), &log) != 0 || log.st_size == 0;
}

// A program that was killed while it made the catalogue leaves a journal, which a connection for reading only
// cannot undo. Where this fails, the opening that follows says why.
void finishKilledWrite(const std::filesystem::path& file) {
    if (::access((file.native() + "-journal").c_str(), F_OK) != 0 || ::access(file.c_str(), F_OK) != 0)
        return;
    const auto connection = Connection::open(file, Connection::Mode::ReadWrite);
    if (connection.ok()) static_cast<void>((*connection)->integer("PRAGMA user_version").ok());
}

// SQLite quietly opens what it cannot write for reading, and says "unable to open" of what it cannot create.
Status checkWritable(const std::filesystem::path& file) {
    const auto parent = file.parent_path();
    const std::filesystem::path folder = parent.empty() ? std::filesystem::path(".") : parent;
    if (::access(folder.c_str(), W_OK | X_OK) != 0) return systemError(errno, "write in the folder", folder);
    if (::access(file.c_str(), F_OK) == 0 && ::access(file.c_str(), W_OK) != 0)
        return systemError(errno, "write the catalogue", file);
    return {};
}

// A table that is not as the migrations make it is found here and not in the middle of a job.
Status checkTables(const Connection& connection) {
    for (const std::string_view sql :
         {"SELECT id, name, model, model_hash, next_image, generation, image_count, code_bytes FROM "
          "collection",
          "SELECT id, collection, path FROM folder",
          "SELECT id, collection, file_name, row_count FROM segment",
          "SELECT collection, id, folder, path, size, modified_ns, width, height, label, segment, "
          "code_bytes, "
          "shares FROM image",
          "SELECT folder, path, size, modified_ns, reason FROM failure", "SELECT key, value FROM setting"}) {
        auto statement = connection.prepare(sql);
        if (!statement) {
            Error error = statement.error();
            if (error.code == ErrorCode::Internal) error = connection.error(SQLITE_CORRUPT);
            return error;
        }
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Catalogue>> Catalogue::open(const std::filesystem::path& file, Mode mode) {
    if (auto status = checkFile(file); !status) return status.error();
    auto connectionMode = Connection::Mode::ReadWrite;
    if (mode == Mode::ReadWrite) {
        if (auto status = checkWritable(file); !status) return status.error();
    } else {
        connectionMode = mustOpenAsImmutable(file) ? Connection::Mode::Immutable : Connection::Mode::ReadOnly;
        if (connectionMode == Connection::Mode::ReadOnly) finishKilledWrite(file);
    }
    auto connection = Connection::open(file, connectionMode);
    if (!connection) return connection.error();
    // FULL: what a call reported as done survives a loss of power, not only of the process.
    for (const char* pragma : {"PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL"}) {
        if (auto status = (*connection)->execute(pragma); !status) return status.error();
    }
    if (auto status = bringUpToDate(**connection, file, mode == Mode::ReadWrite); !status)
        return status.error();
    if (auto status = checkTables(**connection); !status) return status.error();
    return std::unique_ptr<Catalogue>(std::make_unique<SqliteCatalogue>(std::move(*connection)));
}

} // namespace sparlet::store

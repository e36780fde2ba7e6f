#include "base/atomic_file.h"
#include "base/printable.h"
#include "store/sqlite_internal.h"

#include <cerrno>
#include <cstddef>
#include <new>

namespace sparlet::store {
namespace {

constexpr int kBusyMilliseconds = 15'000;

// "file:" URI of SQLite: everything but plain characters is percent-encoded, so any path bytes get through.
std::string immutableUri(const std::filesystem::path& file) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : file.native()) {
        const auto value = static_cast<unsigned char>(c);
        const bool plain = (value >= '0' && value <= '9') || (value >= 'A' && value <= 'Z') ||
                           (value >= 'a' && value <= 'z') || value == '/' || value == '.' || value == '-';
        if (plain) {
            uri += c;
        } else {
            uri += '%';
            uri += digits[value >> 4];
            uri += digits[value & 0xF];
        }
    }
    return uri + "?immutable=1";
}

bool isDiskFull(const std::filesystem::path& file) {
    constexpr std::uintmax_t kNothing = 64 * 1024;
    std::error_code problem;
    const auto space = std::filesystem::space(file.parent_path(), problem);
    return !problem && space.available < kNothing;
}

} // namespace

Statement& Statement::bind(int parameter, std::int64_t value) {
    const int result = sqlite3_bind_int64(statement_.get(), parameter, value);
    if (bindResult_ == SQLITE_OK) bindResult_ = result;
    return *this;
}

Statement& Statement::bindText(int parameter, std::string_view value) {
    const int result = sqlite3_bind_text64(statement_.get(), parameter, value.data(), value.size(),
                                           SQLITE_TRANSIENT, SQLITE_UTF8);
    if (bindResult_ == SQLITE_OK) bindResult_ = result;
    return *this;
}

Statement& Statement::bindBlob(int parameter, std::string_view value) {
    // A null pointer would bind NULL instead of a blob without bytes.
    const char* data = value.empty() ? "" : value.data();
    const int result = sqlite3_bind_blob64(statement_.get(), parameter, data, value.size(), SQLITE_TRANSIENT);
    if (bindResult_ == SQLITE_OK) bindResult_ = result;
    return *this;
}

Result<bool> Statement::step() {
    if (bindResult_ != SQLITE_OK) return connection_->error(bindResult_);
    const int result = sqlite3_step(statement_.get());
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    Error error = connection_->error(result);
    reset();
    return error;
}

Status Statement::run() {
    auto row = step();
    if (!row) return row.error();
    reset();
    return {};
}

void Statement::reset() {
    // The code repeats what step() has already reported.
    static_cast<void>(sqlite3_reset(statement_.get()));
    static_cast<void>(sqlite3_clear_bindings(statement_.get()));
    bindResult_ = SQLITE_OK;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::string Statement::bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    if (data == nullptr || size <= 0) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file, Mode mode) {
    std::unique_ptr<Connection> connection(new Connection());
    connection->file_ = file;
    // A relative path that starts with "file:" or ":memory:" must stay a path.
    const auto absolute = std::filesystem::absolute(file);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= mode == Mode::ReadWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    if (mode == Mode::Immutable) flags |= SQLITE_OPEN_URI;
    const std::string name = mode == Mode::Immutable ? immutableUri(absolute) : absolute.native();

    sqlite3* database = nullptr;
    const int result = sqlite3_open_v2(name.c_str(), &database, flags, nullptr);
    connection->database_.reset(database);
    if (database == nullptr) return connection->error(SQLITE_NOMEM);
    if (result != SQLITE_OK) return connection->error(result);
    sqlite3_busy_timeout(database, kBusyMilliseconds);
    // A hostile file must not run code through its schema.
    for (const int option : {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_TRUSTED_SCHEMA}) {
        const int on = option == SQLITE_DBCONFIG_DEFENSIVE ? 1 : 0;
        if (const int code = sqlite3_db_config(database, option, on, nullptr); code != SQLITE_OK)
            return connection->error(code);
    }
    return connection;
}

Result<Statement> Connection::prepare(std::string_view sql) const {
    sqlite3_stmt* raw = nullptr;
    const int result = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    Statement statement;
    statement.connection_ = this;
    statement.statement_.reset(raw);
    if (result != SQLITE_OK) return error(result);
    return statement;
}

Status Connection::execute(const std::string& sql) const {
    const int result = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) return error(result);
    return {};
}

Result<std::int64_t> Connection::integer(std::string_view sql) const {
    auto statement = prepare(sql);
    if (!statement) return statement.error();
    auto row = statement->step();
    if (!row) return row.error();
    return *row ? statement->integer(0) : std::int64_t{0};
}

Error Connection::error(int result) const {
    const std::string name = "catalogue " + quoted(file_);
    const int systemCode = database_ ? sqlite3_system_errno(database_.get()) : 0;
    const std::string detail = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(result);
    switch (result & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {ErrorCode::Corrupt,
                "The " + name +
                    " is damaged or is not a catalogue of Sparlet; move it away and index "
                    "again, or restore it from a copy."};
    case SQLITE_FULL:
        return {ErrorCode::DiskFull,
                "Cannot write the " + name + ": the disk is full; free some space and try again."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Busy,
                "The " + name + " is in use by another process; wait for it to finish and try again."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return {ErrorCode::PermissionDenied, "Cannot write the " + name + ": it is read-only."};
    case SQLITE_NOMEM:
        return {ErrorCode::OutOfMemory, "Not enough memory to use the " + name + "."};
    case SQLITE_TOOBIG:
        return {ErrorCode::TooLarge, "A value is too large for the " + name + "."};
    case SQLITE_CONSTRAINT:
        return {ErrorCode::InvalidArgument, "The " + name + " refuses the change: " + detail + "."};
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        // SQLite forgets why it could not make or enlarge the files beside the catalogue.
        if (isDiskFull(file_)) return systemError(ENOSPC, "write the catalogue", file_);
        if (std::error_code none;
            systemCode != 0 && (systemCode != ENOENT || !std::filesystem::exists(file_, none)))
            return systemError(systemCode, "use the catalogue", file_);
        return {ErrorCode::Io, "Cannot use the " + name + ": " + detail +
                                   "; see whether its disk is well and its folder can be written to, and try "
                                   "again."};
    default:
        return {ErrorCode::Internal, "The " + name + " failed: " + detail + "."};
    }
}

Result<Transaction> Transaction::begin(const Connection& connection) {
    // IMMEDIATE: the wait for other writers happens here, and never as a failure half-way.
    auto status = connection.execute("BEGIN IMMEDIATE");
    if (!status) return status.error();
    return Transaction(connection);
}

Transaction::~Transaction() {
    // SQLite has already rolled back after some failures (disk full, I/O).
    if (connection_ != nullptr && connection_->inTransaction())
        static_cast<void>(connection_->execute("ROLLBACK"));
}

Status Transaction::commit() {
    auto status = connection_->execute("COMMIT");
    if (status) connection_ = nullptr;
    return status;
}

} // namespace sparlet::store

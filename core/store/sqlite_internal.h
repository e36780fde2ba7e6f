// SQLite's C API behind RAII and Result. Private to core/store.
#pragma once

#include "base/result.h"

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace sparlet::store {

class Connection;

/// A prepared statement. Parameters count from 1, columns from 0. bind…() remember the first failure, which
/// step() returns, so that a row of binds needs one check.
class Statement {
public:
    Statement() = default;

    Statement& bind(int parameter, std::int64_t value);
    Statement& bindText(int parameter, std::string_view value);
    Statement& bindBlob(int parameter, std::string_view value);

    /// True: a row is there to read. False: done. Reset before binding again.
    Result<bool> step();
    /// For statements that return no row: step, reset.
    Status run();
    void reset();

    std::int64_t integer(int column) const;
    bool isNull(int column) const;
    /// Text or blob, NULL as "".
    std::string bytes(int column) const;

private:
    friend class Connection;
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    const Connection* connection_ = nullptr;
    std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
    int bindResult_ = SQLITE_OK;
};

/// Not movable: statements point to it.
class Connection {
public:
    enum class Mode { ReadWrite, ReadOnly, Immutable };

    static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file, Mode mode);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Result<Statement> prepare(std::string_view sql) const;
    /// Any number of statements, rows dropped.
    Status execute(const std::string& sql) const;
    /// The first column of the first row.
    Result<std::int64_t> integer(std::string_view sql) const;

    bool inTransaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }
    std::int64_t lastInsertedId() const { return sqlite3_last_insert_rowid(database_.get()); }
    std::int64_t changes() const { return sqlite3_changes64(database_.get()); }

    /// What went wrong last, given the code a call returned, as a sentence about this file.
    Error error(int result) const;

private:
    struct Closer {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    Connection() = default;
    std::unique_ptr<sqlite3, Closer> database_;
    std::filesystem::path file_;
};

/// To write; others wait. Rolls back unless committed.
class Transaction {
public:
    static Result<Transaction> begin(const Connection& connection);
    Transaction(Transaction&& other) noexcept : connection_(other.connection_) {
        other.connection_ = nullptr;
    }
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Status commit();

private:
    explicit Transaction(const Connection& connection) : connection_(&connection) {}
    const Connection* connection_ = nullptr;
};

} // namespace sparlet::store

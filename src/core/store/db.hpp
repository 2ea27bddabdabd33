#pragma once

#include "core/base/clock.hpp"
#include "core/base/encode.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// The database connection: the only file that knows sqlite3. Everything else in this room is
/// SQL in the part of the language that PostgreSQL understands too.
///
/// Every connection runs with WAL, synchronous=FULL, foreign keys, an untrusted schema and
/// secure_delete; the settings that durability hangs on are read back and checked. A commit
/// that returned is on disk.

struct sqlite3;
struct sqlite3_stmt;

namespace bkxsms::store {

class Db;

/// How long a connection waits for another one's transaction before it gives up.
inline constexpr milliseconds busy_patience{30'000};

/// A prepared statement in use; back in its connection's cache when it goes.
class Statement {
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    /// Binds the values to ?1, ?2, … in order. An empty optional is NULL.
    template <class... T>
    Statement& bind(const T&... values) {
        int index = 0;
        (bind_one(++index, values), ...);
        return *this;
    }

    /// True while there is a row. \throws Error{temporary} busy, {io} disk full or damaged,
    /// {software} a constraint that the caller should have made impossible.
    bool step();
    /// Runs it to its end and returns how many rows it changed.
    std::int64_t run();

    bool is_null(int column) const noexcept;
    std::int64_t integer(int column) const noexcept;
    std::string text(int column) const;
    Bytes blob(int column) const;
    TimePoint time(int column) const noexcept { return from_millis(integer(column)); }
    std::optional<std::int64_t> integer_if(int column) const noexcept;
    std::optional<std::string> text_if(int column) const;
    std::optional<TimePoint> time_if(int column) const noexcept;

private:
    friend class Db;
    Statement(Db& db, const char* sql, sqlite3_stmt* raw) noexcept
        : db_(&db), sql_(sql), raw_(raw) {}

    void bind_one(int index, std::int64_t value);
    void bind_one(int index, int value) { bind_one(index, std::int64_t{value}); }
    void bind_one(int index, bool value) { bind_one(index, std::int64_t{value ? 1 : 0}); }
    void bind_one(int index, std::string_view value);
    void bind_one(int index, const std::string& value) {
        bind_one(index, std::string_view(value));
    }
    void bind_one(int index, const char* value) { bind_one(index, std::string_view(value)); }
    void bind_one(int index, const Bytes& value);
    void bind_one(int index, TimePoint value) { bind_one(index, to_millis(value)); }
    void bind_one(int index, std::nullopt_t);
    template <class T>
    void bind_one(int index, const std::optional<T>& value) {
        if (value)
            bind_one(index, *value);
        else
            bind_one(index, std::nullopt);
    }

    Db* db_;
    const char* sql_; ///< the key under which it is given back
    sqlite3_stmt* raw_;
};

/// For a column that is NULL where there is nothing to say.
inline std::optional<std::string> unless_empty(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return std::string(text);
}

/// A write transaction (BEGIN IMMEDIATE): takes the write lock at once, so that what it read
/// cannot have changed when it writes. Rolled back unless committed.
class Transaction {
public:
    explicit Transaction(Db& db);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    /// \throws Error as Statement::step; then nothing was written.
    void commit();

private:
    Db& db_;
    bool open_ = true;
};

class Db {
public:
    enum class Mode {
        read, ///< no statement can change anything
        write,
        create, ///< made with mode 0600 if missing; for `init`
    };

    /// \throws Error{no_input} missing (hint: bkxsms init), {no_permission}, {config} on a
    /// network file system (WAL needs shared memory), {io} not a database.
    static Db open(const std::filesystem::path& path, Mode mode);
    /// A private database in memory, for tests.
    static Db in_memory();

    Db(Db&&) noexcept;
    Db& operator=(Db&&) noexcept;
    ~Db();

    /// `sql` must be a string literal: the statement is kept, keyed by its address.
    Statement use(const char* sql);
    /// Several statements at once, without parameters (migrations).
    void execute(const std::string& sql);

    /// Its path, for messages; ":memory:" for in_memory().
    const std::string& name() const noexcept;
    std::int64_t last_id() const noexcept;

    int schema_version();
    void set_schema_version(int version);

    /// What PRAGMA integrity_check and foreign_key_check find; empty if all is well.
    std::vector<std::string> damage();
    /// For a command that writes thousands of rows: the log grows to 16 MiB before it is moved,
    /// so that a page that changes often is moved once. Call checkpoint() at the end.
    void expect_many_writes();
    /// Moves the write-ahead log into the database and empties it, if nobody reads just now.
    void checkpoint();
    bool in_transaction() const noexcept;

private:
    friend class Statement;
    friend class Transaction;
    class Connection;
    explicit Db(std::unique_ptr<Connection> connection);
    [[noreturn]] void fail(int code, std::string_view doing) const;

    std::unique_ptr<Connection> connection_;
};

} // namespace bkxsms::store

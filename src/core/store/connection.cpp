#include "core/store/connection.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>

namespace bkxsms::store {

namespace {

Fault fault_of(int code) noexcept {
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Fault::temporary;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        return Fault::no_permission;
    case SQLITE_CANTOPEN:
        return Fault::no_input;
    case SQLITE_NOMEM:
        return Fault::os;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return Fault::io;
    default:
        return Fault::software;
    }
}

std::string hint_for(int code) {
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another bkxsms is writing; try again";
    case SQLITE_FULL:
        return "free some disk space; what was not confirmed was not accepted, so repeat it "
               "with the same --key";
    case SQLITE_IOERR:
        return "look at the disk; what was not confirmed was not accepted, so repeat it with "
               "the same --key";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "run `bkxsms db check`, then restore a backup";
    default:
        return {};
    }
}

/// SQLite's count of its own memory, which nobody reads, takes a lock at every allocation.
/// Refused once the library is in use, which does no harm.
void drop_memory_count() noexcept {
    [[maybe_unused]] static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

} // namespace

Db::Connection::Connection(std::string file, int flags) : name(std::move(file)) {
    drop_memory_count();
    const int code = sqlite3_open_v2(name.c_str(), &raw, flags, nullptr);
    if (code != SQLITE_OK) {
        const std::string why = raw != nullptr ? sqlite3_errmsg(raw) : "out of memory";
        sqlite3_close(raw);
        throw Error(fault_of(code), "cannot open the database '" + name + "': " + why);
    }
    sqlite3_extended_result_codes(raw, 1);
}

Db::Connection::~Connection() {
    for (const auto& [sql, statements] : idle)
        for (auto* const statement : statements) sqlite3_finalize(statement);
    sqlite3_close(raw);
}

void Db::fail(int code, std::string_view doing) const {
    throw Error(fault_of(code),
                fmt::format("the database '{}' failed {}: {}", connection_->name, doing,
                            sqlite3_errmsg(connection_->raw)),
                hint_for(code));
}

} // namespace bkxsms::store

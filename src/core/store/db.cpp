#include "core/store/db.hpp"

#include "core/base/error.hpp"
#include "core/store/connection.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <utility>

namespace bkxsms::store {

namespace fs = std::filesystem;

namespace {

/// WAL coordinates through shared memory: it does not work over a network.
/// Source: https://www.sqlite.org/wal.html, "All processes using a database must be on the same
/// host computer" (read 2026-11-22).
void refuse_network_file_system(const fs::path& folder) {
    struct statfs info {};
    if (statfs(folder.c_str(), &info) != 0) return;
    constexpr unsigned long nfs = NFS_SUPER_MAGIC;
    constexpr unsigned long cifs = 0xFF534D42;
    constexpr unsigned long smb2 = 0xFE534D42;
    const auto type = static_cast<unsigned long>(info.f_type) & 0xFFFFFFFFUL;
    if (type == nfs || type == cifs || type == smb2)
        throw Error(Fault::config,
                    "the database folder '" + folder.string() + "' is on a network file system",
                    "put [paths] database on a local disk");
}

void create_private_file(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        throw Error(Fault::cannot_create,
                    "cannot create the database '" + path.string() + "': " + errno_text(errno));
    ::close(fd);
}

} // namespace

Db::Db(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Db::Db(Db&&) noexcept = default;
Db& Db::operator=(Db&&) noexcept = default;
Db::~Db() = default;

namespace {

void check_pragma(Db& db, const char* sql, std::string_view wanted) {
    auto read = db.use(sql);
    if (!read.step() || read.text(0) != wanted)
        throw Error(Fault::config,
                    fmt::format("the database '{}' does not keep '{}'", db.name(), sql),
                    "if the file is empty, `bkxsms init` makes it anew; else see bkxsms-db(1)");
}

} // namespace

Db Db::open(const fs::path& path, Mode mode) {
    if (mode == Mode::create) {
        refuse_network_file_system(path.parent_path());
        create_private_file(path);
    } else if (::access(path.c_str(), F_OK) != 0) {
        throw Error(Fault::no_input, "there is no database '" + path.string() + "'",
                    "run `bkxsms init` first");
    }
    const int access = mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    // The folder may be reached through links; the database file itself must not be one.
    const auto name = fs::canonical(fs::absolute(path).parent_path()) / path.filename();
    Db db(std::make_unique<Connection>(name.string(),
                                       access | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX));
    auto* const raw = db.connection_->raw;
    sqlite3_busy_timeout(raw, static_cast<int>(busy_patience.count()));
    // A process that only accepts a message must not pay for moving the whole log on its way
    // out.
    sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (mode == Mode::read) {
        db.execute("PRAGMA trusted_schema=OFF; PRAGMA query_only=ON;");
        return db;
    }
    if (mode == Mode::create) db.execute("PRAGMA journal_mode=WAL;");
    db.execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
               "PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON; PRAGMA mmap_size=0;"
               // 16 MiB of pages: a runner that sends thousands a second reads each once.
               // The log stays below 1 MiB: who opens the database alone reads it whole.
               "PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=256;");
    check_pragma(db, "PRAGMA journal_mode", "wal");
    check_pragma(db, "PRAGMA synchronous", "2");
    check_pragma(db, "PRAGMA foreign_keys", "1");
    return db;
}

Db Db::in_memory() {
    Db db(std::make_unique<Connection>(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                                       SQLITE_OPEN_NOMUTEX));
    db.execute("PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;");
    return db;
}

Statement Db::use(const char* sql) {
    auto& idle = connection_->idle[sql];
    if (!idle.empty()) {
        auto* const statement = idle.back();
        idle.pop_back();
        return {*this, sql, statement};
    }
    idle.reserve(idle.capacity() + 1); // so that giving it back cannot fail
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(connection_->raw, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK) fail(code, "preparing a statement");
    return {*this, sql, statement};
}

void Db::execute(const std::string& sql) {
    const int code = sqlite3_exec(connection_->raw, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code, "running a script");
}

const std::string& Db::name() const noexcept {
    return connection_->name;
}

std::int64_t Db::last_id() const noexcept {
    return sqlite3_last_insert_rowid(connection_->raw);
}

int Db::schema_version() {
    auto read = use("PRAGMA user_version");
    read.step();
    return static_cast<int>(read.integer(0));
}

void Db::set_schema_version(int version) {
    execute(fmt::format("PRAGMA user_version = {}", version));
}

std::vector<std::string> Db::damage() {
    std::vector<std::string> found;
    auto integrity = use("PRAGMA integrity_check(20)");
    while (integrity.step())
        if (const auto line = integrity.text(0); line != "ok") found.push_back(line);
    auto orphans = use("PRAGMA foreign_key_check");
    while (orphans.step())
        found.push_back(fmt::format("row {} of {} refers to a missing row of {}",
                                    orphans.integer(1), orphans.text(0), orphans.text(2)));
    return found;
}

void Db::expect_many_writes() {
    execute("PRAGMA wal_autocheckpoint=4096;");
}

void Db::checkpoint() {
    // Busy readers are no fault: the next run does it.
    sqlite3_wal_checkpoint_v2(connection_->raw, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                              nullptr);
}

bool Db::in_transaction() const noexcept {
    return sqlite3_get_autocommit(connection_->raw) == 0;
}

} // namespace bkxsms::store

#include "core/store/connection.hpp"

#include <utility>

namespace bkxsms::store {

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_), sql_(other.sql_), raw_(std::exchange(other.raw_, nullptr)) {}

Statement::~Statement() {
    if (raw_ == nullptr) return;
    sqlite3_reset(raw_);
    sqlite3_clear_bindings(raw_);
    db_->connection_->idle[sql_].push_back(raw_);
}

bool Statement::step() {
    const int code = sqlite3_step(raw_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    db_->fail(code, "running a statement");
}

std::int64_t Statement::run() {
    while (step()) {
    }
    const auto changed = sqlite3_changes64(db_->connection_->raw);
    sqlite3_reset(raw_);
    return changed;
}

void Statement::bind_one(int index, std::int64_t value) {
    sqlite3_bind_int64(raw_, index, value);
}

void Statement::bind_one(int index, std::string_view value) {
    sqlite3_bind_text64(raw_, index, value.data() != nullptr ? value.data() : "", value.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bind_one(int index, const Bytes& value) {
    static constexpr std::uint8_t none = 0;
    sqlite3_bind_blob64(raw_, index, value.empty() ? &none : value.data(), value.size(),
                        SQLITE_TRANSIENT);
}

void Statement::bind_one(int index, std::nullopt_t) {
    sqlite3_bind_null(raw_, index);
}

bool Statement::is_null(int column) const noexcept {
    return sqlite3_column_type(raw_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const noexcept {
    return sqlite3_column_int64(raw_, column);
}

std::string Statement::text(int column) const {
    const auto* const data = sqlite3_column_text(raw_, column);
    if (data == nullptr) return {};
    return {reinterpret_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
}

Bytes Statement::blob(int column) const {
    const auto* const data =
        static_cast<const std::uint8_t*>(sqlite3_column_blob(raw_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(raw_, column));
    return data == nullptr ? Bytes{} : Bytes(data, data + size);
}

std::optional<std::int64_t> Statement::integer_if(int column) const noexcept {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::optional<std::string> Statement::text_if(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

std::optional<TimePoint> Statement::time_if(int column) const noexcept {
    if (is_null(column)) return std::nullopt;
    return time(column);
}

// ---- Transaction --------------------------------------------------------------------------

Transaction::Transaction(Db& db) : db_(db) {
    db_.use("BEGIN IMMEDIATE").run();
}

Transaction::~Transaction() {
    if (!open_) return;
    // After some failures SQLite has rolled back by itself; a second ROLLBACK would only fail.
    if (db_.in_transaction())
        sqlite3_exec(db_.connection_->raw, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    db_.use("COMMIT").run();
    open_ = false;
}

} // namespace bkxsms::store

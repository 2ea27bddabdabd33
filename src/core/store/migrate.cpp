#include "core/store/migrate.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>

namespace bkxsms::store {

int newest_version() noexcept {
    return migrations().back().version;
}

namespace {

[[noreturn]] void refuse_newer(const Db& db, int found) {
    throw Error(
        Fault::config,
        fmt::format("the database '{}' has version {}, this bkxsms knows versions up to "
                    "{}",
                    db.name(), found, newest_version()),
        "upgrade bkxsms; an older program must not write a newer database");
}

} // namespace

int migrate(Db& db) {
    int steps = 0;
    for (const auto& migration : migrations()) {
        Transaction tx(db);
        const int found = db.schema_version();
        if (found > newest_version()) refuse_newer(db, found);
        if (found >= migration.version) continue;
        db.execute(std::string(migration.sql));
        db.set_schema_version(migration.version);
        tx.commit();
        ++steps;
    }
    return steps;
}

void require_current(Db& db) {
    const int found = db.schema_version();
    if (found > newest_version()) refuse_newer(db, found);
    if (found == 0)
        throw Error(Fault::config, fmt::format("the database '{}' is empty", db.name()),
                    "run `bkxsms init` first");
    if (found < newest_version())
        throw Error(Fault::config,
                    fmt::format("the database '{}' has version {}, this bkxsms needs {}",
                                db.name(), found, newest_version()),
                    "run `bkxsms db migrate`");
}

} // namespace bkxsms::store

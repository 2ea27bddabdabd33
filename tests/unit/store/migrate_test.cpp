#include "core/store/migrate.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <fmt/format.h>
#include <thread>

using namespace bkxsms;
using namespace bkxsms::store;
using test::fault_of;

TEST_CASE("store: migrations are numbered from 1 without a gap, and named so") {
    int expected = 0;
    for (const auto& migration : migrations()) {
        ++expected;
        CHECK(migration.version == expected);
        CHECK(migration.name.substr(0, 5) == fmt::format("{:04}_", expected));
        CHECK_FALSE(migration.sql.empty());
    }
    CHECK(newest_version() == expected);
    CHECK(expected >= 1);
}

TEST_CASE("store: an empty database takes every step once, a current one none") {
    auto db = Db::in_memory();
    CHECK(db.schema_version() == 0);
    CHECK(migrate(db) == newest_version());
    CHECK(db.schema_version() == newest_version());
    CHECK(migrate(db) == 0);
    CHECK(db.damage().empty());
    CHECK_FALSE(db.in_transaction());
}

TEST_CASE("store: a database newer than the program is refused and left alone") {
    auto db = Db::in_memory();
    migrate(db);
    db.set_schema_version(newest_version() + 1);
    CHECK(fault_of([&] { migrate(db); }) == Fault::config);
    CHECK(fault_of([&] { require_current(db); }) == Fault::config);
    CHECK(db.schema_version() == newest_version() + 1);
    CHECK_FALSE(db.in_transaction());
}

TEST_CASE("store: only the current version may be worked with") {
    auto db = Db::in_memory();
    CHECK(fault_of([&] { require_current(db); }) == Fault::config);
    migrate(db);
    CHECK_NOTHROW(require_current(db));
}

TEST_CASE("store: two programs that migrate at once take each step once") {
    const test::TempFolder folder;
    const auto path = folder.path() / "bkxsms.db";
    auto first = Db::open(path, Db::Mode::create);
    auto second = Db::open(path, Db::Mode::write);
    int steps_of_second = 0;
    std::thread other([&] { steps_of_second = migrate(second); });
    const int steps_of_first = migrate(first);
    other.join();
    CHECK(steps_of_first + steps_of_second == newest_version());
    CHECK_NOTHROW(require_current(second));
}

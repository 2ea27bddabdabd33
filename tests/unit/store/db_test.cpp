#include "core/store/db.hpp"

#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>
#include <map>

using namespace bkxsms;
using namespace bkxsms::store;
using test::fault_of;
namespace fs = std::filesystem;

namespace {

constexpr auto table = "CREATE TABLE t (n INTEGER PRIMARY KEY, v ANY) STRICT;";

std::int64_t count(Db& db) {
    auto read = db.use("SELECT count(*) FROM t");
    read.step();
    return read.integer(0);
}

} // namespace

TEST_CASE("store: a new database keeps what it was told, in a file for its owner alone") {
    const test::TempFolder folder;
    const auto path = folder.path() / "bkxsms.db";
    auto db = Db::open(path, Db::Mode::create);
    const auto setting = [](Statement read) {
        REQUIRE(read.step());
        return read.text(0);
    };
    CHECK(setting(db.use("PRAGMA journal_mode")) == "wal");
    CHECK(setting(db.use("PRAGMA synchronous")) == "2"); // FULL
    CHECK(setting(db.use("PRAGMA foreign_keys")) == "1");
    CHECK(setting(db.use("PRAGMA trusted_schema")) == "0");
    CHECK(setting(db.use("PRAGMA cell_size_check")) == "1");
    CHECK(setting(db.use("PRAGMA secure_delete")) == "1");
    CHECK(setting(db.use("PRAGMA busy_timeout")) == std::to_string(busy_patience.count()));
    CHECK((fs::status(path).permissions() & fs::perms::all) ==
          (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("store: a database that lost its journal mode is not written") {
    const test::TempFolder folder;
    const auto path = folder.path() / "bkxsms.db";
    Db::open(path, Db::Mode::create).execute("PRAGMA journal_mode=DELETE;");
    CHECK(fault_of([&] { Db::open(path, Db::Mode::write); }) == Fault::config);
}

TEST_CASE("store: a missing database, a link and a file that is none are refused") {
    const test::TempFolder folder;
    const auto missing = folder.path() / "none.db";
    CHECK(fault_of([&] { Db::open(missing, Db::Mode::write); }) == Fault::no_input);
    CHECK(fault_of([&] { Db::open(missing, Db::Mode::read); }) == Fault::no_input);
    CHECK_FALSE(fs::exists(missing));
    try {
        Db::open(missing, Db::Mode::write);
    } catch (const Error& error) {
        CHECK(error.what() == "there is no database '" + missing.string() + "'");
        CHECK(error.hint() == "run `bkxsms init` first");
    }

    const auto letter = folder.write("letter.db", std::string(4096, 'x'));
    CHECK(fault_of([&] { Db::open(letter, Db::Mode::write); }) == Fault::io);
    CHECK(fault_of([&] { Db::open(letter, Db::Mode::read).schema_version(); }) == Fault::io);

    const auto real = folder.path() / "real.db";
    Db::open(real, Db::Mode::create);
    const auto link = folder.path() / "link.db";
    fs::create_symlink(real, link);
    CHECK(fault_of([&] { Db::open(link, Db::Mode::write); }).has_value());
    CHECK(fault_of([&] { Db::open(link, Db::Mode::create); }) == Fault::cannot_create);
}

TEST_CASE("store: a reader can change nothing") {
    const test::TempFolder folder;
    const auto path = folder.path() / "bkxsms.db";
    auto writer = Db::open(path, Db::Mode::create);
    writer.execute(table);
    writer.execute("INSERT INTO t VALUES (1, 'one')");
    auto reader = Db::open(path, Db::Mode::read);
    CHECK(count(reader) == 1);
    for (const auto* sql : {"INSERT INTO t VALUES (2, 'two')", "DELETE FROM t", "DROP TABLE t",
                            "PRAGMA user_version = 9"}) {
        CAPTURE(sql);
        CHECK(fault_of([&] { reader.execute(sql); }) == Fault::no_permission);
    }
    CHECK(count(writer) == 1);
}

TEST_CASE("store: whoever waits too long for the other's transaction may try again later") {
    const test::TempFolder folder;
    const auto path = folder.path() / "bkxsms.db";
    auto first = Db::open(path, Db::Mode::create);
    first.execute(table);
    auto second = Db::open(path, Db::Mode::write);
    second.execute("PRAGMA busy_timeout=20"); // in place of busy_patience
    {
        Transaction tx(first);
        first.execute("INSERT INTO t VALUES (1, 'one')");
        CHECK(fault_of([&] { Transaction late(second); }) == Fault::temporary);
        CHECK_FALSE(second.in_transaction());
        CHECK(count(second) == 0); // reading goes on meanwhile
        tx.commit();
    }
    Transaction tx(second);
    CHECK(count(second) == 1);
    tx.commit();
}

TEST_CASE("store: a transaction that is not committed leaves no trace") {
    auto db = Db::in_memory();
    db.execute(table);
    {
        Transaction tx(db);
        db.execute("INSERT INTO t VALUES (1, 'one')");
        CHECK(db.in_transaction());
    }
    CHECK_FALSE(db.in_transaction());
    CHECK(count(db) == 0);
    // Nor does one that SQLite ended by itself.
    CHECK(fault_of([&] {
              Transaction tx(db);
              db.execute("INSERT INTO t VALUES (1, 'one'); ROLLBACK;");
              tx.commit();
          }) == Fault::software);
    CHECK(count(db) == 0);
}

TEST_CASE("store: what is bound comes back, NULL as nothing") {
    auto db = Db::in_memory();
    db.execute(table);
    const std::string awkward("a\0'\"\xC3\xA9", 6);
    const Bytes bytes = {0, 255, 0};
    const auto at = from_millis(1'795'370'407'123);
    db.use("INSERT INTO t (v) VALUES (?1), (?2), (?3), (?4), (?5), (?6), (?7)")
        .bind(awkward, bytes, at, std::optional<int>(), std::string_view(), Bytes{}, true)
        .run();
    auto read = db.use("SELECT v FROM t ORDER BY n");
    REQUIRE(read.step());
    CHECK(read.text(0) == awkward);
    REQUIRE(read.step());
    CHECK(read.blob(0) == bytes);
    REQUIRE(read.step());
    CHECK(read.time(0) == at);
    CHECK(read.time_if(0) == at);
    REQUIRE(read.step());
    CHECK(read.is_null(0));
    CHECK_FALSE(read.integer_if(0));
    CHECK_FALSE(read.text_if(0));
    CHECK_FALSE(read.time_if(0));
    CHECK(read.text(0).empty());
    REQUIRE(read.step());
    CHECK(read.text_if(0) == std::string()); // an empty text is a text
    REQUIRE(read.step());
    CHECK_FALSE(read.is_null(0));
    CHECK(read.blob(0).empty());
    REQUIRE(read.step());
    CHECK(read.integer(0) == 1);
    CHECK_FALSE(read.step());
}

TEST_CASE("store: one text of SQL may be in use twice at once, and forgets what was bound") {
    auto db = Db::in_memory();
    db.execute(table);
    constexpr auto sql = "SELECT ?1";
    {
        auto one = db.use(sql);
        auto two = db.use(sql);
        one.bind("one");
        two.bind("two");
        REQUIRE(one.step());
        REQUIRE(two.step());
        CHECK(one.text(0) == "one");
        CHECK(two.text(0) == "two");
    }
    auto again = db.use(sql);
    REQUIRE(again.step());
    CHECK(again.is_null(0));
}

TEST_CASE("store: run() tells how many rows changed, the triggers' not counted") {
    auto db = Db::in_memory();
    db.execute(table);
    db.execute("CREATE TABLE u (n INTEGER); CREATE TRIGGER w AFTER INSERT ON t BEGIN "
               "INSERT INTO u VALUES (1), (2); END;");
    auto insert = db.use("INSERT INTO t (v) VALUES (1), (2), (3)");
    CHECK(insert.run() == 3);
    auto none = db.use("UPDATE t SET v = 0 WHERE n > 3");
    CHECK(none.run() == 0);
    auto ignored = db.use("INSERT INTO t (n) VALUES (1) ON CONFLICT DO NOTHING");
    CHECK(ignored.run() == 0);
}

TEST_CASE("store: damage() names a row that refers to nothing") {
    auto db = Db::in_memory();
    db.execute("CREATE TABLE a (n INTEGER PRIMARY KEY); CREATE TABLE b (n REFERENCES a (n));");
    CHECK(fault_of([&] { db.execute("INSERT INTO b VALUES (7)"); }) == Fault::software);
    CHECK(db.damage().empty());
    db.execute("PRAGMA foreign_keys=OFF; INSERT INTO b VALUES (7);");
    CHECK(db.damage() == std::vector<std::string>{"row 1 of b refers to a missing row of a"});
}

TEST_CASE("store: a checkpoint empties the log, and is put off while somebody reads") {
    const test::TempFolder folder;
    const auto path = folder.path() / "bkxsms.db";
    const auto log = folder.path() / "bkxsms.db-wal";
    auto db = Db::open(path, Db::Mode::create);
    db.execute(table);
    CHECK(fs::file_size(log) > 0);
    db.execute("PRAGMA busy_timeout=20");
    {
        auto reader = Db::open(path, Db::Mode::read);
        auto read = reader.use("SELECT 1 FROM sqlite_schema");
        read.step();
        db.execute("INSERT INTO t VALUES (1, 1)");
        CHECK_NOTHROW(db.checkpoint());
        CHECK(fs::file_size(log) > 0);
    }
    db.checkpoint();
    CHECK(fs::file_size(log) == 0);
    CHECK(count(db) == 1);
}

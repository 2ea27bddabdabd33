#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/queue_rig.hpp"

#include <csignal>
#include <fmt/format.h>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace bkxsms;
using namespace bkxsms::queue;
using namespace std::chrono_literals;
using store::Status;
using test::QueueRig;
using test::reply;

namespace {

void fill(QueueRig& rig, int count) {
    for (int i = 0; i < count; ++i) rig.insert(fmt::format("+4915112{:06}", i));
}

std::int64_t in_status(QueueRig& rig, std::string_view status) {
    auto read = rig.store.db.use("SELECT count(*) FROM bkx_sms_messages WHERE status = ?1");
    read.bind(status).step();
    return read.integer(0);
}

/// Each number was sent to once at most.
bool nobody_twice(const QueueRig& rig) {
    const auto numbers = rig.recipients();
    return std::set(numbers.begin(), numbers.end()).size() == numbers.size();
}

} // namespace

TEST_CASE("queue: after a failure of the store the next run recovers, and nothing goes twice") {
    // Where the store fails: at the outcomes, at the claims.
    const auto* const trap = GENERATE(
        "CREATE TRIGGER trap BEFORE UPDATE ON bkx_sms_attempts WHEN NEW.state = 'accepted' "
        "BEGIN SELECT RAISE(ABORT, 'trap'); END",
        "CREATE TRIGGER trap BEFORE INSERT ON bkx_sms_attempts WHEN NEW.message_id > 5 "
        "BEGIN SELECT RAISE(ABORT, 'trap'); END");
    CAPTURE(trap);
    QueueRig rig;
    rig.concurrency = 4;
    fill(rig, 12);
    rig.store.db.execute(trap);
    CHECK(test::fault_of([&] { rig.run(); }).has_value());
    CHECK_FALSE(rig.store.db.in_transaction());
    rig.store.db.execute("DROP TRIGGER trap");

    const auto gone = rig.sent->size();
    const auto sent_before = static_cast<std::size_t>(in_status(rig, "sent"));
    // A new process: the old one's exchanges died with it.
    QueueRig after;
    const auto totals = [&] {
        auto second =
            Runner(rig.store, rig.clock, after.transport,
                   test::one({std::make_unique<test::FakeProvider>(rig.sent), "", "", 4, 0}),
                   {}, rig.run_folder.path() / "run", "test");
        return second.run({});
    }();
    CHECK(nobody_twice(rig));
    CHECK(static_cast<std::size_t>(totals.recovered) == gone - sent_before);
    CHECK(static_cast<std::size_t>(totals.sent) == 12 - gone);
    CHECK(in_status(rig, "pending") == 0);
    CHECK(in_status(rig, "sending") == 0);
}

TEST_CASE("queue: what a living runner has is not taken from it") {
    QueueRig rig;
    fill(rig, 2);
    std::optional<RunTotals> other;
    rig.answer = [&](const transport::Request& request) {
        if (!other) {
            other.emplace();
            QueueRig second; // for its transport
            Runner runner(
                rig.store, rig.clock, second.transport,
                test::one({std::make_unique<test::FakeProvider>(second.sent), "", "", 4, 0}),
                {}, rig.run_folder.path() / "run", "second");
            *other = runner.run({});
            CHECK(second.sent->empty());
        }
        return reply(201, request.body);
    };
    CHECK(rig.run().sent == 2);
    REQUIRE(other);
    CHECK(other->ended() == 0);
    CHECK(other->recovered == 0);
    CHECK(nobody_twice(rig));
}

namespace {

/// A file database with messages, worked on by a process that is killed in the middle of it.
struct KilledRun {
    test::TempFolder folder;
    std::filesystem::path path = folder.path() / "bkxsms.db";

    store::Store open() const {
        return {store::Db::open(path, store::Db::Mode::write),
                security::Vault(security::Keyring::for_testing(7))};
    }
    /// Runs until `kill_at` messages have gone, then dies as by kill -9.
    void die_at(int kill_at) const {
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            auto store = open();
            test::FakeClock clock;
            QueueRig rig;
            rig.concurrency = 3;
            rig.answer = [&](const transport::Request& request) {
                if (static_cast<int>(rig.sent->size()) >= kill_at) ::raise(SIGKILL);
                return reply(201, request.body);
            };
            Runner(store, clock, rig.transport,
                   test::one({std::make_unique<test::FakeProvider>(rig.sent), "", "", 3, 0}),
                   {}, folder.path() / "run", "first")
                .run({});
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFSIGNALED(status));
    }
};

} // namespace

TEST_CASE("queue: a killed runner's messages are found by its free lock") {
    constexpr int count = 9;
    for (int kill_at = 1; kill_at <= count; kill_at += 2) {
        const KilledRun killed;
        {
            auto db = store::Db::open(killed.path, store::Db::Mode::create);
            store::migrate(db);
        }
        auto store = killed.open();
        test::FakeClock clock;
        {
            store::Transaction tx(store.db);
            for (int i = 0; i < count; ++i)
                store::insert_message(
                    store, test::sample_message(clock.now(), fmt::format("+4915112{:06}", i)),
                    clock.now());
            tx.commit();
        }
        killed.die_at(kill_at);

        QueueRig rig; // for its transport
        Runner second(store, clock, rig.transport,
                      test::one({std::make_unique<test::FakeProvider>(rig.sent), "", "", 3, 0}),
                      {}, killed.folder.path() / "run", "second");
        const auto totals = second.run({});
        CAPTURE(kill_at);
        // The three of a round are on the wire together; those before had their outcome.
        CHECK(totals.recovered == 3);
        CHECK(totals.unknown == 0);
        const int settled = (kill_at - 1) / 3 * 3;
        CHECK(totals.sent == count - settled - 3);
        auto read = store.db.use("SELECT count(*) FROM bkx_sms_messages WHERE status IN "
                                 "('sent', 'unknown')");
        read.step();
        CHECK(read.integer(0) == count);
        CHECK(std::filesystem::is_empty(killed.folder.path() / "run"));
    }
}

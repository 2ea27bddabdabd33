#include "support/catch.hpp"
#include "support/queue_rig.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::queue;
using namespace std::chrono_literals;
using store::Status;
using test::QueueRig;
using test::reply;

namespace {

void insert_due(QueueRig& rig, int recipient, milliseconds after) {
    auto m = rig.sample(fmt::format("+4915112{:06}", recipient));
    m.due_at = rig.now() + after;
    rig.insert(m);
}

} // namespace

TEST_CASE("queue: a run with an end sends what becomes due until then") {
    QueueRig rig;
    const auto start = rig.now();
    insert_due(rig, 1, 0s);
    insert_due(rig, 2, 30s);
    insert_due(rig, 3, 59s);
    insert_due(rig, 4, 61s);
    std::vector<milliseconds> gone;
    rig.answer = [&](const transport::Request& request) {
        gone.push_back(rig.now() - start);
        return reply(201, request.body);
    };
    RunOptions options;
    options.until = start + 60s;
    CHECK(rig.run(options).sent == 3);
    CHECK(rig.now() == start + 60s);
    REQUIRE(gone.size() == 3);
    const milliseconds due[] = {0s, 30s, 59s};
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(gone[i] >= due[i]);
        CHECK(gone[i] <= due[i] + 250ms);
    }
    CHECK(rig.status(MessageId{4}) == Status::pending);
}

TEST_CASE("queue: a run with an end that has passed sends nothing") {
    QueueRig rig;
    insert_due(rig, 1, 0s);
    RunOptions options;
    options.until = rig.now();
    CHECK(rig.run(options).ended() == 0);
    CHECK(rig.status(MessageId{1}) == Status::pending);
    CHECK(store::attempts_of(rig.store, MessageId{1}).empty());
}

TEST_CASE("queue: a run with an end takes up what comes in and what is tried again") {
    QueueRig rig;
    rig.rules.retry_delay = 20s;
    const auto start = rig.now();
    insert_due(rig, 1, 0s);
    rig.answer = [&](const transport::Request& request) {
        if (rig.sent->size() == 1) {
            insert_due(rig, 2, 0s); // somebody else, meanwhile
            return reply(429);
        }
        return reply(201, request.body);
    };
    RunOptions options;
    options.until = start + 60s;
    const auto totals = rig.run(options);
    CHECK(totals.sent == 2);
    CHECK(totals.retry == 1);
}

TEST_CASE("queue: a slow rate does not hold a run beyond its end, nor deaf to a stop") {
    QueueRig rig;
    rig.rate = 0.1;
    for (int i = 0; i < 3; ++i) insert_due(rig, i, 0s);
    const auto start = rig.now();
    RunOptions options;
    SECTION("the end comes first") {
        options.until = start + 5s;
        CHECK(rig.run(options).sent == 1);
        CHECK(rig.now() == start + 5s);
    }
    SECTION("somebody says stop") {
        options.stop = [&] { return rig.now() >= start + 3s; };
        CHECK(rig.run(options).sent == 1);
        CHECK(rig.now() <= start + 5s);
    }
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_messages WHERE status = 'pending'") == 2);
}

TEST_CASE("queue: told to stop, a run finishes what is on the wire and leaves the rest") {
    QueueRig rig;
    rig.concurrency = 3;
    for (int i = 0; i < 20; ++i) insert_due(rig, i, 0s);
    bool stop = false;
    rig.answer = [&](const transport::Request& request) {
        stop = true;
        return reply(201, request.body);
    };
    RunOptions options;
    options.stop = [&stop] { return stop; };
    const auto totals = rig.run(options);
    CHECK(totals.sent == 3);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_messages WHERE status = 'pending' "
                     "AND attempts = 0") == 17);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_attempts WHERE state = 'inflight'") == 0);
    CHECK(rig.run().sent == 17);
}

TEST_CASE("queue: told to stop before it began, a run touches nothing") {
    QueueRig rig;
    insert_due(rig, 1, 0s);
    RunOptions options;
    options.stop = [] { return true; };
    CHECK(rig.run(options).ended() == 0);
    CHECK(store::attempts_of(rig.store, MessageId{1}).empty());
}

TEST_CASE("queue: progress is told after rounds, rising to the totals") {
    QueueRig rig;
    rig.concurrency = 10;
    for (int i = 0; i < 35; ++i) insert_due(rig, i, 0s);
    std::vector<int> seen;
    RunOptions options;
    options.progress = [&seen](const RunTotals& totals) { seen.push_back(totals.sent); };
    rig.run(options);
    REQUIRE_FALSE(seen.empty());
    CHECK(std::ranges::is_sorted(seen));
    CHECK(seen.back() == 35);
}

TEST_CASE("queue: a recipient whose last outcome is open is left alone, the others are not") {
    QueueRig rig;
    insert_due(rig, 1, 0s);
    rig.answer = [](const transport::Request&) { return test::no_reply(true); };
    rig.run();
    insert_due(rig, 1, 0s);
    insert_due(rig, 2, 0s);
    rig.answer = [](const transport::Request& request) { return reply(201, request.body); };
    CHECK(rig.run().sent == 1);
    CHECK(rig.status(MessageId{2}) == Status::pending);
    CHECK(rig.status(MessageId{3}) == Status::sent);
}

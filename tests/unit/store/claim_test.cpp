#include "core/store/bad_numbers.hpp"
#include "core/store/routes.hpp"
#include "support/catch.hpp"
#include "support/store_rig.hpp"

#include <fmt/format.h>
#include <set>

using namespace bkxsms;
using namespace bkxsms::store;
using namespace std::chrono_literals;
using test::StoreRig;

namespace {

std::vector<std::int64_t> messages(const ClaimBatch& batch) {
    std::vector<std::int64_t> found;
    for (const auto& claim : batch.claims) found.push_back(claim.message.value);
    return found;
}

using Ids = std::vector<std::int64_t>;

MessageId put(StoreRig& rig, int recipient, Priority lane, milliseconds due) {
    auto m = rig.sample(fmt::format("+4915112345{:03}", recipient));
    m.priority = lane;
    m.due_at = rig.now() + due;
    return rig.insert(m);
}

} // namespace

TEST_CASE("store: a claim is open and ready to become a request") {
    StoreRig rig;
    auto m = rig.sample();
    m.from = "Clinic";
    m.segments = 3;
    const auto id = rig.insert(m);
    const auto batch = rig.claim();
    REQUIRE(batch.claims.size() == 1);
    const auto& claim = batch.claims[0];
    CHECK(claim.message == id);
    CHECK(claim.to == m.to);
    CHECK(claim.from == "Clinic");
    CHECK(claim.text == m.text);
    CHECK(claim.type == "custom");
    CHECK(claim.segments == 3);
    CHECK(claim.retries == 0);
    CHECK_FALSE(claim.wants_provider);
    CHECK(claim.token.size() == 40);
    CHECK(claim.due_at == m.due_at);
    CHECK(claim.expires_at == m.expires_at);
    CHECK(rig.status(id) == Status::sending);
    CHECK(rig.message(id).provider == "fake");
    const auto rows = attempts_of(rig.store, id);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].n == 1);
    CHECK(rows[0].state == "inflight");
    CHECK(rows[0].token == claim.token);
    CHECK(rows[0].wire_at == rig.now());
}

TEST_CASE("store: the high lane goes first, then what is due longest, then what came first") {
    StoreRig rig;
    put(rig, 1, Priority::low, -9min);
    put(rig, 2, Priority::normal, -1min);
    put(rig, 3, Priority::normal, -2min);
    put(rig, 4, Priority::normal, -2min);
    put(rig, 5, Priority::high, 0min);
    put(rig, 6, Priority::high, 1ms); // not yet
    CHECK(messages(rig.claim()) == Ids{5, 3, 4, 2, 1});
    rig.clock.advance(1ms);
    CHECK(messages(rig.claim()) == Ids{6});
    CHECK(rig.claim().claims.empty());
}

TEST_CASE(
    "store: a claim takes no more than it was asked for, and says whether more may wait") {
    StoreRig rig;
    for (int i = 0; i < 3; ++i) put(rig, i, Priority::high, 0ms);
    for (int i = 3; i < 6; ++i) put(rig, i, Priority::low, 0ms);
    auto batch = rig.claim(4);
    CHECK(messages(batch) == Ids{1, 2, 3, 4});
    CHECK(batch.more);
    batch = rig.claim(4);
    CHECK(messages(batch) == Ids{5, 6});
    CHECK_FALSE(batch.more);
}

TEST_CASE(
    "store: one message for each recipient in a batch, the next when that one has ended") {
    StoreRig rig;
    put(rig, 1, Priority::normal, -2min);
    put(rig, 1, Priority::high, 0ms);
    put(rig, 2, Priority::normal, 0ms);
    const auto batch = rig.claim();
    CHECK(messages(batch) == Ids{2, 3});
    CHECK(rig.claim().claims.empty());
    CHECK(rig.status(MessageId{1}) == Status::pending);

    AttemptEnd lost{"uncertain", {}, {}, {}, {}, {}, {}, {}};
    end_attempt(rig.store, batch.claims[0].attempt, lost, rig.now());
    CHECK(rig.claim().claims.empty()); // uncertain: a look-up by recipient stays unambiguous
    AttemptEnd known{"accepted", "remote-1", {}, {}, {}, {}, {}, {}};
    end_attempt(rig.store, batch.claims[0].attempt, known, rig.now());
    CHECK(messages(rig.claim()) == Ids{1});
}

TEST_CASE("store: an open attempt at one provider does not hold up another") {
    StoreRig rig;
    put(rig, 1, Priority::normal, 0ms);
    put(rig, 1, Priority::normal, 0ms);
    CHECK(messages(rig.claim()) == Ids{1});
    const auto elsewhere = rig.claim(9, "runner", "other");
    CHECK(messages(elsewhere) == Ids{2});
}

TEST_CASE("store: a provider gets what nobody else was asked for") {
    StoreRig rig;
    auto m = rig.sample();
    m.wanted_provider = "other";
    rig.insert(m);
    CHECK(rig.claim().claims.empty());
    m.to = "+4915112345678";
    m.wanted_provider = "fake";
    rig.insert(m);
    CHECK(messages(rig.claim()) == Ids{2});
}

TEST_CASE("store: a claim takes from its streams, and of each as much as it may") {
    StoreRig rig;
    const auto from = [&](std::vector<Stream> streams) {
        return rig.in_transaction([&] {
            Flow flow(rig.store, "fake", 0, rig.now());
            return claim(rig.store, {"fake", "runner", 0, std::move(streams)}, 9, flow,
                         rig.now());
        });
    };
    for (int i = 0; i < 5; ++i) put(rig, i, Priority::normal, 0ms);
    CHECK(from({{"fake"}}).claims.empty());
    const auto one = from({{std::nullopt, 1, "a trial"}});
    CHECK(messages(one) == Ids{1});
    CHECK(one.more);
    CHECK(attempts_of(rig.store, MessageId{1}).at(0).why == "a trial");

    rig.in_transaction([&] {
        set_route(rig.store, MessageId{3}, takeover_route("fake"), "takes over");
        return 0;
    });
    const auto taken = from({{takeover_route("fake"), 9, "", true}});
    CHECK(messages(taken) == Ids{3});
    CHECK(taken.claims.at(0).takes_over);
    CHECK_FALSE(taken.more);
    CHECK(attempts_of(rig.store, MessageId{3}).at(0).why == "takes over");
    CHECK(messages(from({{std::nullopt}})) == Ids{2, 4, 5});
}

TEST_CASE("store: nothing goes to a number that was put aside") {
    StoreRig rig;
    const auto first = rig.insert();
    const auto claim_with = [&](int bad_after) {
        return rig.in_transaction([&] {
            Flow flow(rig.store, "fake", 0, rig.now());
            return claim(rig.store, {"fake", "runner", bad_after, {{std::nullopt}}}, 9, flow,
                         rig.now());
        });
    };
    const auto refuse = [&] {
        return rig.in_transaction([&] {
            note_bad_number(rig.store, first, "landline", rig.now());
            return 0;
        });
    };
    refuse();
    refuse();
    CHECK(claim_with(2).suppressed == 1);
    CHECK(rig.status(first) == Status::suppressed);
    CHECK(rig.message(first).reason == "bad_number");
    const auto second = rig.insert();
    CHECK(messages(claim_with(0)) == Ids{second.value}); // 0: never
    rig.insert("+4915112345009");
    CHECK(claim_with(2).claims.size() == 1); // another number
    rig.in_transaction([&] {
        forget_bad_number(rig.store, second);
        return 0;
    });
    rig.insert();
    CHECK(claim_with(2).suppressed == 0);
}

TEST_CASE("store: what is too late or not wanted any more leaves the queue with its reason") {
    StoreRig rig;
    auto late = rig.sample("+4915112345001");
    late.expires_at = rig.now();
    const auto expired = rig.insert(late);
    late.to = "+4915112345002";
    late.expires_at = rig.now() + 1ms;
    const auto in_time = rig.insert(late);
    const auto refused = rig.insert("+4915112345003");
    rig.opt_out("+4915112345003");

    const auto batch = rig.claim();
    CHECK(messages(batch) == Ids{in_time.value});
    CHECK(batch.expired == 1);
    CHECK(batch.suppressed == 1);
    CHECK(rig.status(expired) == Status::expired);
    CHECK(rig.message(expired).reason == "too_late");
    CHECK(rig.status(refused) == Status::suppressed);
    CHECK(rig.message(refused).reason == "opted_out");
    CHECK(attempts_of(rig.store, refused).empty());
    CHECK(attempts_of(rig.store, expired).empty());
}

TEST_CASE("store: what waits behind an open attempt becomes too late like everything else") {
    StoreRig rig;
    rig.insert();
    const auto behind = rig.insert();
    rig.on_the_wire();
    CHECK(rig.claim().expired == 0);
    rig.clock.advance(72h);
    CHECK(rig.claim().expired == 1);
    CHECK(rig.status(behind) == Status::expired);
    CHECK(rig.status(MessageId{1}) == Status::sending);
}

TEST_CASE("store: attempts of one message are numbered and have tokens of their own") {
    StoreRig rig;
    const auto id = rig.insert();
    std::set<std::string> tokens;
    for (int n = 1; n <= 3; ++n) {
        const auto claim = rig.claim().claims.at(0);
        CHECK(tokens.insert(claim.token).second);
        CHECK(attempts_of(rig.store, id).back().n == n);
        rig.in_transaction([&] {
            AttemptEnd refused;
            refused.state = "nosend";
            end_attempt(rig.store, claim.attempt, refused, rig.now());
            requeue(rig.store, id, {rig.now()}, "throttled", {}, rig.now());
        });
    }
}

TEST_CASE("store: what the flow has no place for stays where it is") {
    StoreRig rig;
    for (int i = 0; i < 5; ++i) put(rig, i, Priority::normal, 0ms);
    auto batch = rig.claim(100, "runner", "fake", 10.0); // 100 ms of slack: two at this rate
    CHECK(messages(batch) == Ids{1, 2});
    CHECK(batch.more);
    CHECK(rig.status(MessageId{3}) == Status::pending);
    CHECK(attempts_of(rig.store, MessageId{3}).empty());
    CHECK(rig.claim(100, "runner", "fake", 10.0).claims.empty());
    rig.clock.advance(1s);
    batch = rig.claim(100, "runner", "fake", 10.0);
    CHECK(messages(batch) == Ids{3, 4});
}

TEST_CASE("store: what goes out late takes no place, and holds nobody up") {
    StoreRig rig;
    auto late = rig.sample("+4915112345001");
    late.expires_at = rig.now();
    rig.insert(late);
    rig.insert("+4915112345002");
    rig.opt_out("+4915112345002");
    rig.insert("+4915112345003");
    const auto batch = rig.claim(100, "runner", "fake", 0.5); // one place
    CHECK(messages(batch) == Ids{3});
    CHECK_FALSE(batch.more);
}

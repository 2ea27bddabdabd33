#include "support/catch.hpp"
#include "support/store_rig.hpp"

#include <algorithm>

using namespace bkxsms;
using namespace bkxsms::store;
using namespace std::chrono_literals;
using test::StoreRig;

TEST_CASE("store: what a dead runner had on the wire is unknown") {
    StoreRig rig;
    const auto departed = rig.insert("+4915112345001");
    rig.on_the_wire("dead");
    const auto other = rig.insert("+4915112345003");
    rig.on_the_wire("alive");
    const auto waiting = rig.insert("+4915112345002");

    auto owners = owners_of_open_attempts(rig.store);
    std::ranges::sort(owners);
    CHECK(owners == std::vector<std::string>{"alive", "dead"});
    rig.clock.advance(1min);
    CHECK(rig.in_transaction([&] { return recover(rig.store, "dead", rig.now(), 2min); }) == 1);

    CHECK(rig.status(departed) == Status::unknown);
    CHECK(rig.message(departed).reason == "runner_died");
    CHECK(rig.attempt(departed) == "uncertain");
    CHECK(rig.number("SELECT next_check_at FROM bkx_sms_attempts WHERE state = 'uncertain'") ==
          to_millis(rig.now() + 2min));
    CHECK(rig.status(other) == Status::sending);
    CHECK(rig.attempt(other) == "inflight");
    CHECK(owners_of_open_attempts(rig.store) == std::vector<std::string>{"alive"});
    CHECK(rig.claim().claims.at(0).message == waiting);
}

TEST_CASE("store: recovery may be repeated") {
    StoreRig rig;
    rig.insert("+4915112345001");
    rig.on_the_wire("dead");
    const auto again = [&] {
        return rig.in_transaction([&] { return recover(rig.store, "dead", rig.now(), 2min); });
    };
    CHECK(again() == 1);
    CHECK(again() == 0);
}

TEST_CASE("store: recovery does not touch a message that somebody cancelled") {
    StoreRig rig;
    const auto id = rig.insert();
    rig.on_the_wire("dead");
    rig.store.db.execute("UPDATE bkx_sms_messages SET status = 'cancelled'");
    rig.in_transaction([&] { recover(rig.store, "dead", rig.now(), 2min); });
    CHECK(rig.status(id) == Status::cancelled);
    CHECK(rig.attempt(id) == "uncertain");
}

TEST_CASE(
    "store: an attempt is found by our token and by the provider's id, at that provider") {
    StoreRig rig;
    const auto id = rig.insert();
    const auto claim = rig.on_the_wire();
    const auto by_token = find_by_token(rig.store, "fake", claim.token);
    REQUIRE(by_token);
    CHECK(by_token->id == claim.attempt);
    CHECK(by_token->message == id);
    CHECK(by_token->state == "inflight");
    CHECK_FALSE(find_by_token(rig.store, "other", claim.token));
    CHECK_FALSE(find_by_token(rig.store, "fake", ""));
    CHECK_FALSE(find_by_remote_id(rig.store, "fake", "remote-1"));
    CHECK(settle_accepted(rig.store, claim.attempt, "fake", "remote-1", rig.now()));
    const auto by_id = find_by_remote_id(rig.store, "fake", "remote-1");
    REQUIRE(by_id);
    CHECK(by_id->id == claim.attempt);
    CHECK(by_id->state == "accepted");
    CHECK_FALSE(find_by_remote_id(rig.store, "other", "remote-1"));
    CHECK_FALSE(find_by_remote_id(rig.store, "fake", ""));
}

TEST_CASE("store: a receipt settles an attempt, and never one whose id is another's") {
    StoreRig rig;
    rig.insert("+4915112345001");
    const auto first = rig.on_the_wire();
    CHECK(settle_accepted(rig.store, first.attempt, "fake", "remote-1", rig.now()));
    CHECK(settle_accepted(rig.store, first.attempt, "fake", "remote-1", rig.now()));

    const auto id = rig.insert("+4915112345002");
    const auto second = rig.on_the_wire();
    CHECK_FALSE(settle_accepted(rig.store, second.attempt, "fake", "remote-1", rig.now()));
    CHECK(rig.attempt(id) == "inflight");
    AttemptEnd lost;
    lost.state = "uncertain";
    lost.next_check_at = rig.now() + 2min;
    end_attempt(rig.store, second.attempt, lost, rig.now());
    CHECK(settle_accepted(rig.store, second.attempt, "fake", "remote-2", rig.now()));
    CHECK(rig.attempt(id) == "accepted");
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_attempts WHERE next_check_at IS NOT NULL") ==
          0);
}

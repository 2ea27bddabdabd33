#include "core/store/attempts.hpp"

#include "support/catch.hpp"
#include "support/store_rig.hpp"

using namespace bkxsms;
using namespace bkxsms::store;
using namespace std::chrono_literals;
using test::StoreRig;

namespace {

AttemptEnd ending(std::string_view state, std::string remote_id = {}) {
    AttemptEnd end;
    end.state = state;
    end.provider_message_id = std::move(remote_id);
    end.took = 250ms;
    return end;
}

bool end(StoreRig& rig, const Claim& claim, AttemptEnd how) {
    return rig.in_transaction(
        [&] { return end_attempt(rig.store, claim.attempt, how, rig.now()); });
}

} // namespace

TEST_CASE("store: what is on the wire is nobody else's") {
    StoreRig rig;
    const auto id = rig.insert();
    rig.on_the_wire("one");
    CHECK(rig.claim(1, "two").claims.empty());
    CHECK(rig.attempt(id) == "inflight");
    CHECK(rig.status(id) == Status::sending);
}

TEST_CASE("store: a message that was cancelled in time does not go") {
    StoreRig rig;
    const auto id = rig.insert();
    rig.store.db.execute("UPDATE bkx_sms_messages SET status = 'cancelled'");
    CHECK(rig.claim().claims.empty());
    CHECK(rig.status(id) == Status::cancelled);
    CHECK(attempts_of(rig.store, id).empty());
}

TEST_CASE("store: an attempt ends as told, with what was seen") {
    for (const auto* state : {"accepted", "rejected", "nosend", "uncertain"}) {
        StoreRig rig;
        const auto id = rig.insert();
        const auto claim = rig.on_the_wire();
        auto how = ending(state, state == std::string_view("accepted") ? "remote-1" : "");
        how.error_category = "filtered";
        how.error_code = "30007";
        how.error_message = "taken for spam";
        rig.clock.advance(1s);
        CAPTURE(state);
        CHECK(end(rig, claim, how));
        const auto row = attempts_of(rig.store, id).at(0);
        CHECK(row.state == state);
        CHECK(row.error_category == "filtered");
        CHECK(row.error_code == "30007");
        CHECK(row.error_message == "taken for spam");
        CHECK(row.took_ms == 250);
        CHECK(row.ended_at == rig.now());
    }
}

TEST_CASE("store: an attempt that was settled does not end again") {
    StoreRig rig;
    const auto id = rig.insert();
    const auto claim = rig.on_the_wire();
    settle_accepted(rig.store, claim.attempt, "fake", "remote-1", rig.now());
    for (const auto* state : {"rejected", "nosend", "uncertain"}) {
        CAPTURE(state);
        CHECK_FALSE(end(rig, claim, ending(state)));
    }
    CHECK_FALSE(end(rig, claim, ending("accepted", "remote-1")));
    CHECK(rig.attempt(id) == "accepted");
    CHECK(attempts_of(rig.store, id)[0].provider_message_id == "remote-1");
}

TEST_CASE("store: a late answer still settles what was uncertain") {
    StoreRig rig;
    const auto id = rig.insert();
    const auto claim = rig.on_the_wire();
    CHECK(end(rig, claim, ending("uncertain")));
    CHECK(end(rig, claim, ending("accepted", "remote-1")));
    CHECK(rig.attempt(id) == "accepted");
}

TEST_CASE("store: an id that is another message's proves nothing") {
    StoreRig rig;
    rig.insert("+4915112345001");
    CHECK(end(rig, rig.on_the_wire(), ending("accepted", "remote-1")));
    const auto id = rig.insert("+4915112345002");
    const auto claim = rig.on_the_wire();
    auto how = ending("accepted", "remote-1");
    CHECK(rig.in_transaction(
        [&] { return end_attempt(rig.store, claim.attempt, how, rig.now()); }));
    CHECK(how.state == "uncertain");
    const auto row = attempts_of(rig.store, id).at(0);
    CHECK(row.state == "uncertain");
    CHECK(row.provider_message_id.empty());
    CHECK(row.error_message == "the provider named an id that belongs to another message");
}

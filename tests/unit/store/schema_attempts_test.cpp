#include "core/base/error.hpp"
#include "support/catch.hpp"
#include "support/store_rig.hpp"

#include <fmt/format.h>
#include <set>

using namespace bkxsms;
using namespace bkxsms::store;
using test::StoreRig;

namespace {

/// One row of bkx_sms_attempts.
struct Try {
    MessageId message;
    std::string state;
    int n = 1;
    std::string provider = "fake";
    char recipient = 'a';
    std::string remote_id{}; ///< "" for none
    std::string token{};     ///< "" for one of its own
};

std::string quoted(const std::string& text) {
    return text.empty() ? "NULL" : "'" + text + "'";
}

/// What SQLite says to this row; "" if it takes it.
std::string add(StoreRig& rig, const Try& row) {
    static int serial = 0;
    const auto token = row.token.empty() ? fmt::format("{:040}", ++serial) : row.token;
    try {
        rig.store.db.execute(fmt::format(
            "INSERT INTO bkx_sms_attempts (message_id, n, provider, to_bidx, token, owner, "
            "state, wire_at, provider_message_id) "
            "VALUES ({}, {}, '{}', CAST('{}' AS BLOB), '{}', 'runner', '{}', 2, {})",
            row.message.value, row.n, row.provider, row.recipient, token, row.state,
            quoted(row.remote_id)));
    } catch (const Error& error) {
        CHECK(error.fault() == Fault::software);
        return error.what();
    }
    return {};
}

const std::vector<std::string> states = {"inflight", "uncertain", "lost",  "accepted",
                                         "rejected", "nosend",    "absent"};
const std::set<std::string> live = {"inflight", "uncertain", "lost", "accepted"};
const std::set<std::string> open = {"inflight", "uncertain"};

std::string remote_for(const std::string& state, const std::string& id) {
    return state == "accepted" ? id : std::string();
}

} // namespace

TEST_CASE("store: a message has one live attempt at most, whatever the code does") {
    for (const auto& first : states)
        for (const auto& second : states) {
            StoreRig rig;
            const auto id = rig.insert();
            REQUIRE(add(rig, {id, first, 1, "fake", 'a', remote_for(first, "r1")}).empty());
            // Even at another provider.
            const auto said = add(rig, {id, second, 2, "other", 'a', remote_for(second, "r2")});
            CAPTURE(first, second, said);
            const bool both_live = live.contains(first) && live.contains(second);
            CHECK((said.find("bkx_sms_attempts.message_id") != std::string::npos) == both_live);
            CHECK(said.empty() == !both_live);
        }
}

TEST_CASE("store: a recipient has one open attempt at a provider at most") {
    for (const auto& first : states)
        for (const auto& second : states) {
            StoreRig rig;
            const auto one = rig.insert();
            const auto two = rig.insert();
            REQUIRE(add(rig, {one, first, 1, "fake", 'a', remote_for(first, "r1")}).empty());
            const auto said = add(rig, {two, second, 1, "fake", 'a', remote_for(second, "r2")});
            CAPTURE(first, second, said);
            CHECK(said.empty() != (open.contains(first) && open.contains(second)));
            CHECK(add(rig, {rig.insert(), second, 1, "fake", 'b', remote_for(second, "r3")})
                      .empty());
            CHECK(add(rig, {rig.insert(), second, 1, "other", 'a', remote_for(second, "r4")})
                      .empty());
        }
}

TEST_CASE("store: an id of a provider belongs to one attempt") {
    StoreRig rig;
    REQUIRE(add(rig, {rig.insert(), "accepted", 1, "fake", 'a', "r1"}).empty());
    for (const auto& state : states) {
        CAPTURE(state);
        CHECK(
            add(rig, {rig.insert(), state, 1, "fake", 'b', "r1"}).find("provider_message_id") !=
            std::string::npos);
    }
    CHECK(add(rig, {rig.insert(), "accepted", 1, "other", 'c', "r1"}).empty());
}

TEST_CASE("store: an attempt that contradicts itself cannot be stored") {
    StoreRig rig;
    const auto id = rig.insert();
    const auto said = [&](Try row) { return add(rig, row); };
    CHECK(said({id, "sent"}).find("known_state") != std::string::npos);
    CHECK(said({id, "inflight", 0}).find("n >= 1") != std::string::npos);
    CHECK(said({id, "accepted"}).find("provider_message_id IS NOT NULL") != std::string::npos);
    Try short_token{id, "inflight"};
    short_token.token = "short";
    CHECK(said(short_token).find("length(token) = 40") != std::string::npos);
    CHECK(said({MessageId{99}, "inflight"}).find("FOREIGN KEY") != std::string::npos);
}

TEST_CASE("store: a token and a number of a try are used once") {
    StoreRig rig;
    const auto id = rig.insert();
    Try first{id, "nosend"};
    first.token = std::string(40, 't');
    REQUIRE(add(rig, first).empty());
    auto same_token = first;
    same_token.n = 2;
    CHECK(add(rig, same_token).find("bkx_sms_attempts.token") != std::string::npos);
    CHECK(add(rig, {id, "nosend", 1}).find("bkx_sms_attempts.n") != std::string::npos);
    CHECK(add(rig, {id, "nosend", 2}).empty());
}

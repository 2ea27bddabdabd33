#include "core/store/transitions.hpp"

#include "support/catch.hpp"
#include "support/store_rig.hpp"

#include <algorithm>

using namespace bkxsms;
using namespace bkxsms::store;
using namespace std::chrono_literals;
using test::StoreRig;

namespace {

constexpr Status all_states[] = {Status::pending,     Status::sending,   Status::sent,
                                 Status::delivered,   Status::failed,    Status::unknown,
                                 Status::undelivered, Status::held,      Status::expired,
                                 Status::cancelled,   Status::suppressed};

/// Puts a message into a state as if it had come there by itself.
void force(StoreRig& rig, Status status) {
    rig.store.db
        .use("UPDATE bkx_sms_messages SET status = ?1, reason = 'before', sent_at = 1, "
             "delivered_at = 1, failed_at = 1")
        .bind(word(status))
        .run();
}

bool one_of(Status status, std::initializer_list<Status> some) {
    return std::ranges::find(some, status) != some.end();
}

/// Runs `move` from every state: it must work from `from` alone and change nothing elsewhere.
template <class Move>
void check_moves(std::initializer_list<Status> from, Status to, Move move) {
    for (const auto state : all_states) {
        StoreRig rig;
        const auto id = rig.insert();
        force(rig, state);
        const bool moved = rig.in_transaction([&] { return move(rig, id); });
        CAPTURE(word(state));
        CHECK(moved == one_of(state, from));
        CHECK(rig.status(id) == (moved ? to : state));
        if (!moved) CHECK(rig.message(id).reason == "before");
    }
}

} // namespace

TEST_CASE("store: a message is sent from sending and from unknown only") {
    check_moves({Status::sending, Status::unknown}, Status::sent, [](StoreRig& rig, auto id) {
        return mark_sent(rig.store, id, "fake", "r1", 2, Money{15, "USD"}, rig.now());
    });
}

TEST_CASE("store: a message that was tried waits again, or is at its end") {
    check_moves({Status::sending, Status::unknown}, Status::pending,
                [](StoreRig& rig, auto id) {
                    return requeue(rig.store, id, {rig.now() + 5min}, "network", {}, rig.now());
                });
    for (const auto last :
         {Status::failed, Status::suppressed, Status::expired, Status::cancelled, Status::held})
        check_moves({Status::sending, Status::unknown}, last, [last](StoreRig& rig, auto id) {
            return stop(rig.store, id, last, "why", {}, rig.now());
        });
}

TEST_CASE("store: a sent message says where it went and what it cost, and forgets old errors") {
    StoreRig rig;
    const auto id = rig.insert();
    rig.claim();
    requeue(rig.store, id, {rig.now()}, "network", {"network", "connect", "refused"},
            rig.now());
    rig.store.db.execute("UPDATE bkx_sms_messages SET status = 'sending'");
    mark_sent(rig.store, id, "fake", "r1", 2, Money{15'000'000, "USD"}, rig.now());
    const auto m = rig.message(id);
    CHECK(m.provider == "fake");
    CHECK(m.provider_message_id == "r1");
    CHECK(m.segments == 2);
    CHECK(m.cost == Money{15'000'000, "USD"});
    CHECK(m.sent_at == rig.now());
    CHECK(m.attempts == 2);
    CHECK(m.reason.empty());
    CHECK(m.error_category.empty());
    CHECK(m.error_code.empty());
    CHECK(m.error_message.empty());
}

TEST_CASE("store: what the provider did not say leaves what is known") {
    StoreRig rig;
    auto in = rig.sample();
    in.segments = 3;
    in.cost_estimate = Money{9, "EUR"};
    const auto id = rig.insert(in);
    rig.claim();
    mark_sent(rig.store, id, "fake", "r1", std::nullopt, std::nullopt, rig.now());
    CHECK(rig.message(id).segments == 3);
    CHECK(rig.message(id).cost_estimate == Money{9, "EUR"});
    CHECK_FALSE(rig.message(id).cost);
}

TEST_CASE("store: an estimate does not stand under the currency of the bill") {
    for (const bool by_report : {false, true})
        for (const auto* const billed_in : {"EUR", "USD"}) {
            StoreRig rig;
            auto in = rig.sample();
            in.cost_estimate = Money{9, "EUR"};
            const auto id = rig.insert(in);
            rig.claim();
            const Money bill{7, billed_in};
            if (by_report) {
                Report report;
                report.status = Status::sent;
                report.cost = bill;
                report.happened_at = rig.now();
                advance(rig.store, id, report, rig.now());
            } else {
                mark_sent(rig.store, id, "fake", "r1", 1, bill, rig.now());
            }
            CAPTURE(by_report, billed_in);
            CHECK(rig.message(id).cost == bill);
            CHECK(rig.message(id).cost_estimate.has_value() == (bill.currency == "EUR"));
        }
}

TEST_CASE("store: a message that goes on counts what it was told to count") {
    for (const auto count :
         {Again::Count::nothing, Again::Count::attempt, Again::Count::retry}) {
        StoreRig rig;
        const auto id = rig.insert();
        rig.claim();
        requeue(rig.store, id, {rig.now() + 5min, count}, "rate_limited",
                {"rate_limited", "429", "slow down"}, rig.now());
        const auto m = rig.message(id);
        CHECK(m.attempts == (count == Again::Count::nothing ? 0 : 1));
        CHECK(rig.number("SELECT retries FROM bkx_sms_messages") ==
              (count == Again::Count::retry ? 1 : 0));
        CHECK(m.due_at == rig.now() + 5min);
        CHECK(m.reason == "rate_limited");
        CHECK(m.error_category == "rate_limited");
        CHECK(m.error_code == "429");
        CHECK(m.error_message == "slow down");
    }
}

TEST_CASE("store: a message that goes on does so by its route") {
    StoreRig rig;
    const auto again = [&](MessageId id, std::string_view route) {
        rig.store.db.execute("UPDATE bkx_sms_attempts SET state = 'nosend'");
        requeue(rig.store, id, {rig.now(), Again::Count::attempt, route}, "network", {},
                rig.now());
    };
    const auto by_other = [&] { return rig.claim(9, "runner", "other").claims; };
    const auto any = rig.insert();
    CHECK(rig.claim().claims.size() == 1);
    again(any, "other");
    CHECK(rig.claim().claims.empty());
    CHECK(by_other().size() == 1);
    again(any, "");
    CHECK(rig.claim().claims.size() == 1);

    auto m = rig.sample("+4915112345678");
    m.wanted_provider = "other";
    const auto wants = rig.insert(m);
    CHECK(by_other().at(0).wants_provider);
    again(wants, "fake");
    CHECK(rig.claim().claims.empty());
    CHECK(by_other().size() == 1);
}

namespace {

Report report(Status status) {
    Report r;
    r.status = status;
    r.provider = "fake";
    r.provider_message_id = "r1";
    r.provider_status = "provider says " + std::string(word(status));
    r.happened_at = from_millis(1'795'370'500'000 + static_cast<int>(status));
    if (status == Status::failed) r.error = {"filtered", "30007", "spam"};
    if (status == Status::undelivered) r.error = {"unreachable", "30003", "phone off"};
    return r;
}

/// By what the reports are told apart when all have arrived.
std::string picture(const Message& m) {
    std::string text(word(m.status));
    for (const auto& part :
         {m.reason, m.provider_status, m.error_category, m.error_code, m.error_message})
        text += "|" + part;
    for (const auto& at : {m.delivered_at, m.failed_at})
        text += "|" + (at ? format_rfc3339(*at) : std::string("-"));
    return text;
}

} // namespace

TEST_CASE("store: reports give one final state, in whatever order and from wherever") {
    const std::vector<Status> ranks = {Status::sent, Status::failed, Status::undelivered,
                                       Status::delivered};
    for (const auto start : {Status::sending, Status::unknown, Status::held, Status::sent})
        for (unsigned subset = 1; subset < 16; ++subset) {
            std::vector<std::size_t> order;
            for (std::size_t i = 0; i < ranks.size(); ++i)
                if ((subset >> i & 1) != 0) order.push_back(i);
            const auto last = ranks[order.back()];
            std::string expected;
            do {
                StoreRig rig;
                const auto id = rig.insert();
                rig.store.db
                    .use("UPDATE bkx_sms_messages SET status = ?1, sent_at = 1, reason = 'x'")
                    .bind(word(start))
                    .run();
                for (const auto i : order) advance(rig.store, id, report(ranks[i]), rig.now());
                const auto got = picture(rig.message(id));
                if (expected.empty()) expected = got;
                CAPTURE(word(start), order, subset);
                CHECK(rig.status(id) == last);
                CHECK(got == expected);
                // A repetition of any of them moves nothing.
                for (const auto i : order)
                    CHECK_FALSE(advance(rig.store, id, report(ranks[i]), rig.now()));
                CHECK(picture(rig.message(id)) == expected);
            } while (std::ranges::next_permutation(order).found);
        }
}

TEST_CASE("store: a report brings nothing back that was never sent or is not ours to send") {
    for (const auto start : {Status::pending, Status::expired, Status::cancelled,
                             Status::suppressed, Status::delivered}) {
        StoreRig rig;
        const auto id = rig.insert();
        force(rig, start);
        CAPTURE(word(start));
        CHECK_FALSE(advance(rig.store, id, report(Status::delivered), rig.now()));
        CHECK(rig.status(id) == start);
    }
}

TEST_CASE("store: price and parts are taken from every report, also a late one") {
    StoreRig rig;
    const auto id = rig.insert();
    rig.claim();
    CHECK(advance(rig.store, id, report(Status::delivered), rig.now()));
    auto late = report(Status::sent);
    late.cost = Money{7'900'000, "USD"};
    late.segments = 2;
    CHECK_FALSE(advance(rig.store, id, late, rig.now()));
    CHECK(rig.message(id).cost == Money{7'900'000, "USD"});
    CHECK(rig.message(id).segments == 2);
    CHECK(rig.status(id) == Status::delivered);
}

TEST_CASE("store: a failure without words has a reason all the same") {
    StoreRig rig;
    const auto id = rig.insert();
    rig.claim();
    auto silent = report(Status::failed);
    silent.error = {};
    CHECK(advance(rig.store, id, silent, rig.now()));
    CHECK(rig.message(id).reason == "provider");
}

#include "core/queue/record.hpp"

#include "core/queue/backoff.hpp"
#include "support/catch.hpp"
#include "support/store_rig.hpp"

using namespace bkxsms;
using namespace bkxsms::queue;
using namespace std::chrono_literals;
using provider::Category;
using provider::Failure;
using provider::Remedy;
using store::Status;

namespace {

const Failure trouble{Category::network, Remedy::later, "connect", "refused"};

struct Rig : test::StoreRig {
    MessageId id = insert();
    store::Claim claimed = on_the_wire();
    Rules rules;
    std::string next; ///< who may take over

    Recorded record(const provider::Outcome& outcome) {
        return in_transaction([&] {
            const auto successor = [this](const store::Claim&) { return Successor{next, ""}; };
            return queue::record(store, claimed, "fake", successor, {outcome, 40ms, {}}, rules,
                                 now());
        });
    }
};

} // namespace

TEST_CASE("queue: an outcome decides what becomes of the attempt and of the message") {
    const Failure opted_out{Category::opted_out, Remedy::none, "21610", "said stop"};
    const Failure no_number{Category::invalid_destination, Remedy::none, "21211", "no number"};
    const Failure auth{Category::auth, Remedy::fix, "20003", "who are you"};
    const struct {
        provider::Outcome outcome;
        Ending ending;
        std::string_view attempt;
        Status status;
        std::string_view reason;
        int tries;
    } cases[] = {
        {provider::Accepted{"r1", 2, {}}, Ending::sent, "accepted", Status::sent, "", 1},
        {provider::Deferred{trouble, 0s}, Ending::retry, "nosend", Status::pending, "network",
         1},
        {provider::Rejected{no_number}, Ending::failed, "rejected", Status::failed,
         "invalid_destination", 1},
        {provider::Rejected{opted_out}, Ending::suppressed, "rejected", Status::suppressed,
         "opted_out", 1},
        {provider::Unknown{trouble}, Ending::unknown, "uncertain", Status::unknown,
         "answer_lost", 1},
        {provider::Halted{auth}, Ending::returned, "nosend", Status::pending, "auth", 0},
    };
    for (const auto& c : cases) {
        Rig rig;
        const auto recorded = rig.record(c.outcome);
        const auto m = rig.message(rig.id);
        CAPTURE(kind(c.outcome), word(recorded.ending));
        CHECK(recorded.ending == c.ending);
        CHECK(rig.attempt(rig.id) == c.attempt);
        CHECK(m.status == c.status);
        CHECK(m.reason == c.reason);
        CHECK(m.attempts == c.tries);
        CHECK(recorded.next_at.has_value() == (c.ending == Ending::retry));
        if (const auto* failure = provider::failure_of(c.outcome)) {
            CHECK(m.error_category == provider::word(failure->category));
            CHECK(m.error_code == failure->code);
            CHECK(m.error_message == failure->why);
        }
    }
}

TEST_CASE("queue: a message is tried again after its backoff, so often and no more") {
    Rig rig;
    rig.rules.max_retries = 2;
    const provider::Outcome deferred = provider::Deferred{trouble, 0s};
    for (int tries = 1; tries <= 2; ++tries) {
        const auto recorded = rig.record(deferred);
        REQUIRE(recorded.ending == Ending::retry);
        const auto wait = backoff(tries, 300s, 0s, static_cast<std::uint64_t>(rig.id.value));
        CHECK(recorded.next_at == rig.now() + wait);
        CHECK(rig.message(rig.id).due_at == rig.now() + wait);
        CHECK(rig.claim().claims.empty());
        rig.clock.advance(wait);
        rig.claimed = rig.on_the_wire();
        CHECK(rig.claimed.retries == tries);
    }
    CHECK(rig.record(deferred).ending == Ending::failed);
    CHECK(rig.status(rig.id) == Status::failed);
    CHECK(rig.message(rig.id).reason == "retries_exhausted");
    CHECK(rig.message(rig.id).failed_at == rig.now());
    CHECK(store::attempts_of(rig.store, rig.id).size() == 3);
}

TEST_CASE("queue: what certainly did not go, for no fault of number or text, is passed on") {
    const auto refused = [](Category category) {
        return provider::Rejected{{category, Remedy::none, "400", "no"}};
    };
    const struct {
        provider::Outcome outcome;
        bool passed_on;
    } cases[] = {
        {provider::Deferred{trouble, 3600s}, true},
        {refused(Category::account), true},
        {refused(Category::permission), true},
        {refused(Category::registration), true},
        {refused(Category::invalid_sender), true},
        {refused(Category::unroutable), true},
        {refused(Category::invalid_destination), false},
        {refused(Category::landline), false},
        {refused(Category::opted_out), false},
        {refused(Category::blocked), false},
        {refused(Category::filtered), false},
        {refused(Category::invalid_request), false},
        {refused(Category::unknown), false},
        {provider::Unknown{trouble}, false},
        {provider::Accepted{"r1", 2, {}}, false},
    };
    for (const auto& c : cases)
        for (const bool wants_provider : {false, true}) {
            Rig rig;
            rig.next = "other";
            rig.claimed.wants_provider = wants_provider;
            const auto ending = rig.record(c.outcome).ending;
            CAPTURE(kind(c.outcome), word(ending), wants_provider);
            CHECK((ending == Ending::passed_on) == (c.passed_on && !wants_provider));
            if (ending != Ending::passed_on) continue;
            CHECK(rig.claim().claims.empty());
            const auto batch = rig.claim(9, "runner", "other");
            REQUIRE(batch.claims.size() == 1);
            CHECK(batch.claims[0].retries == 0);
            CHECK(rig.message(rig.id).attempts == 1);
        }
}

TEST_CASE("queue: without retries the first failure is the last") {
    for (const bool off : {true, false}) {
        Rig rig;
        if (off)
            rig.rules.retry_failed = false;
        else
            rig.rules.max_retries = 0;
        CHECK(rig.record(provider::Deferred{trouble, 0s}).ending == Ending::failed);
    }
}

TEST_CASE("queue: a provider that asks for more time gets it") {
    Rig rig;
    CHECK(rig.record(provider::Deferred{trouble, 3600s}).next_at == rig.now() + 1h);
}

TEST_CASE("queue: a refused account costs a message neither its place nor a try") {
    Rig rig;
    rig.clock.advance(5s);
    rig.record(provider::Halted{trouble});
    CHECK(rig.message(rig.id).due_at == rig.claimed.due_at);
    CHECK(rig.claim().claims.size() == 1);
}

TEST_CASE(
    "queue: an unknown outcome rests before it may be looked up, and is never sent again") {
    Rig rig;
    rig.record(provider::Unknown{trouble});
    CHECK(rig.number("SELECT next_check_at FROM bkx_sms_attempts") ==
          to_millis(rig.now() + settle_time));
    rig.clock.advance(24h);
    CHECK(rig.claim().claims.empty());
}

TEST_CASE("queue: an answer that comes after the receipt changes nothing") {
    const provider::Outcome outcomes[] = {
        provider::Accepted{"r1", {}, {}}, provider::Deferred{trouble, 0s},
        provider::Rejected{trouble}, provider::Unknown{trouble}, provider::Halted{trouble}};
    for (const auto& outcome : outcomes) {
        Rig rig;
        rig.in_transaction([&] {
            store::settle_accepted(rig.store, rig.claimed.attempt, "fake", "r1", rig.now());
            store::Report report;
            report.status = Status::delivered;
            report.provider = "fake";
            report.provider_message_id = "r1";
            report.happened_at = rig.now();
            store::advance(rig.store, rig.id, report, rig.now());
        });
        CAPTURE(kind(outcome));
        CHECK(rig.record(outcome).ending == Ending::settled_before);
        CHECK(rig.status(rig.id) == Status::delivered);
        CHECK(rig.attempt(rig.id) == "accepted");
    }
}

TEST_CASE("queue: an answer that comes after its runner was taken for dead still counts") {
    const Failure final_word{Category::invalid_destination, Remedy::none, "21211", "no"};
    const struct {
        provider::Outcome outcome;
        Status status;
    } cases[] = {{provider::Accepted{"r1", {}, {}}, Status::sent},
                 {provider::Rejected{final_word}, Status::failed},
                 {provider::Deferred{trouble, 0s}, Status::pending},
                 {provider::Halted{trouble}, Status::pending},
                 {provider::Unknown{trouble}, Status::unknown}};
    for (const auto& c : cases) {
        Rig rig;
        rig.in_transaction(
            [&] { store::recover(rig.store, "runner", rig.now(), settle_time); });
        REQUIRE(rig.status(rig.id) == Status::unknown);
        rig.record(c.outcome);
        CAPTURE(kind(c.outcome));
        CHECK(rig.status(rig.id) == c.status);
    }
}

TEST_CASE("queue: an id that belongs to another message leaves this one unknown") {
    Rig rig;
    rig.record(provider::Accepted{"r1", {}, {}});
    const auto second = rig.insert("+4915112345678");
    rig.claimed = rig.on_the_wire();
    CHECK(rig.record(provider::Accepted{"r1", {}, {}}).ending == Ending::unknown);
    CHECK(rig.status(second) == Status::unknown);
    CHECK(rig.message(second).reason == "foreign_id");
    CHECK(rig.attempt(second) == "uncertain");
    CHECK(rig.status(rig.id) == Status::sent);
}

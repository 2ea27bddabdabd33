#include "core/routing/breaker.hpp"

#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::routing;
using namespace std::chrono_literals;
using State = Breaker::State;

namespace {

struct Rig {
    TimePoint now = from_millis(1'800'000'000'000);
    BreakerRules rules;
    Breaker breaker;

    int may() const { return allowance(breaker, now); }
    Change fault(bool half = false) {
        return note_fault(breaker, rules, half, "connect: refused", now, now);
    }
    Change good() { return note_good(breaker, now, now); }
    /// As many faults as it takes.
    void open() {
        for (int i = 0; i < rules.faults; ++i) fault();
        REQUIRE(breaker.state == State::open);
    }
    /// Waits for the trial and takes it.
    void wait_for_trial() {
        now = breaker.next_trial_at;
        REQUIRE(may() == 1);
        start_trial(breaker, rules, now);
        REQUIRE(may() == 0);
        now += 1s;
    }
};

} // namespace

TEST_CASE("routing: a breaker opens after so many faults in a row, and says why") {
    Rig rig;
    for (int i = 0; i < 4; ++i) CHECK(rig.fault() == Change::none);
    CHECK(rig.good() == Change::none);
    for (int i = 0; i < 4; ++i) CHECK(rig.fault() == Change::none);
    CHECK(rig.may() == unlimited);
    CHECK(rig.fault() == Change::opened);
    CHECK(rig.may() == 0);
    CHECK(rig.breaker.why == "connect: refused");
    CHECK(rig.breaker.next_trial_at == rig.now + 60s);
}

TEST_CASE("routing: half of many being faults opens it, too, and zero faults never do") {
    Rig rig;
    CHECK(rig.fault(true) == Change::opened);
    Rig never;
    never.rules.faults = 0;
    for (int i = 0; i < 50; ++i) CHECK(never.fault(true) == Change::none);
    CHECK(never.may() == unlimited);
}

TEST_CASE("routing: while open one trial goes a pause, and each failed one doubles it") {
    Rig rig;
    rig.open();
    auto pause = 60s;
    for (int i = 0; i < 7; ++i) {
        rig.wait_for_trial();
        CHECK(rig.fault() == Change::none); // it was open already
        pause = std::min<std::chrono::seconds>(2 * pause, 15min);
        CHECK(rig.breaker.next_trial_at - rig.now == pause);
    }
    CHECK(pause == 15min);
}

TEST_CASE("routing: it comes back slowly: one more in flight for each good one") {
    Rig rig;
    rig.open();
    rig.wait_for_trial();
    CHECK(rig.good() == Change::none);
    CHECK(rig.breaker.state == State::recovering);
    for (int allowed = 2; allowed <= 20; ++allowed) {
        CHECK(rig.may() == allowed);
        CHECK(rig.good() == (allowed == 20 ? Change::recovered : Change::none));
    }
    CHECK(rig.may() == unlimited);
    CHECK(rig.breaker.faults == 0);
}

TEST_CASE("routing: one fault while recovering pauses it for twice as long") {
    Rig rig;
    rig.open();
    rig.wait_for_trial();
    rig.good();
    CHECK(rig.fault() == Change::opened);
    CHECK(rig.breaker.next_trial_at - rig.now == 120s);
    // An hour of being well, and the next pause is short again.
    rig.wait_for_trial();
    for (int i = 0; i < 20; ++i) rig.good();
    REQUIRE(rig.breaker.state == State::closed);
    rig.now += 61min;
    rig.open();
    CHECK(rig.breaker.next_trial_at - rig.now == 60s);
}

TEST_CASE("routing: what was on its way before a change says nothing of it") {
    Rig rig;
    const auto before = rig.now;
    rig.now += 1s;
    rig.open();
    note_fault(rig.breaker, rig.rules, false, "late", before, rig.now + 30s);
    CHECK(rig.breaker.next_trial_at == rig.now + 60s);
    note_good(rig.breaker, before, rig.now + 30s);
    CHECK(rig.breaker.state == State::open);
}

TEST_CASE(
    "routing: a refused account stops all but one trial for each run, and one good ends it") {
    Rig rig;
    CHECK(note_refusal(rig.breaker, "20003", rig.now) == Change::opened);
    CHECK(rig.may() == 1);
    start_trial(rig.breaker, rig.rules, rig.now);
    CHECK(rig.may() == 0);
    CHECK(note_refusal(rig.breaker, "20003", rig.now) == Change::none);
    CHECK(rig.may() == 1);
    rig.now += 1s;
    CHECK(rig.good() == Change::recovered);
    CHECK(rig.may() == unlimited);
}

TEST_CASE("routing: a clock that went back does not keep it paused") {
    Rig rig;
    rig.open();
    rig.now -= std::chrono::hours(48);
    CHECK(rig.may() == 1);
    start_trial(rig.breaker, rig.rules, rig.now);
    rig.good();
    CHECK(rig.breaker.state == State::recovering);
}

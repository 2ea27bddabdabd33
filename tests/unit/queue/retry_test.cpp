#include "core/queue/retry.hpp"

#include "core/queue/receipts.hpp"
#include "core/store/health.hpp"
#include "core/store/message_list.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/queue_rig.hpp"

using namespace bkxsms;
using namespace bkxsms::queue;
using namespace std::chrono_literals;
using provider::Category;
using provider::Progress;
using provider::Remedy;
using store::Status;

namespace {

/// One message that the provider has taken.
struct Rig : test::QueueRig {
    MessageId id = insert();
    int events = 0;

    Rig() {
        answer = [](const transport::Request& request) {
            return test::reply(201, "id-" + request.body);
        };
        run();
        REQUIRE(status(id) == Status::sent);
    }
    std::string remote(int n = 1) {
        return store::attempts_of(store, id)
            .at(static_cast<std::size_t>(n - 1))
            .provider_message_id;
    }
    Effect report(Progress progress, Category category, Remedy remedy, int n = 1) {
        provider::Receipt receipt;
        receipt.provider_message_id = remote(n);
        receipt.progress = progress;
        receipt.event_key = std::to_string(++events);
        if (progress == Progress::undelivered || progress == Progress::failed)
            receipt.failure = {category, remedy, "30003", "off"};
        return apply_receipt(store, "fake", receipt, now());
    }
    Effect lose() {
        return report(Progress::undelivered, Category::unreachable, Remedy::later);
    }
    Effect deliver(int n = 1) { return report(Progress::delivered, {}, {}, n); }
    RetryTotals retry() { return retry_due(store, rules, "test", now()); }
    std::string attempt_state(int n) {
        return store::attempts_of(store, id).at(static_cast<std::size_t>(n - 1)).state;
    }
};

} // namespace

TEST_CASE("queue: what was not delivered for a passing reason is sent again in its time") {
    Rig rig;
    CHECK(rig.lose() == Effect::applied);
    CHECK(rig.status(rig.id) == Status::undelivered);
    CHECK(rig.retry().waiting == 1);
    rig.clock.advance(6min);
    CHECK(rig.retry().reopened == 1);
    CHECK(rig.status(rig.id) == Status::pending);
    CHECK(rig.retry().reopened == 0);
    CHECK(rig.run().sent == 1);
    CHECK(rig.attempt_state(1) == "undelivered");
    CHECK(rig.deliver(2) == Effect::applied);
    CHECK(rig.status(rig.id) == Status::delivered);
}

TEST_CASE("queue: it is sent again so often and no more, and keeps its last reason") {
    Rig rig;
    rig.rules.max_retries = 2;
    for (int n = 1; n <= 3; ++n) {
        CHECK(rig.report(Progress::undelivered, Category::unreachable, Remedy::later, n) ==
              Effect::applied);
        rig.clock.advance(3h);
        CHECK(rig.retry().reopened == (n <= 2 ? 1 : 0));
        rig.run();
    }
    CHECK(rig.status(rig.id) == Status::undelivered);
    CHECK(rig.message(rig.id).reason == "unreachable");
    CHECK(rig.retry().exhausted == 0); // given up for good
    CHECK(store::attempts_of(rig.store, rig.id).size() == 3);
}

TEST_CASE(
    "queue: nothing is sent again for a reason that stays, or too late, or against the rule") {
    Rig rig;
    rig.report(Progress::undelivered, Category::landline, Remedy::none);
    rig.clock.advance(1h);
    CHECK(rig.retry().waiting + rig.retry().reopened == 0);

    Rig late;
    late.lose();
    late.clock.advance(100 * 24h);
    CHECK(late.retry().exhausted == 1);
    CHECK(late.status(late.id) == Status::undelivered);

    Rig never;
    never.rules.retry_failed = false;
    never.lose();
    never.clock.advance(1h);
    CHECK(never.retry().reopened == 0);
}

TEST_CASE("queue: a report that it arrived after all stops the second try") {
    Rig rig;
    rig.lose();
    rig.clock.advance(6min);
    rig.retry();
    CHECK(rig.deliver() == Effect::applied);
    CHECK(rig.status(rig.id) == Status::delivered);
    CHECK(rig.attempt_state(1) == "accepted");
    CHECK(rig.run().ended() == 0);

    // Too late for that: the second is on its way or taken. It changes nothing.
    Rig sent;
    sent.lose();
    sent.clock.advance(6min);
    sent.retry();
    sent.run();
    CHECK(sent.deliver() == Effect::stale);
    CHECK(sent.status(sent.id) == Status::sent);
    CHECK(sent.deliver(2) == Effect::applied);
}

TEST_CASE("queue: by hand anything that failed goes again, all of them or none") {
    Rig rig;
    rig.report(Progress::undelivered, Category::landline, Remedy::none);
    rig.clock.advance(100 * 24h); // long past its end
    const auto other = rig.insert("+4915112345699");
    const MessageId both[] = {rig.id, other};
    CHECK(test::fault_of([&] { retry_by_hand(rig.store, both, "", "me", rig.now()); }) ==
          Fault::data);
    CHECK(rig.status(rig.id) == Status::undelivered);
    retry_by_hand(rig.store, {both, 1}, "new handset", "me", rig.now());
    CHECK(rig.status(rig.id) == Status::pending);
    CHECK(rig.run().sent == 2);
}

TEST_CASE("queue: a number that refused so often is put aside until a person tries it again") {
    test::QueueRig rig;
    rig.rules.bad_number_after = 2;
    rig.answer = [](const auto&) { return test::reply(400, "invalid"); };
    for (int i = 0; i < 2; ++i) {
        rig.insert();
        CHECK(rig.run().failed == 1);
    }
    const auto id = rig.insert();
    CHECK(rig.run().suppressed == 1);
    CHECK(rig.message(id).reason == "bad_number");
    CHECK(rig.sent->size() == 2);

    // Three months later somebody else may have it.
    test::QueueRig later;
    later.rules.bad_number_after = 1;
    later.answer = rig.answer;
    later.insert();
    CHECK(later.run().failed == 1);
    later.clock.advance(91 * 24h);
    later.insert();
    CHECK(later.run().failed == 1);
    later.insert();
    CHECK(later.run().suppressed == 1);

    const MessageId again[] = {id};
    rig.answer = [](const transport::Request& request) {
        return test::reply(201, request.body);
    };
    retry_by_hand(rig.store, again, "", "me", rig.now());
    CHECK(rig.run().sent == 1);
}

TEST_CASE(
    "queue: reports tell how well a provider delivers, and who delivers late comes second") {
    Rig rig;
    rig.clock.advance(10min);
    CHECK(rig.deliver() == Effect::applied);
    CHECK(rig.deliver() == Effect::stale); // counts once
    const auto tally = store::sum_tally(rig.store, "fake", rig.now() - 1h);
    CHECK(tally.delivered == 1);
    CHECK(tally.slow == 1);
    CHECK(tally.delay_ms == milliseconds(10min).count());
    CHECK(tally.handed == 1);
    CHECK(tally.answered == 1);
}

#include "core/queue/receipts.hpp"

#include "support/catch.hpp"
#include "support/queue_rig.hpp"

using namespace bkxsms;
using namespace bkxsms::queue;
using namespace std::chrono_literals;
using provider::Progress;
using store::Status;

namespace {

struct Rig : test::QueueRig {
    int events = 0;

    provider::Receipt receipt(Progress progress, const std::string& id,
                              const std::string& reference = {}) {
        provider::Receipt r;
        r.provider_message_id = id;
        r.reference = reference;
        r.progress = progress;
        r.provider_status = word(progress);
        r.event_key = "event-" + std::to_string(++events);
        return r;
    }
    Effect apply(const provider::Receipt& r) { return apply_receipt(store, "fake", r, now()); }
    std::string effect_of(int event) {
        auto read = store.db.use("SELECT effect FROM bkx_sms_events WHERE event_key = ?1");
        read.bind("event-" + std::to_string(event));
        return read.step() ? read.text(0) : std::string();
    }
};

} // namespace

TEST_CASE("queue: a report finds its message by the provider's id") {
    Rig rig;
    const auto id = rig.insert();
    rig.run();
    const auto remote = rig.message(id).provider_message_id;
    auto report = rig.receipt(Progress::delivered, remote);
    report.happened_at = rig.now() + 3s;
    report.price = Money{7'900'000, "USD"};
    report.segments = 2;
    CHECK(rig.apply(report) == Effect::applied);
    const auto m = rig.message(id);
    CHECK(m.status == Status::delivered);
    CHECK(m.delivered_at == rig.now() + 3s);
    CHECK(m.cost == Money{7'900'000, "USD"});
    CHECK(m.segments == 2);
    CHECK(rig.number("SELECT message_id FROM bkx_sms_events") == id.value);
    CHECK(rig.effect_of(1) == "applied");
}

TEST_CASE("queue: a report that carries our token settles an answer that was lost") {
    Rig rig;
    rig.answer = [](const transport::Request&) { return test::no_reply(true); };
    const auto id = rig.insert();
    rig.run();
    REQUIRE(rig.status(id) == Status::unknown);
    const auto token = rig.sent->at(0).reference;
    CHECK(rig.apply(rig.receipt(Progress::queued, "r1", token)) == Effect::applied);
    CHECK(rig.status(id) == Status::sent);
    CHECK(rig.attempt(id) == "accepted");
    CHECK(rig.message(id).provider_message_id == "r1");
    CHECK(rig.apply(rig.receipt(Progress::delivered, "r1")) == Effect::applied);
    CHECK(rig.status(id) == Status::delivered);
}

TEST_CASE("queue: a report may come before the answer it belongs to") {
    Rig rig;
    rig.answer = [&rig](const transport::Request& request) {
        rig.apply(rig.receipt(Progress::delivered, "r1", request.body));
        return test::reply(201, "r1");
    };
    const auto id = rig.insert();
    CHECK(rig.run().sent == 1);
    CHECK(rig.status(id) == Status::delivered);
    CHECK(store::attempts_of(rig.store, id).size() == 1);
}

TEST_CASE("queue: a report has its effect once, also if it comes again and again") {
    Rig rig;
    const auto id = rig.insert();
    rig.run();
    const auto report = rig.receipt(Progress::sent, rig.message(id).provider_message_id);
    auto failed = rig.receipt(Progress::failed, report.provider_message_id);
    failed.failure = provider::Failure{provider::Category::filtered, provider::Remedy::none,
                                       "30007", "spam"};
    CHECK(rig.apply(failed) == Effect::applied);
    CHECK(rig.apply(failed) == Effect::repeated);
    CHECK(rig.apply(report) == Effect::stale);
    CHECK(rig.apply(report) == Effect::repeated);
    CHECK(rig.status(id) == Status::failed);
    CHECK(rig.message(id).reason == "filtered");
    CHECK(rig.message(id).error_code == "30007");
    CHECK(rig.effect_of(1) == "stale");
    CHECK(rig.effect_of(2) == "applied");
}

TEST_CASE("queue: a report that speaks of nothing of ours is an orphan") {
    Rig rig;
    const auto id = rig.insert();
    rig.run();
    CHECK(rig.apply(rig.receipt(Progress::delivered, "unheard-of")) == Effect::orphan);
    CHECK(rig.apply(rig.receipt(Progress::delivered, "unheard-of", std::string(40, 'a'))) ==
          Effect::orphan);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_events WHERE message_id IS NULL "
                     "AND effect = 'orphan'") == 2);
    CHECK(rig.status(id) == Status::sent);
    // Another provider's ids are another provider's.
    const auto remote = rig.message(id).provider_message_id;
    CHECK(apply_receipt(rig.store, "other", rig.receipt(Progress::delivered, remote),
                        rig.now()) == Effect::orphan);
}

TEST_CASE("queue: a report about what was taken for not sent is an alarm, and moves nothing") {
    Rig rig;
    rig.answer = [](const transport::Request&) { return test::reply(429); };
    const auto id = rig.insert();
    rig.run();
    REQUIRE(rig.attempt(id) == "nosend");
    const auto token = rig.sent->at(0).reference;
    CHECK(rig.apply(rig.receipt(Progress::sent, "r1", token)) == Effect::duplicate_send);
    CHECK(rig.status(id) == Status::pending);
    CHECK(rig.attempt(id) == "nosend");
    CHECK(rig.effect_of(1) == "duplicate-send");
}

TEST_CASE("queue: two ids for one token are one message sent twice: an alarm") {
    Rig rig;
    const auto id = rig.insert();
    rig.run();
    const auto remote = rig.message(id).provider_message_id;
    const auto token = rig.sent->at(0).reference;
    CHECK(rig.apply(rig.receipt(Progress::delivered, "another", token)) ==
          Effect::duplicate_send);
    CHECK(rig.message(id).provider_message_id == remote);
    CHECK(rig.status(id) == Status::sent);
    CHECK(rig.apply(rig.receipt(Progress::delivered, remote, token)) == Effect::applied);
}

TEST_CASE("queue: a token with an id that is another message's changes neither") {
    Rig rig;
    const auto first = rig.insert("+4915112345001");
    rig.run();
    const auto taken = rig.message(first).provider_message_id;
    rig.answer = [](const transport::Request&) { return test::no_reply(true); };
    const auto second = rig.insert("+4915112345002");
    rig.run();
    const auto token = rig.sent->at(1).reference;
    CHECK(rig.apply(rig.receipt(Progress::delivered, taken, token)) == Effect::orphan);
    CHECK(rig.status(first) == Status::sent);
    CHECK(rig.status(second) == Status::unknown);
    CHECK(rig.attempt(second) == "uncertain");
}

TEST_CASE("queue: a report without a time happened when it came") {
    Rig rig;
    const auto id = rig.insert();
    rig.run();
    rig.clock.advance(9s);
    rig.apply(rig.receipt(Progress::undelivered, rig.message(id).provider_message_id));
    CHECK(rig.message(id).failed_at == rig.now());
    CHECK(rig.message(id).reason == "provider");
}

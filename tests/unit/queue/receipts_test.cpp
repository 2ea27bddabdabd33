#include "core/queue/receipts.hpp"

#include "core/store/health.hpp"
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

namespace {

/// One message of three parts.
struct PartsRig : Rig {
    MessageId id;

    PartsRig() {
        auto message = sample();
        message.segments = 3;
        id = insert(message);
    }
    std::string token() const { return sent->at(0).reference; }
    Effect part(Progress progress, const std::string& part_id, bool with_token = false) {
        auto report = receipt(progress, part_id, with_token ? token() : "");
        report.part = true;
        return apply(report);
    }
    int parts() { return static_cast<int>(number("SELECT count(*) FROM bkx_sms_parts")); }
};

/// The answer to it named all three.
struct AnsweredRig : PartsRig {
    AnsweredRig() {
        provider::Accepted accepted;
        accepted.id = "p1";
        accepted.segments = 3;
        accepted.part_ids = {"p1", "p2", "p3"};
        on_accepted = accepted;
        run();
    }
};

} // namespace

TEST_CASE("queue: a message of several parts is delivered when all of them are") {
    AnsweredRig rig;
    CHECK(rig.part(Progress::delivered, "p2") == Effect::applied);
    CHECK(rig.status(rig.id) == Status::sent);
    CHECK(rig.part(Progress::sent, "p3") == Effect::stale);
    CHECK(rig.part(Progress::delivered, "p3") == Effect::applied);
    CHECK(rig.part(Progress::delivered, "p3") == Effect::stale);
    CHECK(rig.status(rig.id) == Status::sent);
    CHECK(rig.part(Progress::delivered, "p1") == Effect::applied);
    CHECK(rig.status(rig.id) == Status::delivered);
    CHECK(rig.message(rig.id).provider_message_id == "p1");
    CHECK(rig.message(rig.id).segments == 3);
    CHECK(store::sum_tally(rig.store, "fake", rig.now() - 1h).delivered == 1);
}

TEST_CASE("queue: a message of which one part is lost is not delivered, whatever comes after") {
    AnsweredRig rig;
    CHECK(rig.part(Progress::delivered, "p1") == Effect::applied);
    CHECK(rig.part(Progress::undelivered, "p2") == Effect::applied);
    CHECK(rig.status(rig.id) == Status::undelivered);
    CHECK(rig.part(Progress::delivered, "p3") == Effect::applied);
    CHECK(rig.status(rig.id) == Status::undelivered);
    // Reports that contradict each other: as for a whole message, delivered wins.
    CHECK(rig.part(Progress::delivered, "p2") == Effect::applied);
    CHECK(rig.status(rig.id) == Status::delivered);
}

TEST_CASE("queue: a message has failed when all its parts have") {
    AnsweredRig rig;
    rig.part(Progress::failed, "p1");
    CHECK(rig.status(rig.id) == Status::undelivered);
    rig.part(Progress::failed, "p2");
    rig.part(Progress::failed, "p3");
    CHECK(rig.status(rig.id) == Status::undelivered); // never back
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_parts WHERE status = 'failed'") == 3);
}

TEST_CASE("queue: the report of any part finds its message, by its own id or by our token") {
    AnsweredRig rig;
    CHECK(rig.parts() == 3);
    for (const auto* id : {"p1", "p2", "p3"})
        CHECK(store::find_by_remote_id(rig.store, "fake", id)->message == rig.id);
    CHECK_FALSE(store::find_by_remote_id(rig.store, "other", "p2"));
    CHECK(rig.part(Progress::delivered, "p2", true) == Effect::applied);
    CHECK(rig.part(Progress::delivered, "p3") == Effect::applied);
}

TEST_CASE("queue: more parts than a message has are one message sent twice: an alarm") {
    AnsweredRig rig;
    CHECK(rig.part(Progress::delivered, "p4", true) == Effect::duplicate_send);
    CHECK(rig.part(Progress::delivered, "p4") == Effect::orphan);
    CHECK(rig.parts() == 3);
    CHECK(rig.status(rig.id) == Status::sent);

    Rig single;
    const auto id = single.insert();
    single.run();
    auto report = single.receipt(Progress::delivered, "another", single.sent->at(0).reference);
    report.part = true;
    CHECK(single.apply(report) == Effect::duplicate_send);
    CHECK(single.status(id) == Status::sent);
}

TEST_CASE("queue: parts are learnt from their reports where the answer was lost") {
    PartsRig rig;
    rig.answer = [](const transport::Request&) { return test::no_reply(true); };
    rig.run();
    REQUIRE(rig.status(rig.id) == Status::unknown);
    CHECK(rig.part(Progress::delivered, "p2", true) == Effect::applied);
    CHECK(rig.status(rig.id) == Status::sent);
    CHECK(rig.attempt(rig.id) == "accepted");
    CHECK(rig.part(Progress::delivered, "p3", true) == Effect::applied);
    CHECK(rig.part(Progress::delivered, "p2") == Effect::stale);
    CHECK(rig.part(Progress::delivered, "p1", true) == Effect::applied);
    CHECK(rig.status(rig.id) == Status::delivered);
    CHECK(rig.message(rig.id).provider_message_id == "p2");
    CHECK(rig.part(Progress::delivered, "p4", true) == Effect::duplicate_send);
}

TEST_CASE("queue: a part may be reported before the answer that names it") {
    PartsRig rig;
    provider::Accepted accepted;
    accepted.id = "p1";
    accepted.part_ids = {"p1", "p2", "p3"};
    rig.on_accepted = accepted;
    rig.answer = [&rig](const transport::Request&) {
        rig.part(Progress::delivered, "p3", true);
        return test::reply(201, "p1");
    };
    rig.run();
    CHECK(rig.parts() == 3);
    CHECK(rig.status(rig.id) == Status::sent);
    CHECK(rig.part(Progress::delivered, "p1") == Effect::applied);
    CHECK(rig.part(Progress::delivered, "p2") == Effect::applied);
    CHECK(rig.status(rig.id) == Status::delivered);
}

TEST_CASE("queue: a part with an id that is another message's changes neither") {
    AnsweredRig rig;
    rig.on_accepted.reset();
    rig.answer = [](const transport::Request&) { return test::no_reply(true); };
    auto message = rig.sample("+4915112345002");
    message.segments = 2;
    const auto second = rig.insert(message);
    rig.run();
    auto report = rig.receipt(Progress::delivered, "p2", rig.sent->at(1).reference);
    report.part = true;
    CHECK(rig.apply(report) == Effect::orphan);
    CHECK(rig.status(second) == Status::unknown);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_parts WHERE status = 'delivered'") == 0);
}

TEST_CASE("queue: a message of which a part was refused arrives as a fragment at best") {
    PartsRig rig;
    provider::Accepted accepted;
    accepted.id = "p1";
    accepted.segments = 3;
    accepted.part_ids = {"p1", "p2"};
    accepted.partly = provider::Failure{provider::Category::account, provider::Remedy::fix, "9",
                                        "the credit is used up"};
    rig.on_accepted = accepted;
    CHECK(rig.run().sent == 1);
    CHECK(rig.status(rig.id) == Status::undelivered);
    CHECK(rig.message(rig.id).reason == "account");
    CHECK(rig.message(rig.id).error_code == "9");
    CHECK(rig.attempt(rig.id) == "accepted"); // and so is not sent again
    rig.part(Progress::delivered, "p1");
    rig.part(Progress::delivered, "p2");
    CHECK(rig.status(rig.id) == Status::undelivered);
}

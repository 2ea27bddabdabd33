#include "core/queue/intervene.hpp"

#include "core/store/uncertain.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/queue_rig.hpp"

using namespace bkxsms;
using namespace bkxsms::queue;
using namespace std::chrono_literals;
using store::Status;
using Act = Intervention::Act;

namespace {

struct Rig : test::QueueRig {
    void act(Act act, const std::vector<MessageId>& ids, std::optional<TimePoint> at = {}) {
        intervene(store, ids, {act, at, "because", "Ada"}, now());
    }
    std::int64_t audit_rows() {
        return number("SELECT count(*) FROM bkx_sms_audit WHERE actor = 'Ada'");
    }
};

} // namespace

TEST_CASE("queue: what is cancelled never goes") {
    Rig rig;
    const auto id = rig.insert("+4915112345001");
    const auto other = rig.insert("+4915112345002");
    rig.act(Act::cancel, {id});
    rig.act(Act::cancel, {id}); // said twice
    CHECK(rig.status(id) == Status::cancelled);
    CHECK(rig.audit_rows() == 1);
    CHECK(rig.run().sent == 1);
    CHECK(rig.status(other) == Status::sent);
}

TEST_CASE("queue: what is held goes when it is released and due") {
    Rig rig;
    auto m = rig.sample();
    m.due_at = rig.now() + 1h;
    const auto id = rig.insert(m);
    rig.act(Act::hold, {id});
    rig.act(Act::hold, {id});
    CHECK(rig.message(id).reason == "by_hand");
    rig.clock.advance(30min);
    rig.act(Act::release, {id});
    CHECK(rig.run().sent == 0);
    rig.clock.advance(30min);
    CHECK(rig.run().sent == 1);
    CHECK(rig.audit_rows() == 2);
}

TEST_CASE("queue: what is wanted at another time goes then, and lives as long after it") {
    Rig rig;
    auto m = rig.sample();
    m.scheduled_at = m.due_at = rig.now() + 1h;
    m.expires_at = *m.scheduled_at + 2h;
    const auto id = rig.insert(m);
    rig.act(Act::reschedule, {id}, rig.now() + 10h);
    CHECK(rig.message(id).due_at == rig.now() + 10h);
    CHECK(rig.message(id).scheduled_at == rig.now() + 10h);
    CHECK(rig.message(id).expires_at == rig.now() + 12h);
    rig.clock.advance(9h);
    CHECK(rig.run().ended() == 0);
    rig.clock.advance(1h);
    CHECK(rig.run().sent == 1);
}

TEST_CASE("queue: a time after which a message would be past its end is refused") {
    Rig rig;
    const auto id = rig.insert();
    const auto before = rig.message(id).expires_at;
    CHECK(test::fault_of([&] { rig.act(Act::reschedule, {id}, rig.now() - 73h); }) ==
          Fault::data);
    CHECK(rig.message(id).expires_at == before);
}

TEST_CASE("queue: what has left, or may have, cannot be changed") {
    for (const auto act : {Act::cancel, Act::hold, Act::release, Act::reschedule}) {
        Rig rig;
        const auto refused = [&](MessageId id) {
            const auto before = rig.message(id);
            CAPTURE(word(before.status));
            CHECK(test::fault_of([&] { rig.act(act, {id}, rig.now() + 1h); }) == Fault::data);
            CHECK(rig.status(id) == before.status);
            CHECK(rig.message(id).due_at == before.due_at);
        };
        const auto sending = rig.insert("+4915112345001");
        rig.on_the_wire("alive");
        refused(sending);

        const auto lost = rig.insert("+4915112345002");
        const auto claim = rig.on_the_wire("alive");
        store::AttemptEnd end;
        end.state = "uncertain";
        rig.in_transaction([&] {
            store::end_attempt(rig.store, claim.attempt, end, rig.now());
            store::stop(rig.store, lost, Status::unknown, "answer_lost", {}, rig.now());
        });
        refused(lost);
        rig.in_transaction([&] {
            const auto open = *store::open_outcome(rig.store, lost);
            store::settle_lost(rig.store, open, "outcome_unknown", rig.now());
        });
        CHECK(rig.status(lost) == Status::held);
        refused(lost);

        const auto sent = rig.insert("+4915112345003");
        rig.run();
        CHECK(rig.status(sent) == Status::sent);
        refused(sent);
        CHECK(rig.audit_rows() == 0);
    }
}

TEST_CASE("queue: one that cannot be changed leaves all as they were") {
    Rig rig;
    const auto id = rig.insert();
    CHECK(test::fault_of([&] { rig.act(Act::cancel, {id, MessageId{99}}); }) == Fault::data);
    CHECK(rig.status(id) == Status::pending);
    CHECK(rig.audit_rows() == 0);
}

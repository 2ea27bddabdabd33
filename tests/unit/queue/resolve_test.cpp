#include "core/queue/resolve.hpp"

#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/queue_rig.hpp"

using namespace bkxsms;
using namespace std::chrono_literals;
using store::Status;

namespace {

/// One message whose answer was lost, `held` or still `unknown`.
struct Rig : test::QueueRig {
    MessageId id = insert();

    explicit Rig(bool held) {
        answer = [](const transport::Request&) { return test::no_reply(true); };
        run();
        answer = [](const transport::Request& request) {
            return test::reply(201, "id-" + request.body);
        };
        if (!held) return;
        clock.advance(130s);
        run();
    }
    void resolve(bool was_sent, const std::string& remote = {}) {
        queue::resolve(store, id, {was_sent, remote, "seen in the console", "tester"}, now());
    }
};

} // namespace

TEST_CASE("queue: a person may say that a lost message was sent") {
    for (const bool held : {false, true}) {
        Rig rig(held);
        CHECK(rig.status(rig.id) == (held ? Status::held : Status::unknown));
        rig.resolve(true);
        CHECK(rig.status(rig.id) == Status::sent);
        CHECK(rig.attempt(rig.id) == "lost");
        rig.clock.advance(24h);
        rig.run();
        CHECK(rig.sent->size() == 1);
    }
}

TEST_CASE("queue: with the provider's id, reports find the message that was lost") {
    Rig rig(true);
    rig.resolve(true, "remote-1");
    CHECK(rig.attempt(rig.id) == "accepted");
    CHECK(rig.message(rig.id).provider_message_id == "remote-1");
}

TEST_CASE("queue: the provider's id of another message is refused, and nothing changes") {
    Rig rig(true);
    rig.insert("+491511234568");
    rig.answer = [](const transport::Request&) { return test::reply(201, "remote-1"); };
    rig.run();
    CHECK(test::fault_of([&] { rig.resolve(true, "remote-1"); }) == Fault::data);
    CHECK(rig.status(rig.id) == Status::held);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_audit WHERE action = 'resolve'") == 0);
}

TEST_CASE("queue: a person may say that a lost message was not sent: it goes out") {
    for (const bool held : {false, true}) {
        Rig rig(held);
        rig.resolve(false);
        CHECK(rig.attempt(rig.id) == "absent");
        CHECK(rig.run().sent == 1);
        CHECK(rig.status(rig.id) == Status::sent);
        CHECK(rig.number("SELECT count(*) FROM bkx_sms_audit WHERE action = 'resolve' AND "
                         "actor = 'tester'") == 1);
    }
}

TEST_CASE("queue: what is known cannot be resolved") {
    Rig rig(true);
    rig.resolve(true);
    CHECK(test::fault_of([&] { rig.resolve(false); }) == Fault::data);
    const auto fresh = rig.insert("+491511234568");
    CHECK(test::fault_of([&] {
              queue::resolve(rig.store, fresh, {true, "", "x", "tester"}, rig.now());
          }) == Fault::data);
    CHECK(test::fault_of([&] {
              queue::resolve(rig.store, MessageId{99}, {true, "", "x", "tester"}, rig.now());
          }) == Fault::data);
}

#include "core/queue/receipts.hpp"
#include "core/store/uncertain.hpp"
#include "support/catch.hpp"
#include "support/queue_rig.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace std::chrono_literals;
using store::Status;

namespace {

constexpr auto recipient = "+491511234567";
constexpr auto text = "See you on Tuesday at nine";

/// One message whose answer was lost; `list` is what the provider's list shows.
struct Rig : test::QueueRig {
    MessageId id;
    TimePoint left;
    std::string list;
    int list_status = 200;
    int looked = 0;

    explicit Rig(bool resend = false) {
        settling = {true, 120s, 60s};
        auto message = sample(recipient);
        message.resend_when_uncertain = resend;
        id = insert(message);
        left = now();
        answer = [this](const transport::Request& request) {
            if (request.method == "POST") return test::no_reply(true);
            ++looked;
            return test::reply(list_status, list);
        };
        QueueRig::run();
    }

    std::string seen(std::string_view remote, milliseconds after, std::string_view words,
                     std::string_view reference = "") const {
        return fmt::format("{}\t{}\t{}\t{}\n", remote, to_millis(left + after), reference,
                           words);
    }
    /// The next sends succeed.
    void mend() {
        answer = [this](const transport::Request& request) {
            if (request.method == "POST") return test::reply(201, "id-" + request.body);
            ++looked;
            return test::reply(list_status, list);
        };
    }
    queue::RunTotals after(milliseconds wait) {
        clock.advance(wait);
        return run();
    }
};

} // namespace

TEST_CASE("queue: a lost send rests before it is looked up") {
    Rig rig;
    CHECK(rig.status(rig.id) == Status::unknown);
    rig.mend();
    rig.after(119s);
    CHECK(rig.looked == 0);
    rig.after(2s);
    CHECK(rig.looked == 1);
}

TEST_CASE("queue: a lost send that the provider shows was sent") {
    Rig rig;
    rig.mend();
    rig.list = rig.seen("remote-1", 1s, text);
    CHECK(rig.after(130s).settled == 1);
    CHECK(rig.attempt(rig.id) == "accepted");
    const auto message = rig.message(rig.id);
    CHECK(message.status == Status::sent);
    CHECK(message.provider_message_id == "remote-1");
    rig.after(24h);
    CHECK(rig.sent->size() == 1);
}

TEST_CASE("queue: a lost send that is not found twice is sent again, once") {
    Rig rig;
    rig.mend();
    CHECK(rig.after(130s).settled == 0);
    CHECK(rig.status(rig.id) == Status::unknown);
    CHECK(rig.after(30s).settled == 0); // the second look is not yet due
    CHECK(rig.looked == 1);
    const auto totals = rig.after(31s);
    CHECK(rig.looked == 2);
    CHECK(totals.settled == 1);
    CHECK(totals.sent == 1);
    CHECK(rig.sent->size() == 2);
    CHECK(rig.status(rig.id) == Status::sent);
    rig.after(24h);
    CHECK(rig.sent->size() == 2);
}

TEST_CASE(
    "queue: only a message to that number, of that time, of nobody else is the lost one") {
    struct Row {
        const char* name;
        std::function<std::string(const Rig&)> list;
    };
    const Row rows[] = {
        {"too early", [](const Rig& rig) { return rig.seen("r", -10s, "x"); }},
        {"too late", [](const Rig& rig) { return rig.seen("r", 10min, "x"); }},
        {"long before", [](const Rig& rig) { return rig.seen("r", -37h, text); }},
        {"another reference",
         [](const Rig& rig) { return rig.seen("r", 1s, text, "somebody-elses"); }},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        Rig rig;
        rig.mend();
        rig.list = row.list(rig);
        rig.after(130s);
        CHECK(rig.after(61s).sent == 1);
    }
}

TEST_CASE("queue: the provider's clock may be far from ours") {
    const auto dated = [](int status, std::string body, const char* date) {
        transport::Reply reply{status, {{"date", date}}, std::move(body), {}};
        return transport::Exchange(reply);
    };
    // 3 hours behind, known from another answer of the run, and right again at the look-up.
    Rig rig;
    rig.in_transaction(
        [&] { rig.store.db.execute("UPDATE bkx_sms_attempts SET clock_off_ms = -10800000"); });
    rig.mend();
    rig.list = rig.seen("remote-1", -3h + 1s, text);
    CHECK(rig.after(130s).settled == 1);

    // Not seen then: the answer to the look-up says it.
    Rig other;
    other.list = other.seen("remote-2", 2h + 1s, text);
    other.answer = [&](const transport::Request&) {
        return dated(200, other.list, "Sun, 22 Nov 2026 20:02:17 +0000");
    };
    other.clock.advance(130s);
    REQUIRE(format_rfc3339(other.now()) == "2026-11-22T18:02:17Z");
    CHECK(other.run().settled == 1);
}

TEST_CASE("queue: of a clock that nobody knew, the same text is witness enough") {
    Rig rig;
    rig.mend();
    rig.list = rig.seen("remote-1", -5h, text); // the clock was set right after the send
    CHECK(rig.after(130s).settled == 1);

    Rig known;
    known.mend();
    known.in_transaction(
        [&] { known.store.db.execute("UPDATE bkx_sms_attempts SET clock_off_ms = 0"); });
    known.list = known.seen("remote-1", -5h, text);
    CHECK(known.after(130s).settled == 0);
}

TEST_CASE("queue: our reference proves it, whatever time and text say") {
    Rig rig;
    rig.mend();
    rig.list = rig.seen("remote-1", 50min, "", (*rig.sent)[0].reference);
    CHECK(rig.after(130s).settled == 1);
    CHECK(rig.status(rig.id) == Status::sent);
}

TEST_CASE("queue: what another message of ours owns is not the lost one") {
    Rig rig;
    rig.mend();
    rig.insert("+491511234568");
    rig.answer = [](const transport::Request&) { return test::reply(201, "remote-1"); };
    rig.run();
    rig.mend();
    rig.list = rig.seen("remote-1", 1s, text);
    rig.after(130s);
    CHECK(rig.after(61s).sent == 1);
    CHECK(rig.message(rig.id).provider_message_id != "remote-1");
}

TEST_CASE("queue: a message with other words is for a person to judge") {
    Rig rig;
    rig.mend();
    rig.list = rig.seen("remote-1", 1s, "Something else");
    CHECK(rig.after(130s).held == 1);
    CHECK(rig.status(rig.id) == Status::held);
    CHECK(rig.message(rig.id).reason == "ambiguous");
    CHECK(rig.attempt(rig.id) == "lost");
    rig.after(24h);
    CHECK(rig.sent->size() == 1);

    // Words of the provider's before ours are a trial account's.
    Rig trial;
    trial.mend();
    trial.list = trial.seen("remote-1", 1s, std::string("Sent from a trial account - ") + text);
    CHECK(trial.after(130s).settled == 1);
}

TEST_CASE("queue: a look-up without an answer proves nothing, and is given up after a day") {
    Rig rig;
    rig.mend();
    rig.list_status = 503;
    for (int i = 0; i < 20; ++i) rig.after(70min);
    CHECK(rig.status(rig.id) == Status::unknown);
    CHECK(rig.looked == 20);
    rig.after(70min);
    CHECK(rig.status(rig.id) == Status::held);
    CHECK(rig.message(rig.id).reason == "look_up_failed");
    CHECK(rig.sent->size() == 1);
}

TEST_CASE("queue: the day begins when the last look is due") {
    Rig rig;
    rig.settling = {true, 15min, 79h};
    rig.mend();
    rig.after(16min);
    CHECK(rig.looked == 1);
    rig.list_status = 503;
    rig.after(79h);
    CHECK(rig.looked == 2);
    CHECK(rig.status(rig.id) == Status::unknown);
    rig.after(24h);
    CHECK(rig.status(rig.id) == Status::held);
    CHECK(rig.sent->size() == 1);
}

TEST_CASE("queue: a list without an end proves nothing") {
    Rig rig;
    rig.mend();
    rig.list = "next\n";
    rig.after(130s);
    CHECK(rig.looked == 20);
    rig.after(61s);
    CHECK(rig.status(rig.id) == Status::unknown);
    CHECK(rig.sent->size() == 1);
}

TEST_CASE("queue: an old customer's long list is read as far back as the send") {
    for (const bool clock_known : {false, true}) {
        INFO(clock_known);
        Rig rig;
        rig.settling.newest_first = true;
        rig.mend();
        if (clock_known)
            rig.in_transaction(
                [&] { rig.store.db.execute("UPDATE bkx_sms_attempts SET clock_off_ms = 0"); });
        rig.list = rig.seen("r", clock_known ? -1h : -40h, text) + "next\n";
        rig.after(130s);
        CHECK(rig.looked == 1);
        CHECK(rig.after(61s).sent == 1);
        CHECK(rig.looked == 2);
    }
}

TEST_CASE("queue: a list that may begin with what is oldest is read to its end") {
    Rig rig;
    rig.mend();
    auto page = 0;
    rig.answer = [&](const transport::Request&) {
        return test::reply(200, ++page < 3 ? rig.seen("r", -40h, text) + "next\n"
                                           : rig.seen("remote-3", 1s, text));
    };
    CHECK(rig.after(130s).settled == 1);
    CHECK(rig.message(rig.id).provider_message_id == "remote-3");
    CHECK(rig.sent->size() == 1);
}

TEST_CASE("queue: how late a list is does not widen the time of the send") {
    Rig rig;
    rig.settling = {true, 15min, 15min};
    rig.mend();
    rig.list = rig.seen("remote-1", 5min, ""); // somebody else's, while we waited
    rig.after(16min);
    CHECK(rig.looked == 1);
    CHECK(rig.after(16min).sent == 1);
    CHECK(rig.message(rig.id).provider_message_id != "remote-1");

    Rig other;
    other.settling = {true, 15min, 15min};
    other.mend();
    other.list = other.seen("remote-1", 1min, "");
    CHECK(other.after(16min).settled == 1);
    CHECK(other.message(other.id).provider_message_id == "remote-1");
}

TEST_CASE("queue: the lost one may stand on a later page") {
    Rig rig;
    rig.mend();
    auto page = 0;
    rig.answer = [&](const transport::Request&) {
        return test::reply(200, ++page < 3 ? "next\n" : rig.seen("remote-3", 1s, text));
    };
    CHECK(rig.after(130s).settled == 1);
    CHECK(rig.message(rig.id).provider_message_id == "remote-3");
}

TEST_CASE("queue: where nobody can be asked, a lost send is held and holds up nobody") {
    Rig rig;
    rig.settling = {};
    rig.mend();
    CHECK(rig.after(130s).held == 1);
    CHECK(rig.status(rig.id) == Status::held);
    CHECK(rig.message(rig.id).reason == "outcome_unknown");
    const auto next = rig.insert(recipient);
    CHECK(rig.run().sent == 1);
    CHECK(rig.status(next) == Status::sent);

    // A callback that still comes settles it.
    provider::Receipt receipt;
    receipt.provider_message_id = "remote-9";
    receipt.reference = (*rig.sent)[0].reference;
    receipt.progress = provider::Progress::delivered;
    receipt.event_key = "e1";
    CHECK(queue::apply_receipt(rig.store, "fake", receipt, rig.now()) ==
          queue::Effect::applied);
    CHECK(rig.status(rig.id) == Status::delivered);
    CHECK(rig.attempt(rig.id) == "accepted");
}

TEST_CASE("queue: what may be sent twice is sent again without asking") {
    Rig rig(true);
    rig.mend();
    const auto totals = rig.after(2s);
    CHECK(totals.settled == 1);
    CHECK(totals.sent == 1);
    CHECK(rig.looked == 0);
    CHECK(rig.status(rig.id) == Status::sent);
}

TEST_CASE("queue: two runners that look at once count one miss") {
    Rig rig;
    rig.clock.advance(130s);
    const auto lost = store::uncertain_due(rig.store, "fake", 10, rig.now());
    REQUIRE(lost.size() == 1);
    rig.in_transaction([&] {
        store::look_again(rig.store, lost[0], rig.now() + 60s, true);
        store::look_again(rig.store, lost[0], rig.now() + 60s, true);
    });
    CHECK(rig.number("SELECT negatives FROM bkx_sms_attempts") == 1);
    CHECK_FALSE(rig.in_transaction(
        [&] { return store::settle_absent(rig.store, lost[0], "", rig.now()); }));
}

TEST_CASE("queue: one run looks for all that was lost, however much it is") {
    Rig rig;
    rig.answer = [](const transport::Request&) { return test::no_reply(true); };
    for (int i = 0; i < 50; ++i) rig.insert(fmt::format("+4915112346{:03}", i));
    CHECK(rig.run().unknown == 50);
    rig.mend();
    rig.answer = [&](const transport::Request& request) {
        return test::reply(200, rig.seen("remote-" + request.url, 1s, text));
    };
    CHECK(rig.after(130s).settled == 51);
}

TEST_CASE("queue: a callback that comes during the look-up wins") {
    Rig rig;
    rig.mend();
    rig.answer = [&](const transport::Request&) {
        provider::Receipt receipt;
        receipt.provider_message_id = "remote-1";
        receipt.reference = (*rig.sent)[0].reference;
        receipt.progress = provider::Progress::sent;
        receipt.event_key = "e1";
        queue::apply_receipt(rig.store, "fake", receipt, rig.now());
        return test::reply(200, "");
    };
    rig.after(130s);
    CHECK(rig.status(rig.id) == Status::sent);
    rig.after(61s);
    CHECK(rig.attempt(rig.id) == "accepted");
    CHECK(rig.sent->size() == 1);
}

TEST_CASE("queue: a lost message of several parts is found by any of them") {
    test::QueueRig rig;
    rig.settling = {true, 120s, 60s};
    auto message = rig.sample(recipient);
    message.segments = 2;
    const auto id = rig.insert(message);
    rig.answer = [](const transport::Request&) { return test::no_reply(true); };
    rig.run();
    rig.answer = [&](const transport::Request&) {
        const auto& token = rig.sent->at(0).reference;
        const auto at = to_millis(rig.now());
        return test::reply(
            200, fmt::format("part-2\t{}\t{}\t\npart-1\t{}\t{}\t\n", at, token, at, token));
    };
    rig.clock.advance(130s);
    CHECK(rig.run().settled == 1);
    CHECK(rig.status(id) == Status::sent);

    provider::Receipt receipt;
    receipt.reference = rig.sent->at(0).reference;
    receipt.part = true;
    receipt.progress = provider::Progress::delivered;
    for (const auto* part : {"part-1", "part-2"}) {
        CHECK(rig.status(id) == Status::sent);
        receipt.provider_message_id = receipt.event_key = part;
        CHECK(queue::apply_receipt(rig.store, "fake", receipt, rig.now()) ==
              queue::Effect::applied);
    }
    CHECK(rig.status(id) == Status::delivered);
}

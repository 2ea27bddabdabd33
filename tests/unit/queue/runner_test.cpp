#include "support/catch.hpp"
#include "support/queue_rig.hpp"

#include <fmt/format.h>
#include <set>

using namespace bkxsms;
using namespace bkxsms::queue;
using namespace std::chrono_literals;
using store::Status;
using test::no_reply;
using test::QueueRig;
using test::reply;

namespace {

std::string number(int i) {
    return fmt::format("+4915112{:06}", i);
}

void fill(QueueRig& rig, int count) {
    for (int i = 0; i < count; ++i) rig.insert(number(i));
}

std::int64_t in_status(QueueRig& rig, std::string_view status) {
    auto read = rig.store.db.use("SELECT count(*) FROM bkx_sms_messages WHERE status = ?1");
    read.bind(status).step();
    return read.integer(0);
}

} // namespace

TEST_CASE("queue: a run sends each message that is due, once, and ends") {
    QueueRig rig;
    fill(rig, 257);
    auto later = rig.sample(number(900));
    later.due_at = rig.now() + 1h;
    const auto waiting = rig.insert(later);
    const auto totals = rig.run();
    CHECK(totals.sent == 257);
    CHECK(totals.ended() == 257);
    CHECK(totals.halted.empty());
    auto numbers = rig.recipients();
    CHECK(std::set(numbers.begin(), numbers.end()).size() == 257);
    CHECK(numbers.size() == 257);
    CHECK(in_status(rig, "sent") == 257);
    CHECK(rig.status(waiting) == Status::pending);
    CHECK(rig.run().ended() == 0);
    CHECK(rig.sent->size() == 257);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_attempts WHERE state <> 'accepted'") == 0);
}

TEST_CASE("queue: what goes out is the message, from its sender or the provider's") {
    QueueRig rig;
    auto own = rig.sample(number(1));
    own.from = "Clinic";
    own.expires_at = rig.now() + 90min;
    rig.insert(own);
    rig.insert(number(2));
    rig.run();
    REQUIRE(rig.sent->size() == 2);
    const auto& first = rig.sent->at(0);
    CHECK(first.to == number(1));
    CHECK(first.from == "Clinic");
    CHECK(first.text == own.text);
    CHECK(first.reference.size() == 40);
    CHECK(first.callback_url == "https://sms.example/hook/fake/status");
    CHECK(first.validity == 90min);
    CHECK(rig.sent->at(1).from == "+4930123456");
    CHECK(rig.message(MessageId{1}).provider_message_id == "id-" + first.reference);
}

TEST_CASE(
    "queue: a message that lives for less than a second more says one second, not for ever") {
    QueueRig rig;
    auto m = rig.sample();
    m.expires_at = rig.now() + 300ms;
    rig.insert(m);
    rig.run();
    REQUIRE(rig.sent->size() == 1);
    CHECK(rig.sent->at(0).validity == 1s);
}

TEST_CASE("queue: messages to one recipient follow each other in order, within one run") {
    QueueRig rig;
    for (int i = 0; i < 5; ++i) {
        auto m = rig.sample();
        m.text = fmt::format("text {}", i);
        m.due_at = rig.now() - 1min + milliseconds(i);
        rig.insert(m);
    }
    CHECK(rig.run().sent == 5);
    for (std::size_t i = 0; i < 5; ++i)
        CHECK(rig.sent->at(i).text == fmt::format("text {}", i));
    CHECK(rig.most_in_flight == 1);
}

TEST_CASE("queue: the high lane goes out first") {
    QueueRig rig;
    rig.concurrency = 1;
    for (int i = 0; i < 6; ++i) {
        auto m = rig.sample(number(i));
        m.priority = static_cast<store::Priority>(i % 3);
        rig.insert(m);
    }
    rig.run();
    CHECK(rig.recipients() ==
          std::vector{number(2), number(5), number(1), number(4), number(0), number(3)});
}

TEST_CASE("queue: a limit is kept to the message, however small or large") {
    for (const int limit : {1, 2, 10, 49, 50, 100, 120, 149, 150, 151}) {
        QueueRig rig;
        fill(rig, 150);
        RunOptions options;
        options.limit = limit;
        int rounds = 0;
        options.stop = [&rounds] { return ++rounds > 5000; };
        const auto totals = rig.run(options);
        CAPTURE(limit, rounds);
        CHECK(rounds <= 5000);
        CHECK(totals.sent == std::min(limit, 150));
        CHECK(in_status(rig, "pending") == 150 - std::min(limit, 150));
        CHECK(in_status(rig, "sending") == 0);
    }
}

TEST_CASE("queue: no more exchanges are in flight than the provider was given") {
    for (const int concurrency : {1, 7, 200}) {
        QueueRig rig;
        rig.concurrency = concurrency;
        fill(rig, 300);
        CHECK(rig.run().sent == 300);
        CHECK(rig.most_in_flight <= static_cast<std::size_t>(concurrency));
        if (concurrency < 100)
            CHECK(rig.most_in_flight == static_cast<std::size_t>(concurrency));
    }
}

TEST_CASE("queue: a rate is kept over the whole run") {
    QueueRig rig;
    rig.rate = 10;
    fill(rig, 100);
    const auto start = rig.now();
    std::vector<TimePoint> gone;
    rig.answer = [&](const transport::Request& request) {
        gone.push_back(rig.now());
        return reply(201, "id-" + request.body);
    };
    CHECK(rig.run().sent == 100);
    // 100 ms of slack let two go at once.
    for (std::size_t i = 0; i + 12 < gone.size(); ++i) CHECK(gone[i + 12] - gone[i] >= 1s);
    CHECK(rig.now() - start >= 9s);
    CHECK(rig.now() - start <= 11s);
}

TEST_CASE("queue: what the provider refuses for now comes again later, what it refuses not") {
    QueueRig rig;
    fill(rig, 3);
    rig.answer = [](const transport::Request&) { return reply(429); };
    CHECK(rig.run().retry == 3);
    CHECK(rig.run().ended() == 0);
    rig.clock.advance(6min);
    rig.answer = [&rig](const transport::Request& request) {
        return rig.sent->size() == 4   ? reply(400)
               : rig.sent->size() == 5 ? reply(400, "opted_out")
                                       : reply(201, request.body);
    };
    const auto totals = rig.run();
    CHECK(totals.failed == 1);
    CHECK(totals.suppressed == 1);
    CHECK(totals.sent == 1);
    rig.clock.advance(24h);
    CHECK(rig.run().ended() == 0);
    CHECK(rig.sent->size() == 6);
}

TEST_CASE("queue: a connection that was never made is tried again, a lost answer never") {
    QueueRig rig;
    const auto safe = rig.insert(number(1));
    const auto lost = rig.insert(number(2));
    rig.answer = [&rig](const transport::Request&) {
        return no_reply(rig.sent->back().to == number(2));
    };
    auto totals = rig.run();
    CHECK(totals.retry == 1);
    CHECK(totals.unknown == 1);
    CHECK(rig.status(safe) == Status::pending);
    CHECK(rig.status(lost) == Status::unknown);
    rig.answer = [](const transport::Request& request) { return reply(201, request.body); };
    rig.clock.advance(48h);
    CHECK(rig.run().sent == 1);
    CHECK(rig.status(lost) == Status::held); // this provider cannot be asked
    CHECK(rig.recipients() == std::vector{number(1), number(2), number(1)});
}

TEST_CASE("queue: a refused account ends the run and costs nobody anything") {
    QueueRig rig;
    rig.concurrency = 5;
    fill(rig, 30);
    rig.answer = [](const transport::Request&) { return reply(401); };
    const auto totals = rig.run();
    CHECK(totals.halted.at("fake") == "401 who are you");
    CHECK(totals.returned == 5);
    CHECK(rig.sent->size() == 5);
    CHECK(in_status(rig, "pending") == 30);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_messages WHERE attempts > 0") == 0);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_attempts WHERE state <> 'nosend'") == 0);
    rig.answer = [](const transport::Request& request) { return reply(201, request.body); };
    CHECK(rig.run().sent == 30);
}

TEST_CASE("queue: what was sent before the account was refused stays sent") {
    QueueRig rig;
    rig.concurrency = 4;
    fill(rig, 8);
    rig.answer = [&rig](const transport::Request& request) {
        return rig.sent->size() == 2 ? reply(401) : reply(201, request.body);
    };
    const auto totals = rig.run();
    CHECK(totals.sent == 3);
    CHECK(totals.returned == 1);
    CHECK(in_status(rig, "sent") == 3);
    CHECK(in_status(rig, "pending") == 5);
}

TEST_CASE("queue: a STOP that comes while a message waits for its place wins") {
    QueueRig rig;
    rig.concurrency = 1;
    fill(rig, 3);
    rig.answer = [&rig](const transport::Request& request) {
        if (rig.sent->size() == 1) rig.opt_out(number(2));
        return reply(201, request.body);
    };
    const auto totals = rig.run();
    CHECK(totals.sent == 2);
    CHECK(totals.suppressed == 1);
    CHECK(rig.recipients() == std::vector{number(0), number(1)});
    CHECK(rig.message(MessageId{3}).reason == "opted_out");
}

TEST_CASE("queue: what became too late while it waited for its place stays here") {
    QueueRig rig;
    rig.concurrency = 1;
    for (int i = 0; i < 3; ++i) {
        auto m = rig.sample(number(i));
        m.expires_at = rig.now() + 1min;
        rig.insert(m);
    }
    rig.answer = [&rig](const transport::Request& request) {
        rig.clock.advance(1min);
        return reply(201, request.body);
    };
    const auto totals = rig.run();
    CHECK(totals.sent == 1);
    CHECK(totals.expired == 2);
    CHECK(in_status(rig, "expired") == 2);
}

TEST_CASE("queue: a run that did something leaves one audit row, an idle one none") {
    QueueRig rig;
    rig.run();
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_audit") == 0);
    fill(rig, 2);
    rig.run();
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_audit WHERE actor = 'test' AND action = "
                     "'queue-run' AND detail = '{\"sent\":2}'") == 1);
    CHECK(std::filesystem::is_empty(rig.run_folder.path() / "run"));
}

#include "core/store/health.hpp"
#include "support/catch.hpp"
#include "support/queue_rig.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::queue;
using namespace std::chrono_literals;
using store::Status;
using test::no_reply;
using test::reply;

namespace {

/// Two providers, "one" and "two", which take over from each other in this order.
struct Pair : test::QueueRig {
    transport::Exchange one = reply(201, "id-one"), two = reply(201, "id-two");
    std::vector<std::string> asked; ///< hosts, in order
    int at_once = 3;

    Pair() {
        answer = [this](const transport::Request& request) {
            asked.push_back(request.url.substr(8, 3));
            auto said = asked.back() == "one" ? one : two;
            if (auto* taken = std::get_if<transport::Reply>(&said);
                taken && taken->status == 201)
                taken->body = request.body;
            return said;
        };
    }
    RunTotals run_both() {
        std::vector<Gateway> gateways;
        for (const auto* name : {"one", "two"}) {
            Gateway gateway;
            gateway.provider =
                std::make_unique<test::FakeProvider>(sent, settling, std::nullopt, name);
            gateway.concurrency = at_once;
            gateways.push_back(std::move(gateway));
        }
        return Runner(store, clock, transport, std::move(gateways), rules,
                      run_folder.path() / "run", "test")
            .run({});
    }
    void fill(int count) {
        for (int i = 0; i < count; ++i) insert(fmt::format("+4915112{:06}", i));
    }
    std::int64_t asked_of(std::string_view host) const {
        return std::ranges::count(asked, host);
    }
    /// Of that provider, on the wire just now.
    std::size_t with_attempts(std::string_view provider) {
        auto read = store.db.use("SELECT count(*) FROM bkx_sms_attempts "
                                 "WHERE provider = ?1 AND state = 'inflight'");
        read.bind(provider).step();
        return static_cast<std::size_t>(read.integer(0));
    }
    int with(std::string_view status, std::string_view provider) {
        auto read = store.db.use(
            "SELECT count(*) FROM bkx_sms_messages WHERE status = ?1 AND provider = ?2");
        read.bind(status, provider).step();
        return static_cast<int>(read.integer(0));
    }
};

using Hosts = std::vector<std::string>;

} // namespace

TEST_CASE("queue: the first provider sends as long as it does") {
    Pair rig;
    rig.fill(10);
    CHECK(rig.run_both().sent == 10);
    CHECK(rig.with("sent", "one") == 10);
}

TEST_CASE("queue: what the first provider does not take, the second sends in the same run") {
    for (const auto& trouble :
         {no_reply(false), reply(429, "3600"), reply(400, "invalid_sender")}) {
        Pair rig;
        rig.one = trouble;
        rig.fill(10);
        const auto before = rig.now();
        const auto totals = rig.run_both();
        CHECK(totals.sent == 10);
        // After five that could not be handed over the others do not ask it first.
        const bool is_down = std::holds_alternative<transport::NoReply>(trouble);
        CHECK(totals.passed_on == (is_down ? 6 : 10));
        CHECK(rig.with("sent", "two") == 10);
        CHECK(rig.now() - before < 10s);
        CHECK(rig.message(MessageId{1}).attempts == 2);
        CHECK(rig.message(MessageId{1}).error_code.empty());
    }
}

TEST_CASE("queue: what may have been taken is never given to another provider") {
    Pair rig;
    rig.one = no_reply(true);
    rig.rules.breaker.faults = 0; // it stays the first
    rig.fill(10);
    CHECK(rig.run_both().unknown == 10);
    CHECK(std::ranges::count(rig.asked, "two") == 0);
}

TEST_CASE("queue: a bad number is bad everywhere") {
    Pair rig;
    rig.one = reply(400, "no such number");
    rig.fill(1);
    CHECK(rig.run_both().failed == 1);
    CHECK(rig.asked == Hosts{"one"});
}

TEST_CASE("queue: when nobody takes it, it waits, and begins with the first again") {
    Pair rig;
    rig.one = rig.two = no_reply(false);
    rig.fill(1);
    CHECK(rig.run_both().retry == 1);
    CHECK(rig.asked == Hosts{"one", "two"});
    CHECK(rig.run_both().ended() == 0);
    rig.clock.advance(6min);
    rig.one = reply(201);
    CHECK(rig.run_both().sent == 1);
    CHECK(rig.asked == Hosts{"one", "two", "one"});
}

TEST_CASE("queue: a provider that was asked for by name is not replaced") {
    Pair rig;
    rig.two = no_reply(false);
    auto m = rig.sample();
    m.wanted_provider = "two";
    rig.insert(m);
    CHECK(rig.run_both().retry == 1);
    rig.clock.advance(6min);
    rig.one = no_reply(false);
    rig.two = reply(201);
    CHECK(rig.run_both().sent == 1);
    CHECK(rig.asked == Hosts{"two", "two"});
}

TEST_CASE("queue: a refused account is said aloud, and the texts go out by the next provider") {
    Pair rig;
    rig.one = reply(401);
    rig.fill(10);
    const auto totals = rig.run_both();
    REQUIRE(totals.halted.contains("one"));
    CHECK(totals.halted.at("one") == "401 who are you");
    CHECK(totals.sent == 10);
    CHECK(rig.with("sent", "two") == 10);
    CHECK(std::ranges::count(rig.asked, "one") <= 3); // those that were on the wire together
}

TEST_CASE("queue: what was passed on to somebody who is not there any more goes all the same") {
    Pair rig;
    const auto id = rig.insert();
    rig.store.db.execute("UPDATE bkx_sms_messages SET route = 'gone'");
    CHECK(rig.run_both().sent == 1);
    CHECK(rig.message(id).provider == "one");
}

TEST_CASE("queue: without fallback everything waits for the first provider") {
    for (const auto& trouble : {no_reply(false), reply(401)}) {
        Pair rig;
        rig.rules.plan.fallback = false;
        rig.one = trouble;
        rig.fill(5);
        CHECK(rig.run_both().sent == 0);
        CHECK(std::ranges::count(rig.asked, "two") == 0);
        auto m = rig.sample("+4915119999999");
        m.wanted_provider = "two";
        rig.insert(m);
        CHECK(rig.run_both().sent == 1);
    }
}

TEST_CASE("queue: who was found down is not asked by the next run, and comes back slowly") {
    Pair rig;
    rig.one = no_reply(false);
    rig.fill(10);
    CHECK(rig.run_both().paused.contains("one"));
    rig.asked.clear();
    for (int i = 20; i < 30; ++i) rig.insert(fmt::format("+4915113{:06}", i));
    CHECK(rig.run_both().sent == 10);
    CHECK(rig.asked_of("one") == 0);

    // After a minute one message tries it; the others do not wait for the answer.
    rig.clock.advance(61s);
    rig.asked.clear();
    for (int i = 30; i < 40; ++i) rig.insert(fmt::format("+4915113{:06}", i));
    CHECK(rig.run_both().sent == 10);
    CHECK(rig.asked_of("one") == 1);

    rig.clock.advance(121s);
    rig.one = reply(201);
    for (int i = 100; i < 160; ++i) rig.insert(fmt::format("+4915113{:06}", i));
    const auto totals = rig.run_both();
    CHECK(totals.sent == 60);
    CHECK(totals.recovered_providers.contains("one"));
    auto read = rig.store.db.use("SELECT why FROM bkx_sms_attempts WHERE provider = 'two' "
                                 "ORDER BY id DESC LIMIT 1");
    REQUIRE(read.step());
    CHECK(read.text(0).starts_with("takes over from one: "));
}

TEST_CASE("queue: a provider alone is paused, too, and nothing is lost or counted against it") {
    test::QueueRig rig;
    rig.answer = [](const auto&) { return no_reply(false); };
    rig.concurrency = 5;
    for (int i = 0; i < 50; ++i) rig.insert(fmt::format("+4915112{:06}", i));
    CHECK(rig.run().retry == 5);
    CHECK(rig.sent->size() == 5);
    rig.answer = [](const transport::Request& request) { return reply(201, request.body); };
    CHECK(rig.run().ended() == 0);
    rig.clock.advance(61s);
    CHECK(rig.run().sent == 45);
    rig.clock.advance(5min);
    CHECK(rig.run().sent == 5);
}

TEST_CASE("queue: what nobody may send becomes too late like everything else") {
    Pair rig;
    rig.one = rig.two = no_reply(false);
    rig.fill(12);
    rig.run_both();
    auto pinned = rig.sample("+4915119999999");
    pinned.wanted_provider = "gone";
    pinned.expires_at = rig.now() + 1h;
    const auto id = rig.insert(pinned);
    auto late = rig.sample("+4915119999998");
    late.expires_at = rig.now() + 1s;
    const auto other = rig.insert(late);
    rig.clock.advance(2s);
    CHECK(rig.run_both().expired == 1);
    CHECK(rig.status(other) == Status::expired);
    CHECK(rig.status(id) == Status::pending);
    rig.clock.advance(1h);
    rig.run_both();
    CHECK(rig.status(id) == Status::expired);
}

TEST_CASE("queue: the second provider is not drowned by what it takes over") {
    Pair rig;
    rig.at_once = 64;
    rig.rules.takeover_limit = 2;
    rig.one = no_reply(false);
    rig.fill(40);
    std::size_t most = 0;
    const auto answer = rig.answer;
    rig.answer = [&](const transport::Request& request) {
        if (rig.with_attempts("two") > most) most = rig.with_attempts("two");
        return answer(request);
    };
    CHECK(rig.run_both().sent == 40);
    CHECK(most == 2);
}

TEST_CASE("queue: a plan that chooses message by message shares them out") {
    using config::Strategy;
    const struct {
        Strategy strategy;
        int first; ///< of 40, how many the first sends
    } cases[] = {{Strategy::round_robin, 20}, {Strategy::least_cost, 0}};
    for (const auto& c : cases) {
        Pair rig;
        rig.rules.plan.strategy = c.strategy;
        rig.rules.plan.members = {{"one"}, {"two"}};
        rig.rules.plan.rates = {{"one", "*", 2}, {"two", "*", 1}};
        rig.fill(40);
        CHECK(rig.run_both().sent == 40);
        CHECK(rig.with("sent", "one") == c.first);
    }
    // And what its choice does not take, the other does.
    Pair rig;
    rig.rules.plan.strategy = Strategy::round_robin;
    rig.rules.plan.members = {{"one"}, {"two"}};
    rig.two = no_reply(false);
    rig.fill(40);
    CHECK(rig.run_both().sent == 40);
    CHECK(rig.with("sent", "one") == 40);
    CHECK(rig.asked_of("two") < 10);
}

TEST_CASE("queue: a provider gets no more than its daily limit, and the next day again") {
    Pair rig;
    rig.rules.plan.members = {{"one", 1, 4}, {"two"}};
    rig.fill(10);
    CHECK(rig.run_both().sent == 10);
    CHECK(rig.with("sent", "one") == 4);
    rig.insert("+4915113000001");
    rig.run_both();
    CHECK(rig.with("sent", "one") == 4);
    rig.clock.advance(24h + 10min);
    rig.insert("+4915113000002");
    rig.run_both();
    CHECK(rig.with("sent", "one") == 5);
}

TEST_CASE("queue: a sender of the country goes on the wire, unless the message names its own") {
    Pair rig;
    rig.rules.senders = {{"one", "DE", "Praxis"}};
    auto m = rig.sample();
    m.country = "DE";
    rig.insert(m);
    m.to = "+4915112345670";
    m.from = "+4930999";
    rig.insert(m);
    rig.run_both();
    REQUIRE(rig.sent->size() == 2);
    CHECK(rig.sent->at(0).from == "Praxis");
    CHECK(rig.sent->at(1).from == "+4930999");
}

TEST_CASE("queue: who delivers late is second, and who delivers best can be first") {
    const auto report = [](Pair& rig, std::string_view provider, int delivered, int slow,
                           int undelivered) {
        store::Tally tally;
        tally.delivered = delivered;
        tally.slow = slow;
        tally.undelivered = undelivered;
        rig.in_transaction([&] {
            store::add_tally(rig.store, provider, tally, rig.now());
            return 0;
        });
    };
    Pair late;
    report(late, "one", 30, 20, 0);
    late.fill(10);
    CHECK(late.run_both().sent == 10);
    CHECK(late.with("sent", "two") == 10);
    CHECK(store::attempts_of(late.store, MessageId{1}).at(0).why ==
          "takes over from one: delivers late: 20 of its last 30");
    late.clock.advance(30min); // of the last ten minutes nothing is known
    late.insert("+4915113000001");
    late.run_both();
    CHECK(late.with("sent", "one") == 1);

    Pair best;
    best.rules.plan.strategy = config::Strategy::best_delivery;
    best.rules.plan.members = {{"one"}, {"two"}};
    report(best, "one", 80, 0, 20);
    report(best, "two", 95, 0, 5);
    best.fill(19);
    CHECK(best.run_both().sent == 19);
    CHECK(best.with("sent", "two") == 19);
}

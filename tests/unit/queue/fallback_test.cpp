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
            gateway.concurrency = 3;
            gateways.push_back(std::move(gateway));
        }
        return Runner(store, clock, transport, std::move(gateways), rules,
                      run_folder.path() / "run", "test")
            .run({});
    }
    void fill(int count) {
        for (int i = 0; i < count; ++i) insert(fmt::format("+4915112{:06}", i));
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
        CHECK(totals.passed_on == 10);
        CHECK(rig.with("sent", "two") == 10);
        CHECK(rig.now() - before < 10s);
        CHECK(rig.message(MessageId{1}).attempts == 2);
        CHECK(rig.message(MessageId{1}).error_code.empty());
    }
}

TEST_CASE("queue: what may have been taken is never given to another provider") {
    Pair rig;
    rig.one = no_reply(true);
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
        rig.rules.fallback = false;
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

#include "core/transport/name_gate.hpp"
#include "exchanges.hpp"
#include "support/catch.hpp"
#include "support/raw_server.hpp"

#include <algorithm>
#include <filesystem>

using namespace bkxsms;
using namespace std::chrono_literals;
using transport::CurlExchange, transport::NameGate;

namespace {

void aim(CurlExchange& exchange, const std::string& url) {
    auto request = test::get(url);
    auto target = std::get<transport::Target>(transport::RequestRules().check(request));
    exchange.prepare(1, std::move(request), std::move(target), {});
}

} // namespace

TEST_CASE("transport: one exchange per host goes ahead and looks the name up",
          "[transport][names]") {
    const auto now = std::chrono::steady_clock::now();
    NameGate gate;
    CurlExchange first, second, elsewhere;
    aim(first, "https://a.example/1");
    aim(second, "https://a.example/2");
    aim(elsewhere, "https://b.example/1");

    CHECK(gate.pass(first, now));
    CHECK_FALSE(gate.pass(second, now));
    CHECK(gate.pass(elsewhere, now));
    CHECK(gate.opened(now).empty());

    SECTION("who waited shares the fate of a look-up that failed") {
        CHECK(gate.leaves(elsewhere, now).empty());
        CHECK(gate.leaves(first, now) == std::vector<CurlExchange*>{&second});
        CHECK(gate.opened(now).empty());
        CHECK(gate.pass(second, now)); // the next one asks again
    }
    SECTION("an exchange that did not go ahead takes nobody with it") {
        CHECK(gate.leaves(second, now).empty());
        CHECK_FALSE(gate.pass(second, now));
    }
}

TEST_CASE("transport: a thousand exchanges with a host that is not there all end",
          "[transport][names]") {
    transport::CurlTransport wire({});
    for (int i = 0; i < 1000; ++i) wire.start(1, test::post("https://bkxsms.invalid/"));

    std::ptrdiff_t most_threads = 0;
    int ended = 0;
    while (wire.running() > 0) {
        for (const auto& one : wire.wait(1ms, 1)) {
            const auto none = test::no_reply_of(one.exchange);
            CHECK(none.why == transport::NoReply::Why::resolve);
            CHECK_FALSE(none.may_have_arrived);
            ++ended;
        }
        const auto threads = std::filesystem::directory_iterator("/proc/self/task");
        most_threads = std::max(most_threads, std::distance(begin(threads), end(threads)));
    }
    CHECK(ended == 1000);
    CHECK(most_threads < 10);
}

TEST_CASE("transport: who waited for a name follows as soon as there is an address",
          "[transport][names]") {
    test::RawServer proxy([](test::Peer& peer) { peer.stay_silent(); });
    transport::CurlTransport wire({.connect_timeout = 600ms, .proxy = proxy.url()});
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 5; ++i) wire.start(1, test::post("https://api.example/"));
    for (const auto& one : test::finish(wire))
        CHECK(test::no_reply_of(one.exchange).why == transport::NoReply::Why::connect);
    CHECK(proxy.connections() == 5);
    CHECK(std::chrono::steady_clock::now() - before < 1100ms); // all at once, not in two rounds
}

TEST_CASE("transport: an address that leads nowhere fails each exchange by itself",
          "[transport][names]") {
    transport::CurlTransport wire({});
    for (int i = 0; i < 20; ++i) wire.start(1, test::post("https://255.255.255.255/"));
    const auto all = test::finish(wire);
    CHECK(all.size() == 20);
    for (const auto& one : all)
        CHECK(test::no_reply_of(one.exchange).why == transport::NoReply::Why::connect);
}

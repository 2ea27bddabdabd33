#include "core/transport/background_transport.hpp"
#include "exchanges.hpp"
#include "support/raw_server.hpp"

#include <csignal>
#include <random>
#include <set>

using namespace bkxsms;
using namespace std::chrono_literals;
using test::reply_of;
using transport::BackgroundTransport;

namespace {

using Steady = std::chrono::steady_clock;

/// Asks again and again until it holds; false if it never does.
template <class Condition>
bool becomes(Condition holds) {
    for (const auto until = Steady::now() + 5s; Steady::now() < until;) {
        if (holds()) return true;
        std::this_thread::sleep_for(1ms);
    }
    return false;
}

} // namespace

TEST_CASE("transport: exchanges end while the caller is busy", "[transport][background]") {
    test::RawServer server(test::always(test::http_reply(200, "")));
    BackgroundTransport wire({});
    for (unsigned i = 0; i < 10; ++i) wire.start(i, test::post(server.url()));
    CHECK(becomes([&wire] { return wire.on_wire() == 0; }));
    CHECK(wire.running() == 10);
    CHECK(wire.wait(0ms, 1).size() == 10);
    CHECK(wire.running() == 0);
}

TEST_CASE("transport: a wait for many is not ended by the first", "[transport][background]") {
    test::RawServer server([](test::Peer& peer) {
        peer.read_request();
        std::this_thread::sleep_for(peer.number() < 2 ? 0ms : 200ms);
        peer.send(test::http_reply(200, ""));
    });
    BackgroundTransport wire({});
    for (unsigned i = 0; i < 4; ++i) wire.start(i, test::post(server.url()));
    CHECK(wire.wait(10s, 2).size() >= 2);
    const auto left = wire.running();
    if (left == 2) CHECK(wire.wait(10s, 100).size() == 2); // no more can come: not ten seconds
    CHECK(wire.running() == 0);
}

TEST_CASE("transport: its thread takes no signals", "[transport][background]") {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &one, nullptr);
    test::RawServer server(test::always(test::http_reply(200, ""))); // nor do its threads
    pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
    BackgroundTransport wire({});
    CHECK(test::exchange(wire, test::post(server.url())).index() == 0);

    static std::atomic<bool> taken;
    struct sigaction note {};
    note.sa_handler = [](int) { taken = true; };
    struct sigaction former {};
    sigaction(SIGUSR1, &note, &former);
    pthread_sigmask(SIG_BLOCK, &one, nullptr);
    kill(getpid(), SIGUSR1);
    std::this_thread::sleep_for(50ms);
    CHECK_FALSE(taken);
    pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
    CHECK(taken);
    sigaction(SIGUSR1, &former, nullptr);
}

TEST_CASE("transport: orders and answers cross without loss", "[transport][background]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    test::RawServer server(test::always(test::http_reply(200, "")));
    BackgroundTransport wire({});
    std::set<std::uint64_t> open;
    std::uint64_t next = 0;
    while (next < 3'000 || !open.empty()) {
        for (auto burst = random() % 20; burst > 0 && next < 3'000; --burst) {
            open.insert(next);
            wire.start(next++, test::post(server.url()));
        }
        for (const auto& one : wire.wait(milliseconds(random() % 3), random() % 10)) {
            reply_of(one.exchange);
            REQUIRE(open.erase(one.ticket) == 1);
        }
        REQUIRE(wire.running() == open.size());
        REQUIRE(wire.on_wire() <= open.size());
    }
    CHECK(server.requests().size() == 3'000);
}

#include "core/base/error.hpp"
#include "core/sandbox/http_server.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/rig.hpp"

#include <csignal>
#include <future>
#include <sys/socket.h>
#include <unistd.h>

using namespace bkxsms;
using test::Rig;

namespace {

Fault fault_of(const sandbox::Options& options) {
    try {
        sandbox::Sandbox house(options);
        house.start();
    } catch (const Error& error) {
        return error.fault();
    }
    FAIL("it started");
    return Fault::software;
}

} // namespace

TEST_CASE("sandbox: it listens on loopback and nowhere else", "[sandbox][server]") {
    sandbox::Options options;
    for (const auto* address : {"0.0.0.0", "192.168.1.1", "::", "localhost", ""}) {
        INFO(address);
        options.address = address;
        CHECK(fault_of(options) == Fault::usage);
    }
    options.address = "::1";
    sandbox::Sandbox v6(options);
    v6.start();
    CHECK(v6.url() == "http://[::1]:" + std::to_string(v6.port()));
}

TEST_CASE("sandbox: a port that is taken, a file that is wrong", "[sandbox][server]") {
    Rig rig;
    sandbox::Options options;
    options.port = rig.house->port();
    CHECK(fault_of(options) == Fault::unavailable);
    options = {};
    options.scenario_file = rig.folder.path() / "none.json";
    CHECK(fault_of(options) == Fault::no_input);
    options.scenario_file = rig.folder.write("bad.json", "{");
    CHECK(fault_of(options) == Fault::data);
    options = {};
    options.callback_exec = rig.folder.path() / "none";
    CHECK(fault_of(options) == Fault::usage);
    options = {};
    options.callback_connect_to = "198.51.100.7:80";
    CHECK(fault_of(options) == Fault::usage);
    options = {};
    options.ledger_file = rig.folder.path() / "no" / "such" / "ledger";
    CHECK(fault_of(options) == Fault::cannot_create);
}

TEST_CASE("sandbox: a body that is too long is refused", "[sandbox][server]") {
    Rig rig;
    const auto ask = [&](std::size_t size, const std::string& header) {
        return rig.ask({.method = "POST",
                        .path = rig.messages() + ".json",
                        .body = std::string(size, 'x'),
                        .user = rig.login(),
                        .header = header});
    };
    CHECK(ask(sandbox::max_request_bytes, "").code() == "21604");
    CHECK(ask(sandbox::max_request_bytes + 1, "").status != 201);
    CHECK(ask(sandbox::max_request_bytes + 1, "Transfer-Encoding: chunked").curl != 0);
    CHECK(rig.send_to("+4915112345678").status == 201);
}

TEST_CASE("sandbox: connections that are all busy at once are all answered",
          "[sandbox][server]") {
    // 128 is the lot in which libmicrohttpd reads events, see HttpServer::Engine::serve().
    const auto count = GENERATE(64, 127, 128, 129, 256);
    INFO(count);
    Rig rig;
    const std::string request = "GET /_sandbox/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    std::vector<Fd> clients;
    for (int i = 0; i < count; ++i) clients.push_back(test::connect_to(rig.house->port()));
    int answered = 0;
    constexpr int rounds = 20;
    for (int round = 0; round < rounds; ++round) {
        for (const auto& client : clients)
            send(client.get(), request.data(), request.size(), MSG_NOSIGNAL);
        for (const auto& client : clients) {
            char answer[4096];
            if (recv(client.get(), answer, sizeof answer, 0) > 0) ++answered;
        }
    }
    CHECK(answered == count * rounds);
}

TEST_CASE("sandbox: control requests are not for web pages", "[sandbox][server]") {
    Rig rig;
    CHECK(rig.control("GET", "stats").status == 200);
    CHECK(
        rig.ask({.path = "/_sandbox/stats", .header = "Origin: https://evil.example"}).status ==
        403);
    CHECK(rig.ask({.path = "/_sandbox/stats", .header = "Host: evil.example"}).status == 403);
    CHECK(rig.ask({.path = "/_sandbox/stats", .header = "Host: localhost:80"}).status == 200);
    CHECK(rig.control("GET", "nothing").status == 404);
    CHECK(rig.control("POST", "stats").status == 405);
}

TEST_CASE("sandbox: it runs until it is told to stop", "[sandbox][server]") {
    Rig rig;
    auto ended = std::async(std::launch::async, [&] { rig.house->run_until_stopped(); });
    CHECK(ended.wait_for(milliseconds(50)) == std::future_status::timeout);
    rig.house->stop();
    rig.house->stop();
    CHECK(ended.wait_for(milliseconds(5'000)) == std::future_status::ready);
}

TEST_CASE("sandbox: it runs until a signal comes", "[sandbox][server]") {
    Rig rig;
    // Only the thread that runs it may take the signal.
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, &before);
    auto ended = std::async(std::launch::async, [&] { rig.house->run_until_stopped(); });
    std::this_thread::sleep_for(milliseconds(50));
    kill(getpid(), SIGTERM);
    CHECK(ended.wait_for(milliseconds(5'000)) == std::future_status::ready);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("sandbox: without accounts there is one for demonstrations", "[sandbox][server]") {
    Rig rig("{}", [](sandbox::Options& options) { options.twilio.clear(); });
    const auto account = sandbox::demonstration_account();
    const auto reply =
        rig.ask({.path = "/2010-04-01/Accounts/" + account.sid + "/Balance.json",
                 .user = account.sid + ":" + std::string(account.token.reveal())});
    CHECK(reply.status == 200);
    CHECK(account.sid.size() == 34);
}

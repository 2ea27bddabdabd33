#include "core/transport/background_transport.hpp"
#include "core/transport/curl_transport.hpp"
#include "exchanges.hpp"
#include "support/raw_server.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>

#include <csignal>
#include <cstdlib>
#include <set>

using namespace bkxsms;
using namespace std::chrono_literals;
using test::exchange, test::no_reply_of, test::reply_of;
using transport::BackgroundTransport, transport::CurlOptions, transport::CurlTransport,
    transport::NoReply;

namespace {

// The value of a header of a request, "(absent)" if it has none.
std::string header_of(const std::string& request, const std::string& name) {
    const auto start = request.find("\r\n" + name + ": ");
    if (start == std::string::npos) return "(absent)";
    const auto value = start + name.size() + 4;
    return request.substr(value, request.find("\r\n", value) - value);
}

template <class T>
T socket_option(int socket, int level, int name) {
    T value{};
    socklen_t size = sizeof value;
    REQUIRE(getsockopt(socket, level, name, &value, &size) == 0);
    return value;
}

// This process's socket that is connected to `port`.
int socket_to(int port) {
    for (int fd = 3; fd < 1024; ++fd) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0 &&
            peer.sin_family == AF_INET && ntohs(peer.sin_port) == port)
            return fd;
    }
    return -1;
}

// A variable of the environment, for one test.
class Variable {
public:
    Variable(const char* name, const std::string& value) : name_(name) {
        setenv(name, value.c_str(), 1);
    }
    ~Variable() { unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

} // namespace

TEST_CASE("transport: a POST goes out as the adapter wrote it", "[transport][curl]") {
    test::RawServer server(test::always(test::http_reply(201, "{}")));
    CurlTransport wire({.user_agent = "bkxsms/1"});
    auto request =
        test::post(server.url("/Messages.json?x=%2F"), "Body=a%00b&c=" + std::string(1, '\0'));
    request.headers.emplace_back("X-Empty", "");
    request.authorization = security::Secret("Basic QUM6aHVzaA==");
    request.secret_headers = {{"X-Token", security::Secret("t/+=")}, {"X-Void", {}}};
    reply_of(exchange(wire, std::move(request)));

    REQUIRE(server.requests().size() == 1);
    const auto seen = server.requests()[0];
    INFO(seen);
    CHECK(seen.starts_with("POST /Messages.json?x=%2F HTTP/1.1\r\n"));
    CHECK(header_of(seen, "Host") == "127.0.0.1:" + std::to_string(server.port()));
    CHECK(header_of(seen, "Content-Type") == "application/x-www-form-urlencoded");
    CHECK(header_of(seen, "Content-Length") == "14");
    CHECK(header_of(seen, "Authorization") == "Basic QUM6aHVzaA==");
    CHECK(header_of(seen, "User-Agent") == "bkxsms/1");
    CHECK(header_of(seen, "X-Token") == "t/+=");
    CHECK(seen.find("\r\nX-Void:\r\n") != std::string::npos);
    CHECK(seen.find("\r\nX-Empty:\r\n") != std::string::npos);
    CHECK(header_of(seen, "Transfer-Encoding") == "(absent)");
    CHECK(seen.ends_with("\r\n\r\nBody=a%00b&c=" + std::string(1, '\0')));
}

TEST_CASE("transport: nothing of one request is left in the next", "[transport][curl]") {
    test::RawServer server(test::always(test::http_reply(200, "")));
    CurlTransport wire({});
    auto request = test::post(server.url());
    request.authorization = security::Secret("Basic hush");
    request.secret_headers = {{"X-Token", security::Secret("hush")}};
    reply_of(exchange(wire, std::move(request)));
    reply_of(exchange(wire, test::get(server.url())));
    auto removal = test::get(server.url("/x"));
    removal.method = "DELETE";
    reply_of(exchange(wire, std::move(removal)));
    reply_of(exchange(wire, test::post(server.url(), "")));

    const auto seen = server.requests();
    REQUIRE(seen.size() == 4);
    CHECK(seen[1].starts_with("GET / "));
    CHECK(header_of(seen[0], "X-Token") == "hush");
    CHECK(header_of(seen[1], "Authorization") == "(absent)");
    CHECK(header_of(seen[1], "X-Token") == "(absent)");
    CHECK(header_of(seen[1], "Content-Type") == "(absent)");
    CHECK(header_of(seen[1], "Content-Length") == "(absent)");
    CHECK(seen[2].starts_with("DELETE /x "));
    CHECK(seen[3].starts_with("POST / "));
    CHECK(header_of(seen[3], "Content-Length") == "0");
}

TEST_CASE("transport: bodies larger than every buffer arrive whole", "[transport][curl]") {
    test::RawServer server(test::always(test::http_reply(200, "")));
    CurlTransport wire({});
    std::string body(3'000'000, 'x');
    body[1'234'567] = 'y';
    reply_of(exchange(wire, test::post(server.url(), body)));
    const auto seen = server.requests().at(0);
    CHECK(seen.ends_with("\r\n\r\n" + body));
    CHECK(header_of(seen, "Expect") == "(absent)"); // libcurl's own choice from 1 MiB on
}

TEST_CASE("transport: a reply brings status, headers, body and how long it took",
          "[transport][curl]") {
    test::RawServer server([](test::Peer& peer) {
        peer.read_request();
        std::this_thread::sleep_for(60ms);
        peer.send(
            test::http_reply(429, R"({"code":20429})",
                             "Retry-After: 7\r\nDATE: Sun, 22 Nov 2026 16:40:07 GMT\r\n"));
    });
    CurlTransport wire({});
    const auto reply = reply_of(exchange(wire, test::post(server.url())));
    CHECK(reply.status == 429);
    CHECK(reply.header("retry-after") == "7");
    CHECK(reply.header("date") == "Sun, 22 Nov 2026 16:40:07 GMT");
    CHECK(reply.body == R"({"code":20429})");
    CHECK(reply.took >= 60ms);
    CHECK(reply.took < 5s);
}

TEST_CASE("transport: ways to frame an answer that are all one reply", "[transport][curl]") {
    struct Row {
        const char* name;
        const char* bytes;
    };
    const auto row = GENERATE(values<Row>({
        {"chunked, with a trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nRetry-After: 5\r\n\r\n"},
        {"interim answers first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
                                  "Retry-After: 5\r\n\r\n"
                                  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde"},
        {"until the connection ends", "HTTP/1.0 200 OK\r\n\r\nabcde"},
        {"bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 5\n\nabcde"},
        {"more than was promised",
         "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcdeHTTP/1.1 500 No\r\n\r\n"},
    }));
    INFO(row.name);
    test::RawServer server([&row](test::Peer& peer) {
        peer.read_request();
        peer.send(row.bytes);
    });
    CurlTransport wire({});
    const auto reply = reply_of(exchange(wire, test::post(server.url())));
    CHECK(reply.status == 200);
    CHECK(reply.body == "abcde");
    CHECK(reply.header("retry-after").empty());
    CHECK(server.begun() == 1);
}

TEST_CASE("transport: a redirect is a reply and is not followed", "[transport][curl]") {
    const int status = GENERATE(301, 302, 303, 307, 308);
    test::RawServer server(
        test::always(test::http_reply(status, "", "Location: /elsewhere\r\n")));
    CurlTransport wire({});
    const auto reply = reply_of(exchange(wire, test::post(server.url())));
    CHECK(reply.status == status);
    CHECK(reply.header("location") == "/elsewhere");
    CHECK(server.begun() == 1);
}

TEST_CASE("transport: the environment's proxies are not used", "[transport][curl]") {
    test::RawServer proxy(test::always(test::http_reply(200, "proxy")));
    const Variable http("http_proxy", proxy.url());
    const Variable https("https_proxy", proxy.url());
    const Variable all("ALL_PROXY", proxy.url());
    test::RawServer server(test::always(test::http_reply(200, "server")));
    CurlTransport wire({});
    CHECK(reply_of(exchange(wire, test::post(server.url()))).body == "server");
    no_reply_of(exchange(wire, test::get("https://bkxsms.invalid/")));
    CHECK(proxy.connections() == 0);
}

TEST_CASE("transport: a proxy that is configured is told neither header nor secret",
          "[transport][curl]") {
    test::RawServer proxy(test::always(test::http_reply(403, "")));
    CurlTransport wire({.proxy = proxy.url()});
    auto request = test::post("https://api.example/Messages.json");
    request.headers.emplace_back("X-Ref", "42.1");
    request.authorization = security::Secret("Basic hush");
    request.secret_headers = {{"X-Token", security::Secret("hush")}};
    const auto none = no_reply_of(exchange(wire, std::move(request)));
    CHECK_FALSE(none.may_have_arrived);
    REQUIRE(proxy.requests().size() == 1);
    const auto seen = proxy.requests()[0];
    CHECK(seen.starts_with("CONNECT api.example:443 HTTP/1.1\r\n"));
    CHECK(seen.find("hush") == std::string::npos);
    CHECK(seen.find("X-Ref") == std::string::npos);
    CHECK(seen.find("Messages") == std::string::npos);
}

TEST_CASE("transport: a hundred POSTs one after the other share one connection",
          "[transport][curl]") {
    test::RawServer server(test::always(test::http_reply(201, "{}")));
    CurlTransport wire({});
    for (int i = 0; i < 100; ++i) reply_of(exchange(wire, test::post(server.url())));
    CHECK(server.connections() == 1);
    CHECK(server.requests().size() == 100);
}

TEST_CASE("transport: what is unsent when the process dies stays unsent", "[transport][curl]") {
    test::RawServer server(test::always(test::http_reply(201, "{}")));
    CurlTransport wire({});
    reply_of(exchange(wire, test::post(server.url())));
    const int socket = socket_to(server.port());
    REQUIRE(socket >= 0);
    const auto on_close = socket_option<linger>(socket, SOL_SOCKET, SO_LINGER);
    CHECK(on_close.l_onoff == 1);
    CHECK(on_close.l_linger == 0);
    CHECK(socket_option<unsigned>(socket, IPPROTO_TCP, TCP_USER_TIMEOUT) == 20'000);
    CHECK(socket_option<int>(socket, IPPROTO_TCP, TCP_NODELAY) != 0);
    CHECK((fcntl(socket, F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("transport: a connection that idled longer than servers wait is not used again",
          "[transport][curl]") {
    test::RawServer server(test::always(test::http_reply(201, "{}")));
    CurlTransport wire({});
    reply_of(exchange(wire, test::post(server.url())));
    std::this_thread::sleep_for(4500ms);
    reply_of(exchange(wire, test::post(server.url())));
    CHECK(server.connections() == 2);
}

TEMPLATE_TEST_CASE("transport: hundreds of exchanges run at once, each ends once",
                   "[transport][curl]", CurlTransport, BackgroundTransport) {
    std::atomic<int> waiting = 0;
    test::RawServer server([&waiting](test::Peer& peer) {
        while (auto request = peer.read_request()) {
            ++waiting;
            for (int i = 0; i < 2000 && waiting < 300; ++i) std::this_thread::sleep_for(5ms);
            peer.send(test::http_reply(200, request->substr(request->find("\r\n\r\n") + 4)));
        }
    });
    TestType wire(CurlOptions{});
    for (unsigned i = 0; i < 300; ++i)
        wire.start(i, test::post(server.url(), std::to_string(i)));
    CHECK(wire.running() == 300);

    std::set<std::uint64_t> ended;
    for (const auto& one : test::finish(wire)) {
        CHECK(reply_of(one.exchange).body == std::to_string(one.ticket));
        ended.insert(one.ticket);
    }
    CHECK(ended.size() == 300);
    CHECK(server.requests().size() == 300);
    CHECK(wire.wait(10s, 1).empty()); // at once: none is running
}

TEST_CASE("transport: more exchanges than connections wait for their turn",
          "[transport][curl]") {
    test::RawServer server(test::always(test::http_reply(200, "")));
    CurlTransport wire({.max_connections = 3});
    for (unsigned i = 0; i < 60; ++i) wire.start(i, test::post(server.url()));
    for (const auto& one : test::finish(wire)) reply_of(one.exchange);
    CHECK(server.connections() == 3);
    CHECK(server.requests().size() == 60);
}

TEMPLATE_TEST_CASE("transport: waiting ends with patience, and goes on where it was",
                   "[transport][curl]", CurlTransport, BackgroundTransport) {
    test::RawServer server([](test::Peer& peer) {
        peer.read_request();
        std::this_thread::sleep_for(150ms);
        peer.send(test::http_reply(200, ""));
    });
    TestType wire(CurlOptions{});
    wire.start(1, test::post(server.url()));
    const auto before = std::chrono::steady_clock::now();
    CHECK(wire.wait(0ms, 1).empty());
    CHECK(wire.wait(30ms, 1).empty());
    CHECK(std::chrono::steady_clock::now() - before < 140ms);
    CHECK(wire.running() == 1);
    CHECK(test::finish(wire).size() == 1);
    CHECK(wire.running() == 0);
}

TEMPLATE_TEST_CASE("transport: a signal ends the wait and no exchange", "[transport][curl]",
                   CurlTransport, BackgroundTransport) {
    test::RawServer server([](test::Peer& peer) {
        peer.read_request();
        std::this_thread::sleep_for(400ms);
        peer.send(test::http_reply(200, ""));
    });
    TestType wire(CurlOptions{});
    wire.start(1, test::post(server.url()));
    CHECK(wire.wait(50ms, 1).empty());

    struct sigaction silent {};
    silent.sa_handler = [](int) {};
    struct sigaction former {};
    sigaction(SIGUSR1, &silent, &former);
    std::thread sender([target = pthread_self()] {
        std::this_thread::sleep_for(50ms);
        pthread_kill(target, SIGUSR1);
    });
    const auto before = std::chrono::steady_clock::now();
    CHECK(wire.wait(10s, 1).empty());
    CHECK(std::chrono::steady_clock::now() - before < 300ms);
    sender.join();
    sigaction(SIGUSR1, &former, nullptr);
    reply_of(test::finish(wire).at(0).exchange);
}

TEMPLATE_TEST_CASE("transport: a transport may go while exchanges are running",
                   "[transport][curl]", CurlTransport, BackgroundTransport) {
    test::RawServer server([](test::Peer& peer) { peer.stay_silent(); });
    TestType wire(CurlOptions{});
    for (unsigned i = 0; i < 20; ++i) wire.start(i, test::post(server.url()));
    wire.start(20, test::post("https://bkxsms.invalid/"));
    wire.start(21, test::post("https://bkxsms.invalid/"));
    CHECK(wire.wait(0ms, 1).empty());
}

#include "core/transport/curl_transport.hpp"
#include "core/transport/verdict.hpp"
#include "exchanges.hpp"
#include "support/raw_server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace bkxsms;
using namespace std::chrono_literals;
using test::exchange, test::no_reply_of, test::reply_of;
using transport::CurlTransport, transport::NoReply;
using Why = NoReply::Why;

TEST_CASE("transport: a request that breaks a rule is refused and nothing is tried",
          "[transport][no-reply]") {
    test::RawServer server(test::always(test::http_reply(200, "")));
    CurlTransport wire({});
    auto request = test::post(server.url());
    request.headers.emplace_back("X-Ref", "a\r\nX-Evil: b");
    wire.start(3, std::move(request));
    CHECK(wire.running() == 1);
    const auto all = wire.wait(0ms, 1);
    REQUIRE(all.size() == 1);
    CHECK(all[0].ticket == 3);
    const auto none = no_reply_of(all[0].exchange);
    CHECK(none.why == Why::refused);
    CHECK_FALSE(none.may_have_arrived);
    CHECK(server.connections() == 0);
}

TEST_CASE("transport: without a connection nothing can have arrived", "[transport][no-reply]") {
    const auto closed_port = test::RawServer([](test::Peer&) {}).url();
    struct Row {
        const char* name;
        std::string url;
        Why why;
    };
    const auto row = GENERATE_COPY(values<Row>({
        {"nobody listens", closed_port, Why::connect},
        {"no route", "https://255.255.255.255/", Why::connect},    // TCP knows no broadcast
        {"no such host", "https://bkxsms.invalid/", Why::resolve}, // RFC 6761 section 6.4
    }));
    INFO(row.name);
    CurlTransport wire({.connect_timeout = 700ms});
    const auto none = no_reply_of(exchange(wire, test::post(row.url)));
    CHECK(none.why == row.why);
    CHECK_FALSE(none.may_have_arrived);
    CHECK_FALSE(none.detail.empty());
}

TEST_CASE("transport: a listener that never accepts is a connect failure",
          "[transport][no-reply]") {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(bind(listener, generic, size) == 0);
    REQUIRE(listen(listener, 0) == 0);
    REQUIRE(getsockname(listener, generic, &size) == 0);
    const int fills_the_queue = socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(connect(fills_the_queue, generic, size) == 0);

    CurlTransport wire({.connect_timeout = 300ms});
    const auto url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    const auto none = no_reply_of(exchange(wire, test::post(url)));
    CHECK(none.why == Why::connect);
    CHECK_FALSE(none.may_have_arrived);
    CHECK(none.took >= 290ms);
    close(fills_the_queue);
    close(listener);
}

TEST_CASE("transport: answers that are none, each with its name", "[transport][no-reply]") {
    using namespace std::string_literals;
    struct Row {
        const char* name;
        std::string bytes;
        Why why;
    };
    const auto row = GENERATE(values<Row>({
        {"nothing", "", Why::broken},
        {"half a status line", "HTTP/1.1 20", Why::broken},
        {"half a head", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", Why::broken},
        {"half a head, unframed", "HTTP/1.1 200 OK\r\nX-Ref: 4", Why::broken},
        {"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcde", Why::broken},
        {"half the chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
         Why::broken},
        {"only an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", Why::broken},
        {"garbage", "\x16\x03\x01 who are you?\r\n\r\n", Why::malformed},
        {"a mail server", "220 mail.example ESMTP\r\n", Why::malformed},
        {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", Why::malformed},
        {"a zero byte in a header", "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n"s, Why::malformed},
        {"said to be too large", "HTTP/1.1 200 OK\r\nContent-Length: 262145\r\n\r\n",
         Why::too_large},
        {"too large unsaid", "HTTP/1.1 200 OK\r\n\r\n" + std::string(262'145, 'x'),
         Why::too_large},
        {"a header too large", "HTTP/1.1 200 OK\r\nA: " + std::string(70'000, 'x') + "\r\n\r\n",
         Why::too_large},
        {"a header larger than libcurl takes",
         "HTTP/1.1 200 OK\r\nA: " + std::string(400'000, 'x') + "\r\n\r\n", Why::too_large},
    }));
    INFO(row.name);
    const bool to_a_kept_connection = GENERATE(false, true);
    test::RawServer server([&](test::Peer& peer) {
        if (to_a_kept_connection) {
            peer.read_request();
            peer.send(test::http_reply(200, ""));
        }
        peer.read_request();
        peer.send(row.bytes);
    });
    CurlTransport wire({});
    if (to_a_kept_connection) reply_of(exchange(wire, test::get(server.url())));
    const auto none = no_reply_of(exchange(wire, test::post(server.url())));
    INFO(none.detail);
    CHECK(word(none.why) == word(row.why));
    CHECK(none.may_have_arrived);
    CHECK(server.begun() == (to_a_kept_connection ? 2 : 1));
}

TEST_CASE("transport: a reply of exactly the largest size is taken", "[transport][no-reply]") {
    test::RawServer server(
        test::always(test::http_reply(200, std::string(transport::usual_reply_bytes, 'x'))));
    CurlTransport wire({});
    CHECK(reply_of(exchange(wire, test::get(server.url()))).body.size() ==
          transport::usual_reply_bytes);
}

TEST_CASE("transport: a whole request without answer in time may have arrived",
          "[transport][no-reply]") {
    const bool slowly = GENERATE(false, true);
    test::RawServer server([slowly](test::Peer& peer) {
        peer.read_request();
        if (slowly) peer.send_slowly(test::http_reply(200, std::string(100, 'x')), 20ms);
        peer.stay_silent();
    });
    CurlTransport wire({.total_timeout = 300ms});
    const auto none = no_reply_of(exchange(wire, test::post(server.url())));
    CHECK(none.why == Why::timeout);
    CHECK(none.may_have_arrived);
    CHECK(none.took >= 290ms);
    CHECK(none.took < 3s);
}

TEST_CASE("transport: a request nobody reads may have arrived: it has left",
          "[transport][no-reply]") {
    test::RawServer server([](test::Peer&) { std::this_thread::sleep_for(600ms); });
    CurlTransport wire({.total_timeout = 200ms});
    const auto none = no_reply_of(exchange(wire, test::post(server.url())));
    CHECK(none.why == Why::timeout);
    CHECK(none.may_have_arrived);
}

TEST_CASE("transport: an exchange that waited for a connection in vain has not left",
          "[transport][no-reply]") {
    test::RawServer server([](test::Peer& peer) {
        peer.read_request();
        peer.stay_silent();
    });
    CurlTransport wire({.total_timeout = 200ms, .max_connections = 1});
    wire.start(1, test::post(server.url()));
    wire.start(2, test::post(server.url()));
    for (const auto& one : test::finish(wire)) {
        INFO(one.ticket);
        CHECK(no_reply_of(one.exchange).may_have_arrived == (one.ticket == 1));
    }
    CHECK(server.begun() == 1);
}

TEST_CASE("transport: a failure is named by how far the exchange came",
          "[transport][no-reply]") {
    struct Row {
        CURLcode code;
        transport::Progress progress;
        std::string_view name;
    };
    const auto row = GENERATE(values<Row>({
        {CURLE_OPERATION_TIMEDOUT, {false, false}, "resolve"},
        {CURLE_OPERATION_TIMEDOUT, {true, false}, "connect"},
        {CURLE_OPERATION_TIMEDOUT, {true, true}, "timeout"},
        {CURLE_COULDNT_CONNECT, {true, false}, "connect"},
        {CURLE_COULDNT_CONNECT, {true, true}, "broken"},
        {CURLE_COULDNT_RESOLVE_HOST, {true, true}, "broken"},
        {CURLE_SSL_CONNECT_ERROR, {true, true}, "broken"},
        {CURLE_OUT_OF_MEMORY, {false, false}, "local"},
        {CURLE_SEND_ERROR, {true, true}, "broken"},
    }));
    INFO(curl_easy_strerror(row.code));
    CHECK(word(transport::why_of(row.code, row.progress)) == row.name);
}

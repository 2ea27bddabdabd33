#include "core/transport/curl_transport.hpp"
#include "exchanges.hpp"
#include "support/raw_server.hpp"

#include <string>

using namespace bkxsms;
using test::exchange, test::no_reply_of, test::reply_of;
using transport::CurlTransport, transport::NoReply;

// libcurl repeats a request whose pooled connection died before the answer. Nothing in this
// file may ever count one request more than exchanges were started.

namespace {

enum class End { fin, rst };

const std::string answer = test::http_reply(201, R"({"sid":"SM42"})", "Retry-After: 7\r\n");

/// Every connection: answers `kept` requests, then kills the next one where `kill` says.
test::RawServer::Script after(int kept, End end, std::function<void(test::Peer&)> kill) {
    return [=](test::Peer& peer) {
        for (int i = 0; i < kept; ++i) {
            if (!peer.read_request()) return;
            peer.send(answer);
        }
        kill(peer);
        if (end == End::rst) peer.reset();
    };
}

struct Kind {
    const char* name;
    const char* method;
    const char* body;

    transport::Request request(const std::string& url) const {
        auto request = test::post(url, body);
        request.method = method;
        return request;
    }
};

Kind any_kind() {
    return GENERATE(values<Kind>({
        {"POST", "POST", "To=%2B61491570156&Body=Your+table+is+ready"},
        {"POST without body", "POST", ""},
        {"GET", "GET", ""},
        {"DELETE", "DELETE", ""},
    }));
}

} // namespace

TEST_CASE("transport: a kept connection that dies on a whole POST has carried it once",
          "[transport][once]") {
    const auto end = GENERATE(End::fin, End::rst);
    const auto kind = any_kind();
    INFO(kind.name);
    test::RawServer server(after(1, end, [](test::Peer& peer) { peer.read_request(); }));
    CurlTransport wire({});
    reply_of(exchange(wire, kind.request(server.url("/first"))));
    const auto none = no_reply_of(exchange(wire, kind.request(server.url("/second"))));
    CHECK(none.why == NoReply::Why::broken);
    CHECK(none.may_have_arrived);
    CHECK(server.begun() == 2);
    REQUIRE(server.requests().size() == 2);
    CHECK(server.requests()[1].find("/second") != std::string::npos);

    // And the transport is as good as new.
    reply_of(exchange(wire, kind.request(server.url("/third"))));
    CHECK(server.requests().size() == 3);
}

TEST_CASE("transport: a kept connection closed before the request is read is used once",
          "[transport][once]") {
    const auto end = GENERATE(End::fin, End::rst);
    const auto kind = any_kind();
    INFO(kind.name);
    test::RawServer server(after(1, end, [](test::Peer& peer) { peer.await_request(); }));
    CurlTransport wire({});
    reply_of(exchange(wire, kind.request(server.url())));
    CHECK(no_reply_of(exchange(wire, kind.request(server.url()))).why == NoReply::Why::broken);
    CHECK(server.begun() == 2);
}

TEST_CASE("transport: a connection the server closed while it idled costs nothing",
          "[transport][once]") {
    test::RawServer server(after(1, End::fin, [](test::Peer&) {}));
    CurlTransport wire({});
    for (int i = 0; i < 20; ++i) {
        reply_of(exchange(wire, test::post(server.url())));
        std::this_thread::sleep_for(std::chrono::milliseconds(5)); // its FIN is here
    }
    CHECK(server.begun() == 20);
}

TEST_CASE("transport: a connection killed at each byte of the request carries it once",
          "[transport][once]") {
    const int kept = GENERATE(0, 1);
    const auto end = GENERATE(End::fin, End::rst);
    const auto kind = any_kind();

    test::RawServer model(test::always(answer));
    CurlTransport once({});
    reply_of(exchange(once, kind.request(model.url())));
    const auto length = model.requests().at(0).size();

    for (std::size_t at = 0; at <= length; ++at) {
        test::RawServer server(after(kept, end, [at](test::Peer& peer) {
            peer.await_request();
            peer.read_bytes(at);
        }));
        CurlTransport wire({});
        for (int i = 0; i < kept; ++i) reply_of(exchange(wire, kind.request(server.url())));
        const auto none = no_reply_of(exchange(wire, kind.request(server.url())));
        INFO(kind.name << ", kept " << kept << ", killed at byte " << at);
        CHECK(none.why == NoReply::Why::broken);
        CHECK(server.begun() == kept + 1);
        if (at == length) CHECK(none.may_have_arrived);
    }
}

TEST_CASE("transport: a connection killed at each byte of the answer carries the request once",
          "[transport][once]") {
    const int kept = GENERATE(0, 1);
    const auto end = GENERATE(End::fin, End::rst);
    const auto kind = any_kind();

    for (std::size_t at = 0; at <= answer.size(); ++at) {
        test::RawServer server(after(kept, end, [at](test::Peer& peer) {
            peer.read_request();
            peer.send(answer.substr(0, at));
        }));
        CurlTransport wire({});
        for (int i = 0; i < kept; ++i) reply_of(exchange(wire, kind.request(server.url())));
        const auto outcome = exchange(wire, kind.request(server.url()));
        INFO(kind.name << ", kept " << kept << ", killed at byte " << at);
        CHECK(server.begun() == kept + 1);
        if (const auto* none = std::get_if<NoReply>(&outcome)) {
            CHECK(none->why == NoReply::Why::broken);
            CHECK(none->may_have_arrived);
            // The whole answer may be lost to an RST that overtakes it, never to a FIN.
            CHECK((at < answer.size() || end == End::rst));
        } else {
            CHECK(at == answer.size());
            CHECK(std::get<transport::Reply>(outcome).body == R"({"sid":"SM42"})");
        }
    }
}

TEST_CASE("transport: many kept connections dying together repeat nothing",
          "[transport][once]") {
    const auto end = GENERATE(End::fin, End::rst);
    test::RawServer server(after(3, end, [](test::Peer& peer) { peer.read_request(); }));
    CurlTransport wire({});
    int started = 0, replies = 0, lost = 0;
    for (int round = 0; round < 8; ++round) {
        for (int i = 0; i < 100; ++i)
            wire.start(1, test::post(server.url(), std::to_string(started++)));
        for (const auto& one : test::finish(wire))
            ++(std::holds_alternative<transport::Reply>(one.exchange) ? replies : lost);
    }
    const auto requests = server.requests();
    CHECK(server.begun() == started);
    CHECK(requests.size() == static_cast<std::size_t>(started));
    CHECK(replies + lost == started);
    CHECK(lost > 0);
}

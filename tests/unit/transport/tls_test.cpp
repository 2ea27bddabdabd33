#include "core/transport/curl_transport.hpp"
#include "exchanges.hpp"
#include "support/raw_server.hpp"
#include "support/temp_folder.hpp"
#include "tls_stream.hpp"

#include <openssl/ssl.h>

#include <string>
#include <vector>

using namespace bkxsms;
using namespace std::chrono_literals;
using test::exchange, test::no_reply_of, test::reply_of;
using transport::CurlTransport, transport::NoReply;

namespace {

struct Rig {
    test::TempFolder folder;
    test::Certificate ours{"IP:127.0.0.1"};
    std::string ca_file = folder.write("ca.pem", ours.pem()).string();

    static std::string url(const test::RawServer& server) {
        return "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    }
};

} // namespace

TEST_CASE("transport: https works with a certificate that is trusted and named right",
          "[transport][tls]") {
    const Rig rig;
    const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
    test::RawServer server(test::always(test::http_reply(201, "{}")), rig.ours.wrap(version));
    CurlTransport wire({.ca_file = rig.ca_file});
    for (int i = 0; i < 10; ++i)
        CHECK(reply_of(exchange(wire, test::post(Rig::url(server)))).status == 201);
    CHECK(server.connections() == 1);
}

TEST_CASE("transport: no request leaves before the certificate is believed",
          "[transport][tls]") {
    const Rig rig;
    const test::Certificate strange("IP:127.0.0.1");
    const test::Certificate misnamed("DNS:api.example");
    const auto misnamed_ca = rig.folder.write("misnamed.pem", misnamed.pem()).string();
    struct Row {
        const char* name;
        test::RawServer::Wrap wrap;
        std::string ca_file;
    };
    const std::vector<Row> rows = {
        {"self-signed, the system's authorities", rig.ours.wrap(), ""},
        {"self-signed by somebody else", strange.wrap(), rig.ca_file},
        {"trusted, but for another host", misnamed.wrap(), misnamed_ca},
        {"TLS 1.1", rig.ours.wrap(TLS1_1_VERSION), rig.ca_file},
        {"no TLS at all", nullptr, rig.ca_file},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        test::RawServer server(
            [](test::Peer& peer) {
                peer.send(test::http_reply(200, ""));
                peer.read_request();
            },
            row.wrap);
        CurlTransport wire({.ca_file = row.ca_file});
        const auto none = no_reply_of(exchange(wire, test::post(Rig::url(server))));
        INFO(none.detail);
        CHECK(none.why == NoReply::Why::tls);
        CHECK_FALSE(none.may_have_arrived);
        CHECK(server.requests().empty());
    }
}

TEST_CASE("transport: a handshake that hangs is no connection, not a lost request",
          "[transport][tls]") {
    test::RawServer server([](test::Peer& peer) { peer.stay_silent(); });
    CurlTransport wire({.connect_timeout = 300ms});
    const auto none = no_reply_of(exchange(wire, test::post(Rig::url(server))));
    CHECK(none.why == NoReply::Why::connect);
    CHECK_FALSE(none.may_have_arrived);
}

TEST_CASE("transport: a file of authorities that is not there is this machine's fault",
          "[transport][tls]") {
    const Rig rig;
    test::RawServer server(test::always(test::http_reply(200, "")), rig.ours.wrap());
    CurlTransport wire({.ca_file = (rig.folder.path() / "absent").string()});
    const auto none = no_reply_of(exchange(wire, test::post(Rig::url(server))));
    CHECK(none.why == NoReply::Why::local);
    CHECK_FALSE(none.may_have_arrived);
}

TEST_CASE("transport: a kept TLS connection that dies has carried the request once",
          "[transport][tls][once]") {
    const Rig rig;
    const bool reset = GENERATE(false, true);
    const bool read = GENERATE(false, true);
    const auto* const method = GENERATE("POST", "GET");
    test::RawServer server(
        [=](test::Peer& peer) {
            peer.read_request();
            peer.send(test::http_reply(201, "{}"));
            peer.await_request();
            if (read) peer.read_request();
            if (reset) peer.reset();
        },
        rig.ours.wrap());
    CurlTransport wire({.ca_file = rig.ca_file});
    const auto ask = [&] {
        auto request = test::post(Rig::url(server), *method == 'P' ? "a=b" : "");
        request.method = method;
        return exchange(wire, std::move(request));
    };
    reply_of(ask());
    const auto none = no_reply_of(ask());
    CHECK(none.why == NoReply::Why::broken);
    if (read) CHECK(none.may_have_arrived);
    CHECK(server.begun() == 2);
    CHECK(server.connections() == 1);
}

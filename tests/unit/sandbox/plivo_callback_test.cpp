#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/plivo/callback.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/plivo_rig.hpp"
#include "unit/sandbox/vectors.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace bkxsms;
using test::Hook;
using test::PlivoRig;

namespace {

constexpr const char* quick = R"("delivery":{"sent_ms":10,"done_ms":20})";

std::string hmac_base64(const std::string& key, const std::string& text) {
    return to_base64(as_bytes(security::hmac(security::Hash::sha256, key, text)));
}

/// X-Plivo-Signature-V3 as the receiver has it: docs/providers/plivo.md section 7, on its own.
std::string v3(const std::string& token, const Hook::Got& got, const std::string& base) {
    const auto nonce = got.headers.at("x-plivo-signature-v3-nonce");
    const auto mark = got.target.find('?');
    std::string text = base + got.target.substr(0, mark);
    std::string query;
    if (mark != std::string::npos)
        for (const auto& [name, value] : test::decode(got.target.substr(mark + 1)))
            query += (query.empty() ? "" : "&") + name + '=' + value;
    std::string body;
    if (!got.body.empty())
        for (const auto& [name, value] : test::decode(got.body)) body += name + value;
    if (!query.empty() || !body.empty()) text += '?' + query;
    if (!query.empty() && !body.empty()) text += '.';
    return hmac_base64(token, text + body + '.' + nonce);
}

std::vector<std::string> statuses(const Hook& hook) {
    std::vector<std::string> all;
    for (const auto& got : hook.got()) all.push_back(test::decode(got.body)["Status"]);
    return all;
}

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("sandbox: genuine recorded Plivo webhooks have the signature we make",
          "[sandbox][plivo][callback]") {
    int compared = 0;
    for (const auto& v : test::read_vectors("webhook-signatures-plivo.json")) {
        if (v["valid"].boolean() != true) continue;
        const auto url = v.text("url");
        const auto version = v.text("scheme") == "plivo-v2" ? "V2" : "V3";
        std::string nonce;
        std::string wanted;
        for (const auto& name : v["headers"].members()) {
            if (!name.starts_with("X-Plivo-Signature")) continue;
            (name.ends_with("-Nonce") ? nonce : wanted) = v["headers"].text(name);
        }
        // What we never call: user-info quirks, and GET parameters apart from the URL.
        const bool apart = v.text("method") == "GET" && !v["params"].members().empty();
        if (url.find('@') != std::string::npos || apart) continue;
        INFO(v.text("name"));
        const auto made =
            version == std::string("V2")
                ? sandbox::plivo_signature_v2(v.text("secret"), url, nonce)
                : sandbox::plivo_signature_v3(v.text("secret"), v.text("method"), url,
                                              test::fields_of(v["params"]), nonce);
        // The header may hold several, of which any one may match.
        const auto values = split(wanted, ',');
        CHECK(std::ranges::any_of(values, [&](auto one) { return trim(one) == made; }));
        ++compared;
    }
    CHECK(compared > 30);
}

TEST_CASE("sandbox: Plivo calls back queued, sent, delivered, signed in both versions",
          "[sandbox][plivo][callback]") {
    Hook hook;
    PlivoRig rig(std::string("{") + quick + "}");
    const auto base = "http://" + hook.host();
    const auto id = rig.send({{"url", base + "/hook/plivo?ref=abc&x=%20y"}})
                        .json()["message_uuid"]
                        .at(0)
                        .string();
    rig.settle();
    CHECK(statuses(hook) == Words{"queued", "sent", "delivered"});
    int sequence = 0;
    for (const auto& got : hook.got()) {
        CHECK(got.method == "POST");
        CHECK(got.headers.at("x-plivo-signature-v3") == v3(PlivoRig::auth_token, got, base));
        CHECK(got.headers.at("x-plivo-signature-ma-v3") ==
              got.headers.at("x-plivo-signature-v3"));
        CHECK(got.headers.at("x-plivo-signature-v2") ==
              hmac_base64(PlivoRig::auth_token,
                          base + "/hook/plivo" + got.headers.at("x-plivo-signature-v2-nonce")));
        auto fields = test::decode(got.body);
        CHECK(fields["MessageUUID"] == id);
        CHECK(fields["To"] == "4915112345678");
        CHECK(fields["From"] == "15005550006");
        CHECK(fields["ErrorCode"] == "000");
        CHECK(fields["Sequence"] == std::to_string(++sequence));
        CHECK(fields["requester_ip"] == "127.0.0.1");
        CHECK(fields["MessageTime"].size() == 26);
        CHECK((fields.count("DeliveryReportTime") == 1) == (sequence == 3));
    }
}

TEST_CASE("sandbox: Plivo calls back with GET when asked, everything in the query",
          "[sandbox][plivo][callback]") {
    Hook hook;
    PlivoRig rig(std::string("{") + quick + "}");
    const auto base = "http://" + hook.host();
    rig.send({{"url", base + "/hook?ref=a"}, {"method", "GET"}});
    rig.settle();
    REQUIRE(hook.got().size() == 3);
    for (const auto& got : hook.got()) {
        CHECK(got.method == "GET");
        CHECK(got.body.empty());
        CHECK(got.target.starts_with("/hook?ref=a&MessageUUID="));
        CHECK(got.headers.at("x-plivo-signature-v3") == v3(PlivoRig::auth_token, got, base));
    }
}

TEST_CASE("sandbox: a subaccount's callbacks have the main account's signature, too",
          "[sandbox][plivo][callback]") {
    Hook hook;
    test::Rig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})", [](sandbox::Options& options) {
        sandbox::PlivoAccount main;
        main.auth_id = "MA000000000000000001";
        main.tokens.emplace_back("old");
        main.tokens.emplace_back("new");
        sandbox::PlivoAccount sub;
        sub.auth_id = "SA000000000000000002";
        sub.tokens.emplace_back("sub");
        sub.parent = main.auth_id;
        options.plivo = {main, sub};
    });
    const auto base = "http://" + hook.host();
    rig.ask({.method = "POST",
             .path = "/v1/Account/SA000000000000000002/Message/",
             .body = R"({"src":"15005550006","dst":"4915112345678","text":"x","url":")" + base +
                     "/\"}",
             .content_type = "application/json",
             .user = "SA000000000000000002:sub"});
    rig.settle();
    const auto got = hook.got().at(0);
    CHECK(got.headers.at("x-plivo-signature-v3") == v3("sub", got, base));
    CHECK(got.headers.at("x-plivo-signature-ma-v3") ==
          v3("old", got, base) + "," + v3("new", got, base));
}

TEST_CASE("sandbox: Plivo's callbacks can be lost, doubled, turned round and forged",
          "[sandbox][plivo][callback]") {
    struct Row {
        const char* callbacks;
        Words statuses;
    };
    const auto row = GENERATE(values<Row>({
        {R"({"drop":true})", {}},
        {R"({"drop":["sent"]})", {"queued", "delivered"}},
        {R"({"copies":2,"drop":["queued"]})", {"sent", "sent", "delivered", "delivered"}},
        {R"({"reorder":true})", {"delivered", "sent", "queued"}},
        {R"({"forge":true})", {"queued", "sent", "delivered"}},
    }));
    INFO(row.callbacks);
    Hook hook;
    PlivoRig rig(std::string("{") + quick + R"(,"callbacks":)" + row.callbacks + "}");
    const auto base = "http://" + hook.host();
    rig.send({{"url", base + "/"}});
    rig.settle();
    CHECK(statuses(hook) == row.statuses);
    for (const auto& got : hook.got())
        CHECK((got.headers.at("x-plivo-signature-v3") == v3(PlivoRig::auth_token, got, base)) ==
              (std::string(row.callbacks).find("forge") == std::string::npos));
}

TEST_CASE("sandbox: Plivo repeats three times what is not answered 2xx",
          "[sandbox][plivo][callback]") {
    const auto status = GENERATE(204, 404, 500);
    INFO(status);
    Hook hook([&](std::size_t) { return status; });
    PlivoRig rig(R"({"callbacks":{"drop":["queued"]},"delivery":{"sent_ms":0,"fate":"sent"}})");
    rig.send({{"url", "http://" + hook.host() + "/"}});
    rig.settle();
    CHECK(hook.got().size() == (status == 204 ? 1 : 4));
}

TEST_CASE("sandbox: somebody writes to a number at Plivo", "[sandbox][plivo][callback]") {
    Hook hook;
    PlivoRig rig;
    const auto base = "http://" + hook.host();
    const auto reply = rig.control("POST", "inbound",
                                   R"({"provider":"plivo","from":"+4915112345678",)"
                                   R"("to":"+15005550006","body":"Stop","url":")" +
                                       base + "/in\"}");
    REQUIRE(reply.status == 201);
    rig.settle();
    REQUIRE(hook.got().size() == 1);
    const auto got = hook.got()[0];
    CHECK(got.headers.at("x-plivo-signature-ma-v3") == v3(PlivoRig::auth_token, got, base));
    auto fields = test::decode(got.body);
    CHECK(fields["Text"] == "Stop");
    CHECK(fields["From"] == "4915112345678");
    CHECK(fields["To"] == "15005550006");
    CHECK(fields["MessageIntent"] == "optout");
    CHECK(fields["MessageUUID"] == reply.json().text("sid"));
    CHECK(rig.get("Message/?message_direction=inbound").json()["objects"].size() == 1);
    CHECK(rig.control("POST", "inbound", R"({"provider":"pigeon"})").status == 400);
}

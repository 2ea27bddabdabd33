#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/vectors.hpp"
#include "unit/sandbox/vonage_rig.hpp"

#include <regex>
#include <string>
#include <vector>

using namespace bkxsms;
using test::Hook, test::VonageRig;

namespace {

const std::string uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

std::int64_t now_s() {
    return to_millis(SystemClock().now()) / 1000;
}

/// A token of an application, as a client makes it.
std::string token(const std::string& claims,
                  const std::string& header = R"({"alg":"RS256","typ":"JWT"})") {
    const auto text = to_base64url(as_bytes(header)) + '.' + to_base64url(as_bytes(claims));
    return text + '.' +
           to_base64url(as_bytes(security::rsa_sign(
               security::Hash::sha256, security::Secret(VonageRig::private_key()), text)));
}

std::string claims(std::int64_t iat, std::int64_t exp,
                   const std::string& application = VonageRig::application) {
    return R"({"application_id":")" + application + R"(","iat":)" + std::to_string(iat) +
           R"(,"exp":)" + std::to_string(exp) + R"(,"jti":"c5ba8f24"})";
}

constexpr const char* hello = R"({"channel":"sms","message_type":"text","to":"447700900000",)"
                              R"("from":"447700900001","text":"Hello"})";

test::Reply send_with(const VonageRig& rig, const std::string& bearer) {
    return rig.ask({.method = "POST",
                    .path = "/v1/messages",
                    .body = hello,
                    .content_type = "application/json",
                    .header = "Authorization: Bearer " + bearer});
}

/// The claims of a webhook's token; absent unless the token and its payload hash are genuine,
/// as docs/providers/vonage.md section 7.2 has it.
json::Value genuine_claims(const Hook::Got& got) {
    const auto bearer = got.headers.at("authorization");
    const auto parts = split(std::string_view(bearer).substr(7), '.');
    if (!bearer.starts_with("Bearer ") || parts.size() != 3) return {};
    const auto signed_part = std::string(parts[0]) + '.' + std::string(parts[1]);
    const auto mark =
        security::hmac(security::Hash::sha256, VonageRig::signature_secret, signed_part);
    if (from_base64url(parts[2]) != mark) return {};
    if (json::parse(*from_base64url(parts[0])).text("alg") != "HS256") return {};
    const auto its = json::parse(*from_base64url(parts[1]));
    const auto hash = to_hex(as_bytes(security::digest(security::Hash::sha256, got.body)));
    return its.text("payload_hash") == hash ? its : json::Value();
}

std::vector<std::string> statuses(const Hook& hook) {
    std::vector<std::string> all;
    for (const auto& got : hook.got()) all.push_back(json::parse(got.body).text("status"));
    return all;
}

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("sandbox: Vonage's Messages API takes a text with 202 and one uuid",
          "[sandbox][vonage]") {
    VonageRig rig;
    const auto reply =
        rig.message({{"text", '"' + std::string(400, 'x') + '"'}, {"client_ref", "\"tok\""}});
    REQUIRE(reply.status == 202);
    CHECK(std::regex_match(reply.body, std::regex(R"(\{"message_uuid":")" + uuid + R"("\})")));
    const auto lines = rig.ledger();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].text("provider") == "vonage");
    CHECK(lines[0].text("to") == "+447700900000");
    CHECK(lines[0].text("ref") == "tok");
}

TEST_CASE("sandbox: every request of Vonage's own SDK to the Messages API succeeds",
          "[sandbox][vonage]") {
    VonageRig rig;
    int sent = 0;
    for (const auto& v : test::read_vectors("requests-vonage.json")) {
        const auto request = v["request"];
        const auto path = request.text("path");
        if (path != "/v1/messages" && !path.starts_with("/identity")) continue;
        INFO(v.text("name"));
        auto authorization = request["headers"].text("authorization");
        // Signed again: the recorded token is of another day.
        if (authorization.starts_with("Bearer"))
            authorization = "Bearer " + token(claims(now_s(), now_s() + 900));
        const auto reply = rig.ask({.method = "POST",
                                    .path = path,
                                    .body = request.text("body"),
                                    .content_type = "application/json",
                                    .header = "Authorization: " + authorization});
        CHECK(reply.status == (path == "/v1/messages" ? 202 : 200));
        ++sent;
    }
    CHECK(sent > 10);
}

TEST_CASE("sandbox: an application's token is looked at from all sides", "[sandbox][vonage]") {
    VonageRig rig;
    const auto now = now_s();
    const auto good = token(claims(now, now + 900));
    CHECK(send_with(rig, good).status == 202);
    CHECK(send_with(rig, token(claims(now, now + 86'400))).status == 202);
    auto other_signature = good;
    other_signature[good.size() - 10] = good[good.size() - 10] == 'A' ? 'B' : 'A';
    const std::vector<std::string> bad{
        token(claims(now - 1000, now - 1)),       // expired
        token(claims(now, now + 86'401)),         // for more than a day
        token(claims(now + 600, now + 900)),      // issued in the future
        token(claims(now, now + 900, "another")), // of another application
        token(claims(now, now + 900), R"({"alg":"HS256","typ":"JWT"})"),
        token(claims(now, now + 900), R"({"alg":"none"})"),
        token(R"({"application_id":")" + std::string(VonageRig::application) + R"("})"),
        token("no JSON"),
        good.substr(0, good.rfind('.') + 1),
        good.substr(0, good.rfind('.')),
        other_signature,
        "",
    };
    for (const auto& each : bad) {
        INFO(each);
        const auto reply = send_with(rig, each);
        CHECK(reply.status == 401);
        CHECK(reply.headers.at("content-type") == "application/problem+json");
        CHECK(reply.json().text("title") == "You did not provide correct credentials.");
        CHECK(reply.json().members() ==
              std::vector<std::string>{"type", "title", "detail", "instance"});
    }
    CHECK(rig.ask({.method = "POST",
                   .path = "/v1/messages",
                   .body = hello,
                   .content_type = "application/json",
                   .user = "abcd1234:wrong"})
              .status == 401);
    // Insights want a token, the account's calls want Basic.
    CHECK(rig.post("/identity-insights/v1/requests", "{}").status == 401);
    CHECK(rig.ask({.path = "/account/get-balance", .header = "Authorization: Bearer " + good})
              .status == 401);
}

TEST_CASE("sandbox: each mistake in a message to Vonage is a problem document",
          "[sandbox][vonage]") {
    struct Row {
        std::string name, value, code, parameter;
    };
    const std::vector<Row> rows{
        {"channel", "\"whatsapp\"", "1150", "channel"},
        {"message_type", "\"image\"", "1150", "message_type"},
        {"to", "\"+447700900000\"", "1170", "to"},
        {"to", "447700900000", "1170", "to"}, // a number, not a string
        {"from", "\"\"", "1150", "from"},
        {"text", "\"\"", "1150", "text"},
        {"text", '"' + std::string(1001, 'x') + '"', "1150", "text"},
        {"ttl", "3600000", "1150", "ttl"}, // milliseconds
        {"client_ref", '"' + std::string(101, 'r') + '"', "1150", "client_ref"},
        {"webhook_url", "\"hook\"", "1150", "webhook_url"},
        {"webhook_version", "\"v9\"", "1150", "webhook_version"},
        {"sms", R"({"encoding_type":"ebcdic"})", "1150", "sms.encoding_type"},
    };
    VonageRig rig;
    for (const auto& row : rows) {
        INFO(row.name << " = " << row.value.substr(0, 40));
        const auto reply = rig.message({{row.name, row.value}});
        CHECK(reply.status == 422);
        CHECK(reply.json().text("type") ==
              "https://developer.vonage.com/api-errors/messages#" + row.code);
        CHECK(reply.json()["invalid_parameters"].at(0).text("name") == row.parameter);
    }
    CHECK(rig.post("/v1/messages", "not JSON").status == 422);
    CHECK(rig.message({{"from", "\"AcmeInc\""}, {"to", "\"14155550100\""}})
              .json()
              .text("type")
              .ends_with("#1120"));
    CHECK(rig.ledger().empty());
    CHECK(rig.message({{"text", '"' + std::string(1000, 'x') + '"'}}).status == 202);

    VonageRig poor("{}", [](auto& account) { account.balance_nano = 0; });
    const auto reply = poor.message({});
    CHECK(reply.status == 402);
    CHECK(reply.json().text("type").ends_with("#low-balance"));
}

TEST_CASE("sandbox: faults of Vonage's Messages API", "[sandbox][vonage][fault]") {
    struct Row {
        const char* action;
        int status;
        const char* code;
    };
    const auto row = GENERATE(values<Row>({
        {R"("status":401)", 401, "#unauthorized"},
        {R"("status":402)", 402, "#low-balance"},
        {R"("status":403)", 403, "#forbidden"},
        {R"("code":1120)", 422, "#1120"},
        {R"("status":429)", 429, "#1010"},
        {R"("status":500)", 500, "#1000"},
        {R"("status":429,"code":1000)", 429, "#1000"},
        {R"("code":1070)", 402, "#1070"},
    }));
    INFO(row.action);
    VonageRig rig(std::string(R"({"rules":[{"do":{"fault":"error",)") + row.action + "}}]}");
    const auto reply = rig.message({});
    CHECK(reply.status == row.status);
    CHECK(reply.json().text("type").ends_with(row.code));
    CHECK_FALSE(reply.json().text("title").empty());
}

TEST_CASE("sandbox: Vonage's status webhooks have a token over their body",
          "[sandbox][vonage][callback]") {
    Hook hook;
    VonageRig rig(R"({"delivery":{"sent_ms":10,"done_ms":20}})");
    const auto id = rig.message({{"webhook_url", "\"http://" + hook.host() + "/status\""},
                                 {"client_ref", "\"tok\""},
                                 {"text", '"' + std::string(161, 'x') + '"'}})
                        .json()
                        .text("message_uuid");
    rig.settle();
    CHECK(statuses(hook) == Words{"submitted", "delivered"});
    for (const auto& got : hook.got()) {
        CHECK(got.headers.at("content-type") == "application/json");
        const auto its = genuine_claims(got);
        REQUIRE(its.is_object());
        CHECK(its.text("iss") == "Vonage");
        CHECK(its.text("api_key") == VonageRig::key);
        CHECK(its.text("application_id") == VonageRig::application);
        CHECK_FALSE(its["exp"].present());
        const auto body = json::parse(got.body);
        CHECK(body.text("message_uuid") == id);
        CHECK(body.text("to") == "447700900000");
        CHECK(body.text("client_ref") == "tok");
        CHECK(body.text("timestamp").size() == 24);
        CHECK(body["sms"]["count_total"].string() == "2");
        CHECK_FALSE(body["error"].present());
    }
}

TEST_CASE("sandbox: each fate through Vonage's Messages API", "[sandbox][vonage][callback]") {
    struct Row {
        const char* delivery;
        Words statuses;
        const char* error;
    };
    const auto row = GENERATE(values<Row>({
        {R"("fate":"undelivered")", {"submitted", "rejected"}, "1180"},
        {R"("fate":"undelivered","error_code":1240)", {"submitted", "rejected"}, "1240"},
        {R"("fate":"failed")", {"undeliverable"}, "1250"},
        {R"("fate":"sent")", {"submitted"}, ""},
    }));
    INFO(row.delivery);
    Hook hook;
    VonageRig rig(std::string(R"({"delivery":{"sent_ms":5,"done_ms":10,)") + row.delivery +
                  "}}");
    rig.message({{"webhook_url", "\"http://" + hook.host() + "/\""}});
    rig.settle();
    CHECK(statuses(hook) == row.statuses);
    CHECK(json::parse(hook.got().back().body)["error"].text("title") == row.error);
}

TEST_CASE("sandbox: with Basic the account's URL is called, with a token the application's",
          "[sandbox][vonage][callback]") {
    Hook hook;
    const auto base = "http://" + hook.host();
    VonageRig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})", [&](auto& account) {
        account.receipt_url = base + "/account";
        account.application_status_url = base + "/application";
    });
    rig.message({});
    rig.settle();
    send_with(rig, token(claims(now_s(), now_s() + 900)));
    rig.settle();
    REQUIRE(hook.got().size() == 2);
    CHECK(hook.got()[0].target == "/account");
    CHECK(hook.got()[1].target == "/application");
}

TEST_CASE("sandbox: a forged status webhook of Vonage's", "[sandbox][vonage][callback]") {
    Hook hook;
    VonageRig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"},"callbacks":{"forge":true}})");
    rig.message({{"webhook_url", "\"http://" + hook.host() + "/\""}});
    rig.settle();
    CHECK_FALSE(genuine_claims(hook.got().at(0)).present());
}

TEST_CASE("sandbox: the demonstration's application key is handed out", "[sandbox][vonage]") {
    VonageRig rig("{}",
                  [](auto& account) { account = sandbox::demonstration_vonage_account(); });
    const auto key = rig.control("GET", "application-key").body;
    const auto its = claims(now_s(), now_s() + 900, "5a4db0c5-0000-4000-8000-000000000000");
    const auto text = to_base64url(as_bytes(R"({"alg":"RS256","typ":"JWT"})")) + '.' +
                      to_base64url(as_bytes(its));
    const auto mark = security::rsa_sign(security::Hash::sha256, security::Secret(key), text);
    CHECK(send_with(rig, text + '.' + to_base64url(as_bytes(mark))).status == 202);
}

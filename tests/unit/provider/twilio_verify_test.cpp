#include "core/base/encode.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "twilio_rig.hpp"

#include <algorithm>
#include <set>

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

constexpr auto hook = "https://sms.example.com/hook";

std::string sign(std::string_view content, std::string_view token = test::auth_token) {
    return to_base64(as_bytes(security::hmac(security::Hash::sha1, token, content)));
}

WebhookRequest form(std::string url, std::string body, std::string signature) {
    return {"POST",
            std::move(url),
            {{"content-type", "application/x-www-form-urlencoded"},
             {"x-twilio-signature", std::move(signature)}},
            std::move(body)};
}

bool genuine(const WebhookRequest& webhook) {
    return test::twilio()->verify(webhook, TimePoint{}).genuine;
}

} // namespace

TEST_CASE("twilio: every recorded webhook gets the verdict of Twilio's own SDKs",
          "[provider][twilio][verify]") {
    const auto vectors = test::fixture("webhook-signatures-twilio.json");
    REQUIRE(vectors.size() == 78);
    std::multiset<std::string> accepted;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        INFO(vector.text("name"));
        const auto twilio = test::twilio_with_token(vector.text("secret"));
        const auto verdict = twilio->verify(test::recorded_webhook(vector), TimePoint{});
        CHECK(verdict.genuine == vector["valid"].boolean());
        CHECK(verdict.scheme == vector.text("scheme"));
        CHECK(verdict.why.empty() == verdict.genuine);
        if (verdict.genuine) accepted.insert(verdict.scheme);
    }
    for (const auto* scheme : {"twilio-form", "twilio-get", "twilio-json"})
        CHECK(accepted.count(scheme) >= 3);
}

TEST_CASE("twilio: the check value that Twilio publishes", "[provider][twilio][verify]") {
    // twilio.com/docs/usage/security, "Validating requests"; docs/providers/twilio.md
    // section 7.
    const auto twilio = test::twilio_with_token("12345");
    const auto webhook =
        form("https://example.com/myapp.php?foo=1&bar=2",
             "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&From=%2B14158675310&"
             "To=%2B18005551212",
             "L/OH5YylLD5NRKLltdqwSvS0BnU=");
    CHECK(twilio->verify(webhook, TimePoint{}).genuine);
}

TEST_CASE("twilio: user, password and fragment of the URL are not signed",
          "[provider][twilio][verify]") {
    const auto signature = sign("https://sms.example.com/hook?x=1a1");
    CHECK(genuine(form("https://sms.example.com/hook?x=1", "a=1", signature)));
    CHECK(genuine(form("https://u:p@sms.example.com/hook?x=1", "a=1", signature)));
    CHECK(genuine(form("https://sms.example.com/hook?x=1#rc=3&rp=all", "a=1", signature)));
    CHECK(genuine(form("https://u:p@sms.example.com:443/hook?x=1#rc", "a=1", signature)));
    CHECK_FALSE(genuine(form("https://sms.example.com/u:p@/hook?x=1", "a=1", signature)));
    CHECK_FALSE(genuine(form("https://sms.example.com/hook?x=1%23", "a=1", signature)));
}

TEST_CASE("twilio: the port may be signed or left out, but not another one",
          "[provider][twilio][verify]") {
    struct Row {
        std::string url;
        std::string signed_url;
        bool genuine;
    };
    const Row rows[] = {
        {"https://h/p", "https://h/p", true},
        {"https://h/p", "https://h:443/p", true},
        {"https://h/p", "https://h:80/p", false},
        {"https://h:443/p", "https://h/p", true},
        {"https://h:8443/p", "https://h:8443/p", true},
        {"https://h:8443/p", "https://h/p", true},
        {"https://h:8443/p", "https://h:443/p", false},
        {"http://h/p", "http://h:80/p", true},
        {"http://h/p", "http://h:443/p", false},
        {"https://[::1]:8443/p", "https://[::1]/p", true},
        {"https://[::1]/p", "https://[::1]:443/p", true},
        {"https://h", "https://h:443", true},
        {"https://h?q=1:2", "https://h:443?q=1:2", true},
        {"https://h:x/p", "https://h/p", false},
        {"http://h/p", "https://h/p", false},
    };
    for (const auto& row : rows) {
        INFO(row.url << " signed as " << row.signed_url);
        CHECK(genuine(form(row.url, "a=1", sign(row.signed_url + "a1"))) == row.genuine);
    }
}

TEST_CASE("twilio: a request is refused unless exactly one signature covers all of it",
          "[provider][twilio][verify]") {
    const auto good = form(hook, "a=1", sign(std::string(hook) + "a1"));
    REQUIRE(genuine(good));

    auto unsigned_request = good;
    unsigned_request.headers.pop_back();
    CHECK_FALSE(genuine(unsigned_request));

    auto signed_twice = good;
    signed_twice.headers.push_back(good.headers.back());
    CHECK_FALSE(genuine(signed_twice));

    auto put = good;
    put.method = "PUT";
    CHECK_FALSE(genuine(put));

    auto get_with_body = form(hook, "a=1", sign(hook));
    get_with_body.method = "GET";
    CHECK_FALSE(genuine(get_with_body));
    get_with_body.body.clear();
    CHECK(genuine(get_with_body));

    // The same bytes as JSON are covered by nothing.
    auto as_json = form(hook, "a=1", sign(hook));
    as_json.headers[0].second = "application/json";
    CHECK_FALSE(genuine(as_json));
    as_json.headers.erase(as_json.headers.begin());
    CHECK_FALSE(genuine(as_json));
    as_json.body.clear();
    CHECK(genuine(as_json)); // no type, no body: a form without parameters

    const auto hash = to_hex(as_bytes(security::digest(security::Hash::sha256, "{}")));
    const auto twice = std::string(hook) + "?bodySHA256=" + hash + "&bodySHA256=" + hash;
    auto hashed_twice = form(twice, "{}", sign(twice));
    hashed_twice.headers[0].second = "application/json";
    CHECK_FALSE(genuine(hashed_twice));
}

TEST_CASE("twilio: without an auth token nothing is genuine", "[provider][twilio][verify]") {
    const auto twilio = test::twilio_with_token("");
    CHECK_FALSE(
        twilio->verify(form(hook, "a=1", sign(std::string(hook) + "a1", "")), TimePoint{})
            .genuine);
}

TEST_CASE("twilio: a form that cannot be read is refused even when it is signed",
          "[provider][twilio][verify]") {
    const std::string base = hook;
    CHECK_FALSE(genuine(form(base, "a=%", sign(base + "a%"))));
    CHECK_FALSE(genuine(form(base, "a=%", sign(base + "a"))));
    CHECK_FALSE(genuine(form(base, "a=%", sign(base))));
    CHECK_FALSE(genuine(form(base + " x", "a=1", sign(base + " xa1"))));
    CHECK_FALSE(genuine(form(base + "\xC3\xA9", "a=1", sign(base + "\xC3\xA9" + "a1"))));

    std::string body;
    std::string content = base;
    for (int i = 1000; i < 2000; ++i) {
        body += "p" + std::to_string(i) + "=1&";
        content += "p" + std::to_string(i) + "1";
    }
    CHECK(genuine(form(base, body, sign(content))));
    CHECK_FALSE(genuine(form(base, body + "q=1", sign(content + "q1"))));
}

TEST_CASE("twilio: the content type may have parameters and any case",
          "[provider][twilio][verify]") {
    auto webhook = form(hook, "a=1", sign(std::string(hook) + "a1"));
    webhook.headers[0].second = "Application/X-WWW-Form-Urlencoded ; charset=UTF-8";
    CHECK(genuine(webhook));
}

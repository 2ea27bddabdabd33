#include "core/base/encode.hpp"
#include "core/provider/form.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "vonage_rig.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

const std::map<std::string, VonageSignature> methods = {
    {"sms-sig-md5hash", VonageSignature::md5hash},
    {"sms-sig-md5", VonageSignature::md5},
    {"sms-sig-sha1", VonageSignature::sha1},
    {"sms-sig-sha256", VonageSignature::sha256},
    {"sms-sig-sha512", VonageSignature::sha512},
    {"messages-jwt-hs256", VonageSignature::sha256}};

/// Vectors that leave the decision to us, and what it is.
const std::map<std::string, bool> our_choice = {
    {"json_number_value_sha256", true},         // the number's own text
    {"jwt_iat_missing", false},                 // it would be good for ever
    {"jwt_payload_hash_upper_case", false},     // Vonage writes lower case
    {"jwt_standard_base64_signature", true},    // has none of the characters that differ
    {"jwt_two_spaces_after_bearer", false},     // strict
    {"jwt_duplicate_payload_hash_claim", false} // two readers, two tokens
};

std::unique_ptr<Provider> vonage_with(std::string secret, VonageSignature method) {
    auto account = test::vonage_account();
    account.signature_secret = security::Secret(std::move(secret));
    account.signature_method = method;
    return make_vonage(std::move(account));
}

/// Signed as documented, but for `left_out`, which is sent and not signed.
WebhookRequest signed_form(std::map<std::string, std::string> parameters,
                           std::string_view left_out = "") {
    std::string content;
    Pairs pairs;
    for (auto& [name, value] : parameters) {
        if (name != left_out) content += '&' + name + '=' + value;
        pairs.emplace_back(name, value);
    }
    const auto mac =
        security::hmac(security::Hash::sha256, test::vonage_signature_secret, content);
    pairs.emplace_back("sig", to_hex(as_bytes(mac)));
    return {"POST",
            "https://sms.example.com/hook",
            {{"content-type", "application/x-www-form-urlencoded"}},
            encode_form(pairs)};
}

std::string token(std::string_view claims, std::string_view header = R"({"alg":"HS256"})",
                  std::string_view secret = test::vonage_signature_secret) {
    auto out = to_base64url(as_bytes(header)) + '.' + to_base64url(as_bytes(claims));
    return out + '.' +
           to_base64url(as_bytes(security::hmac(security::Hash::sha256, secret, out)));
}

std::string claims(std::string_view body, std::string_view more) {
    return fmt::format(R"({{"payload_hash":"{}",{}}})",
                       to_hex(as_bytes(security::digest(security::Hash::sha256, body))), more);
}

WebhookRequest with_token(const std::string& jwt, std::string body = "{}") {
    return {"POST",
            "https://sms.example.com/hook",
            {{"content-type", "application/json"}, {"authorization", "Bearer " + jwt}},
            std::move(body)};
}

Verdict verdict(const WebhookRequest& webhook, TimePoint now = test::recorded_at) {
    return test::vonage()->verify(webhook, now);
}

} // namespace

TEST_CASE("vonage: every recorded webhook gets the verdict it ought to",
          "[provider][vonage][verify]") {
    const auto vectors = test::fixture("webhook-signatures-vonage.json");
    std::map<std::string, int> accepted;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        const auto name = vector.text("name");
        INFO(name);
        auto wanted = vector["accept"].boolean();
        if (!wanted) {
            REQUIRE(our_choice.contains(name));
            wanted = our_choice.at(name);
            ++chosen;
        }
        const auto scheme = vector.text("scheme");
        const auto now = from_millis(vector["now"].integer().value_or(1'773'500'966) * 1000);
        const auto vonage = vonage_with(vector.text("secret"), methods.at(scheme));
        const auto verdict = vonage->verify(test::recorded_webhook(vector), now);
        CHECK(verdict.genuine == *wanted);
        CHECK(verdict.why.empty() == verdict.genuine);
        // A token that has no header looks unsigned only if it is not sent at all.
        const auto ours = scheme.starts_with("sms-sig-") ? "vonage-sms-" + scheme.substr(8)
                                                         : "vonage-messages-jwt";
        CHECK(verdict.scheme == ours);
        if (verdict.genuine) ++accepted[scheme];
        // The other provider of the family says the same.
        auto account = test::vonage_account();
        account.signature_secret = security::Secret(vector.text("secret"));
        account.signature_method = methods.at(scheme);
        CHECK(make_vonage_messages(account)
                  ->verify(test::recorded_webhook(vector), now)
                  .genuine == verdict.genuine);
    }
    CHECK(vectors.size() == 157);
    CHECK(chosen == our_choice.size());
    for (const auto& [scheme, method] : methods) CHECK(accepted[scheme] >= 5);
}

TEST_CASE("vonage: without a signature secret nothing is genuine",
          "[provider][vonage][verify]") {
    const auto vectors = test::fixture("webhook-signatures-vonage.json");
    for (std::size_t i = 0; i < vectors.size(); ++i)
        CHECK_FALSE(vonage_with("", methods.at(vectors.at(i).text("scheme")))
                        ->verify(test::recorded_webhook(vectors.at(i)), test::recorded_at)
                        .genuine);
    const auto forged = with_token(
        token(claims("{}", R"("iat":1773500966,"iss":"Vonage","api_key":"abcd1234")"),
              R"({"alg":"HS256"})", ""));
    CHECK_FALSE(
        vonage_with("", VonageSignature::sha256)->verify(forged, test::recorded_at).genuine);
}

TEST_CASE("vonage: a parameter without a value may be signed or left out",
          "[provider][vonage][verify]") {
    const std::map<std::string, std::string> parameters = {
        {"messageId", test::vonage_part_id}, {"text", ""}, {"timestamp", "1773500966"}};
    CHECK(verdict(signed_form(parameters)).genuine);
    CHECK(verdict(signed_form(parameters, "text")).genuine);
    auto full = parameters;
    full["text"] = "STOP";
    CHECK_FALSE(verdict(signed_form(full, "text")).genuine);
}

TEST_CASE("vonage: a parameter that comes twice is refused, even if both are signed",
          "[provider][vonage][verify]") {
    const auto sent = [](std::string_view first, std::string_view second) {
        const auto content = fmt::format("&{}=x&{}=y&timestamp=1773500966", first, second);
        const auto mac =
            security::hmac(security::Hash::sha256, test::vonage_signature_secret, content);
        return WebhookRequest{"POST",
                              "https://sms.example.com/hook",
                              {{"content-type", "application/x-www-form-urlencoded"}},
                              content.substr(1) + "&sig=" + to_hex(as_bytes(mac))};
    };
    CHECK(verdict(sent("tex", "text")).genuine);
    CHECK_FALSE(verdict(sent("text", "text")).genuine);
}

TEST_CASE("vonage: a signature counts in either case, and for its time only",
          "[provider][vonage][verify]") {
    auto upper = signed_form({{"text", "x"}, {"timestamp", "1773500966"}});
    const auto at = upper.body.find("sig=") + 4;
    std::ranges::transform(upper.body.begin() + static_cast<long>(at), upper.body.end(),
                           upper.body.begin() + static_cast<long>(at),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    CHECK(verdict(upper).genuine);

    const auto sent = [](const std::string& timestamp) {
        return signed_form({{"text", "x"}, {"timestamp", timestamp}});
    };
    using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
    const auto good = sent("1773500966");
    CHECK(verdict(good, test::recorded_at + hours(73)).genuine);
    CHECK_FALSE(verdict(good, test::recorded_at + hours(73) + seconds(1)).genuine);
    CHECK(verdict(good, test::recorded_at - minutes(5)).genuine);
    CHECK_FALSE(verdict(good, test::recorded_at - minutes(5) - seconds(1)).genuine);
    for (const auto* timestamp :
         {"", "now", "1773500966.5", " 1773500966", "9223372036854775807",
          "-9223372036854775808", "99999999999999999999"}) {
        INFO(timestamp);
        CHECK_FALSE(verdict(sent(timestamp)).genuine);
    }
    CHECK_FALSE(verdict(signed_form({{"text", "x"}})).genuine);
}

TEST_CASE("vonage: what the signature does not cover is refused",
          "[provider][vonage][verify]") {
    const auto vectors = test::fixture("webhook-signatures-vonage.json");
    auto get = test::recorded_webhook(vectors.at(0));
    const auto vonage = vonage_with(test::vonage_signature_secret, VonageSignature::md5hash);
    REQUIRE(get.method == "GET");
    REQUIRE(vonage->verify(get, test::recorded_at).genuine);
    get.body = "text=STOP";
    CHECK_FALSE(vonage->verify(get, test::recorded_at).genuine);
    get.body.clear();
    get.method = "PUT";
    CHECK_FALSE(vonage->verify(get, test::recorded_at).genuine);

    auto form = signed_form({{"text", "x"}, {"timestamp", "1773500966"}});
    for (const auto* type : {"application/json", "text/plain", "multipart/form-data", ""}) {
        form.headers = {{"content-type", type}};
        CHECK_FALSE(verdict(form).genuine);
    }
    form.headers = {};
    CHECK_FALSE(verdict(form).genuine);
}

TEST_CASE("vonage: a callback of the Messages API without its token says what may be wrong",
          "[provider][vonage][verify]") {
    WebhookRequest bare{"POST",
                        "https://sms.example.com/hook",
                        {{"content-type", "application/json"}},
                        R"({"message_uuid":"x","status":"delivered"})"};
    auto seen = verdict(bare);
    CHECK_FALSE(seen.genuine);
    CHECK(seen.scheme == "vonage-messages-jwt");
    CHECK(seen.why.find("CGIPassAuth") != std::string::npos);
    bare.headers.emplace_back("authorization", "Basic eDp5");
    CHECK(verdict(bare).why.find("bearer") != std::string::npos);
    bare.headers.emplace_back("authorization", "Bearer x");
    CHECK_FALSE(verdict(bare).genuine);
}

TEST_CASE("vonage: a token is for this account, this body, this time and this algorithm",
          "[provider][vonage][verify]") {
    const std::string good = R"("iat":1773500966,"iss":"Vonage","api_key":"abcd1234")";
    const auto genuine = [](const std::string& jwt) {
        return verdict(with_token(jwt)).genuine;
    };
    CHECK(genuine(token(claims("{}", good))));
    CHECK(genuine(token(claims("{}", good + R"(,"nbf":1773500966,"exp":1773500967)"))));
    for (const auto* more :
         {R"("iat":1773500966,"iss":"Vonage","api_key":"other123")",
          R"("iat":1773500966,"iss":"Vonage")",
          R"("iat":1773500966,"iss":"Nexmo","api_key":"abcd1234")",
          R"("iat":1773500966,"api_key":"abcd1234")",
          R"("iat":"1773500966","iss":"Vonage","api_key":"abcd1234")",
          R"("iat":9223372036854775807,"iss":"Vonage","api_key":"abcd1234")",
          R"("iat":-9223372036854775808,"iss":"Vonage","api_key":"abcd1234")",
          R"("iat":1773500966,"iss":"Vonage","api_key":"abcd1234","nbf":1773501267)",
          R"("iat":1773500966,"iss":"Vonage","api_key":"abcd1234","nbf":"now")",
          R"("iat":1773500966,"iss":"Vonage","api_key":"abcd1234","exp":null)"}) {
        INFO(more);
        CHECK_FALSE(genuine(token(claims("{}", more))));
    }
    CHECK_FALSE(genuine(token(claims("{ }", good))));
    CHECK_FALSE(genuine(token(claims("{}", good), R"({"alg":"none"})")));
    CHECK_FALSE(genuine(token(claims("{}", good), R"({"alg":["HS256"]})")));
    CHECK_FALSE(genuine(token(claims("{}", good), "junk")));
    CHECK_FALSE(genuine(token(claims("{}", good)) + ".x"));
    CHECK_FALSE(genuine(token(claims("{}", good), R"({"alg":"HS256"})", "other")));
    CHECK_FALSE(genuine(token("[]")));

    const auto webhook = with_token(token(claims("{}", good)));
    using std::chrono::hours, std::chrono::seconds;
    CHECK(verdict(webhook, test::recorded_at + hours(25)).genuine);
    CHECK_FALSE(verdict(webhook, test::recorded_at + hours(25) + seconds(1)).genuine);
    CHECK(verdict(webhook, test::recorded_at - seconds(300)).genuine);
    CHECK_FALSE(verdict(webhook, test::recorded_at - seconds(301)).genuine);
    auto form = webhook;
    form.headers[0].second = "application/x-www-form-urlencoded";
    CHECK_FALSE(verdict(form).genuine);
}

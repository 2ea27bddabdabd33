#include "core/provider/sns_webhook.hpp"
#include "sns_rig.hpp"
#include "support/catch.hpp"

#include <set>

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

const std::string topic = "arn:aws:sns:us-east-1:123456789012:bkx-inbound";

/// The vectors are older than their certificate.
sns::Trust trust() {
    sns::Trust out;
    out.topics = {"arn:aws:sns:us-east-1:123456789012:other", topic};
    out.max_age = std::chrono::days(300);
    return out;
}

json::Value vector_of(const std::string& name) {
    static const auto vectors = test::fixture("webhook-signatures-aws_sns.json");
    for (std::size_t i = 0; i < vectors.size(); ++i)
        if (vectors.at(i).text("name") == name) return vectors.at(i);
    throw std::runtime_error("no vector " + name);
}

Verdict judged(const std::string& name, const sns::Trust& trusted = trust(),
               TimePoint now = test::certified_at) {
    const auto vector = vector_of(name);
    return sns::verify(test::recorded_webhook(vector), vector.text("cert_pem"), trusted, now);
}

} // namespace

TEST_CASE("sns: every recorded webhook is judged as it should be", "[provider][sns][verify]") {
    const auto vectors = test::fixture("webhook-signatures-aws_sns.json");
    REQUIRE(vectors.size() == 84);
    std::multiset<std::string> accepted;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        INFO(vector.text("name"));
        const auto verdict = sns::verify(test::recorded_webhook(vector),
                                         vector.text("cert_pem"), trust(), test::certified_at);
        CHECK(verdict.genuine == vector["accept"].boolean());
        CHECK(verdict.why.empty() == verdict.genuine);
        CHECK(verdict.scheme.starts_with("sns"));
        if (!verdict.genuine) continue;
        CHECK(verdict.scheme == vector.text("scheme"));
        accepted.insert(verdict.scheme);
    }
    CHECK(accepted.count("sns-v1-rsa-sha1") >= 10);
    CHECK(accepted.count("sns-v2-rsa-sha256") >= 10);
}

TEST_CASE("sns: a genuine message of a topic that is not ours does not count",
          "[provider][sns][verify]") {
    CHECK(judged("notification_plain_v2").genuine);
    auto other = trust();
    other.topics = {topic + "2", topic.substr(1), ""};
    const auto refused = judged("notification_plain_v2", other);
    CHECK_FALSE(refused.genuine);
    CHECK(refused.why.find("topic") != std::string::npos);
    other.topics.clear();
    CHECK_FALSE(judged("notification_plain_v2", other).genuine);
}

TEST_CASE("sns: a message is believed while it is new and its certificate valid",
          "[provider][sns][verify]") {
    const auto sent_at = parse_rfc3339("2026-03-14T15:09:26.535Z").value();
    auto strict = trust();
    strict.max_age = std::chrono::ceil<std::chrono::seconds>(test::certified_at - sent_at);
    CHECK(judged("notification_plain_v2", strict).genuine);
    strict.max_age -= std::chrono::seconds(1);
    const auto old = judged("notification_plain_v2", strict);
    CHECK_FALSE(old.genuine);
    CHECK(old.why.find("old") != std::string::npos);
    CHECK(sns::Trust().max_age > std::chrono::hours(1)); // as long as SNS goes on trying

    // Issued at 17:00:10 that day, for twenty years.
    const auto issued = parse_rfc3339("2026-11-22T17:00:10Z").value();
    CHECK(judged("notification_plain_v2", trust(), issued).genuine);
    CHECK_FALSE(
        judged("notification_plain_v2", trust(), issued - std::chrono::seconds(1)).genuine);
    auto patient = trust();
    patient.max_age = std::chrono::days(20'000);
    CHECK(
        judged("notification_plain_v2", patient, parse_rfc3339("2046-11-17T00:00:00Z").value())
            .genuine);
    CHECK_FALSE(
        judged("notification_plain_v2", patient, parse_rfc3339("2046-11-18T00:00:00Z").value())
            .genuine);
}

TEST_CASE("sns: SHA-1 may be refused", "[provider][sns][verify]") {
    auto strict = trust();
    strict.sha1 = false;
    CHECK(judged("notification_plain_v1").genuine);
    CHECK_FALSE(judged("notification_plain_v1", strict).genuine);
    CHECK(judged("notification_plain_v2", strict).genuine);
}

TEST_CASE("sns: only a POST is judged, and only with a certificate",
          "[provider][sns][verify]") {
    const auto vector = vector_of("notification_plain_v2");
    auto webhook = test::recorded_webhook(vector);
    const auto judge = [&](std::string_view pem) {
        return sns::verify(webhook, pem, trust(), test::certified_at).genuine;
    };
    CHECK(judge(vector.text("cert_pem")));
    for (const auto* pem : {"", "x", "-----BEGIN CERTIFICATE-----\n"}) CHECK_FALSE(judge(pem));
    webhook.method = "GET";
    CHECK_FALSE(judge(vector.text("cert_pem")));
}

TEST_CASE("sns: the provider alone calls nothing genuine", "[provider][sns][verify]") {
    const auto webhook = test::recorded_webhook(vector_of("notification_plain_v2"));
    const auto verdict = test::sns()->verify(webhook, test::certified_at);
    CHECK_FALSE(verdict.genuine);
    CHECK(verdict.why.find("certificate") != std::string::npos);
    CHECK(sns::certificate_url(webhook) ==
          "https://sns.us-east-1.amazonaws.com/"
          "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem");
}

TEST_CASE("sns: a certificate is fetched from AWS's own host or not at all",
          "[provider][sns][verify]") {
    using namespace std::string_literals;
    for (const auto* url : {"https://sns.us-east-1.amazonaws.com/x.pem",
                            "https://sns.cn-north-1.amazonaws.com.cn/x.pem",
                            "https://sns.us-gov-west-1.amazonaws.com/S-0_a.b.pem"})
        CHECK(sns::is_certificate_url(url));
    for (const auto& url : {
             ""s,
             "http://sns.us-east-1.amazonaws.com/x.pem"s,
             "HTTPS://sns.us-east-1.amazonaws.com/x.pem"s,
             "https://SNS.us-east-1.amazonaws.com/x.pem"s,
             "https://sns.us-east-1.amazonaws.com:443/x.pem"s,
             "https://sns.us-east-1.amazonaws.com:8443/x.pem"s,
             "https://u@sns.us-east-1.amazonaws.com/x.pem"s,
             "https://u:p@sns.us-east-1.amazonaws.com/x.pem"s,
             "https://sns.us-east-1.amazonaws.com@evil.example/x.pem"s,
             "https://sns.us-east-1.amazonaws.com.evil.example/x.pem"s,
             "https://sns.us-east-1.amazonaws.com.cn.evil.example/x.pem"s,
             "https://sns.evil.example/.amazonaws.com/x.pem"s,
             "https://sns.a/b.amazonaws.com/x.pem"s,
             "https://sns.us-east-1.amazonaws.co/x.pem"s,
             "https://sns.us-east-1.amazonaws.com./x.pem"s,
             "https://sns.us-east-1.amazonaws.com/"s,
             "https://sns.us-east-1.amazonaws.com/.pem"s,
             "https://sns.us-east-1.amazonaws.com/x.PEM"s,
             "https://sns.us-east-1.amazonaws.com/x.pem?y"s,
             "https://sns.us-east-1.amazonaws.com/?x.pem"s,
             "https://sns.us-east-1.amazonaws.com/x#.pem"s,
             "https://sns.us-east-1.amazonaws.com/a/x.pem"s,
             "https://sns.us-east-1.amazonaws.com/../x.pem"s,
             "https://sns.us-east-1.amazonaws.com//x.pem"s,
             "https://sns.us-east-1.amazonaws.com\\x.pem"s,
             "https://sns.us-east-1.amazonaws.com/x\\.pem"s,
             "https://sns.us-east-1.amazonaws.com/x%2e.pem"s,
             "https://sns.us-east-1.amazonaws.com/x\0.pem"s,
             "https://sns.us-east-1.amazonaws.com/x\r\n.pem"s,
             " https://sns.us-east-1.amazonaws.com/x.pem"s,
             "https://sns.us-east-1.amazonaws.com/x.pem "s,
             "https://sns.us-east-1.amazonaws.com/x.pem\n"s,
             "https://sns.amazonaws.com/x.pem"s,
             "https://sns..amazonaws.com/x.pem"s,
             "https://sns.us.amazonaws.com/x.pem"s,
             "https://snsXus-east-1.amazonaws.com/x.pem"s,
             "https://s3.us-east-1.amazonaws.com/x.pem"s,
             "https://sns.us-e\xD0\xB0st-1.amazonaws.com/x.pem"s,
             "file:///x.pem"s,
         }) {
        INFO(url);
        CHECK_FALSE(sns::is_certificate_url(url));
    }
    for (const auto* body :
         {"", "[]", "{}", R"({"SigningCertURL":7})",
          R"({"SigningCertURL":"https://evil.example/x.pem"})",
          R"({"SigningCertUrl":"https://sns.us-east-1.amazonaws.com/x.pem"})"}) {
        CHECK_FALSE(sns::certificate_url({"POST", "", {}, body}));
    }
}

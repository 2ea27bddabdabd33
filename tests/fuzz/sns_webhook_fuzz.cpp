#include "core/base/json.hpp"
#include "core/provider/form.hpp"
#include "core/provider/sns.hpp"
#include "core/provider/sns_webhook.hpp"
#include "provider_fuzz.hpp"

#include <fstream>
#include <iterator>
#include <set>

using namespace bkxsms;
using namespace bkxsms::provider;
using fuzz::require;

namespace {

const auto now = parse_rfc3339("2026-11-22T18:00:00Z").value();

std::string fixture() {
    std::ifstream file(BKXSMS_SOURCE_DIR "/tests/fixtures/webhook-signatures-aws_sns.json",
                       std::ios::binary);
    require(file.good(), "the fixtures are there");
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What a message says where its signature covers it.
std::string content_of(const json::Value& message) {
    const bool notifies = message.text("Type") == "Notification";
    std::string out;
    for (const auto* field : {"Message", "MessageId", "Timestamp", "TopicArn", "Type"})
        out += message.text(field) + '\0';
    for (const auto* field : {notifies ? "Subject" : "SubscribeURL", notifies ? "" : "Token"})
        out += message.text(field) + '\0';
    return out;
}

/// The certificate of the fixtures, and all that was ever signed with its key.
struct Signed {
    std::string certificate;
    std::set<std::string> contents;

    Signed() {
        const auto vectors = json::parse(fixture());
        for (std::size_t i = 0; i < vectors.size(); ++i) {
            const auto vector = vectors.at(i);
            if (!vector["accept"].boolean().value_or(false)) continue;
            certificate = vector.text("cert_pem");
            contents.insert(content_of(json::parse(vector.text("body"))));
        }
        require(!certificate.empty(), "there is a certificate");
    }
};

void check_certificate_url(const std::string& url) {
    require(sns::is_certificate_url(url), "only a place of AWS's is named");
    const auto parts = cut_url(url);
    require(parts.scheme == "https://" && parts.userinfo.empty() && parts.port.empty() &&
                parts.query.empty() && parts.fragment.empty(),
            "a certificate's address is plain");
    require(parts.host.ends_with(".amazonaws.com") || parts.host.ends_with(".amazonaws.com.cn"),
            "a certificate is AWS's");
}

} // namespace

/// Method, content type (a line each); the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Signed genuine;
    static const auto provider = make_sns({});
    fuzz::Input input(data, size);
    WebhookRequest webhook;
    webhook.url = "https://sms.example.com/hook/aws/status";
    webhook.method = input.line();
    webhook.headers.emplace_back("content-type", input.line());
    webhook.body = input.rest();

    if (const auto url = sns::certificate_url(webhook)) check_certificate_url(*url);
    sns::Trust trust;
    trust.topics = {"arn:aws:sns:us-east-1:123456789012:bkx-inbound"};
    trust.max_age = std::chrono::days(10'000); // the fixtures' times differ
    const auto verdict = sns::verify(webhook, genuine.certificate, trust, now);
    if (verdict.genuine) {
        const auto message = json::parse(webhook.body);
        require(genuine.contents.contains(content_of(message)),
                "what nobody signed is refused");
    } else {
        fuzz::check_refused(verdict, "refused");
    }
    fuzz::check_refused(sns::verify(webhook, genuine.certificate, {}, now),
                        "no topic is trusted unless it is named");
    fuzz::check_refused(provider->verify(webhook, now), "without a certificate nothing is");
    fuzz::check_reading(*provider, webhook);
    fuzz::refusal(Fault::data, [&] { sns::read_confirmation(webhook); });
    return 0;
}

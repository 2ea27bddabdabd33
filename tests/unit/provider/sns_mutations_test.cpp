#include "core/base/encode.hpp"
#include "core/provider/sns_webhook.hpp"
#include "sns_rig.hpp"
#include "support/catch.hpp"

#include <map>
#include <random>

// What of a webhook is signed is worked out here once more, from the vectors' own text, and
// compared with what the adapter says of 10,000 changed webhooks.

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

struct Genuine {
    WebhookRequest webhook;
    std::string certificate;
    std::string content; ///< the vector's string_to_sign
};

std::vector<Genuine> genuine_webhooks() {
    std::vector<Genuine> out;
    const auto vectors = test::fixture("webhook-signatures-aws_sns.json");
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        if (vector["accept"].boolean() != true) continue;
        out.push_back({test::recorded_webhook(vector), vector.text("cert_pem"),
                       vector.text("string_to_sign")});
    }
    return out;
}

/// What `body` would be signed as; "" if it is no message.
std::string content_of(std::string_view body) {
    const auto message = json::try_parse(body);
    if (!message || !message->is_object()) return {};
    const auto type = (*message)["Type"].string().value_or("");
    const bool is_notification = type == "Notification";
    std::string out;
    for (const auto* field : {"Message", "MessageId", "Subject", "SubscribeURL", "Timestamp",
                              "Token", "TopicArn", "Type"}) {
        const std::string_view name = field;
        if (is_notification ? name == "SubscribeURL" || name == "Token" : name == "Subject")
            continue;
        const auto value = (*message)[name];
        if (!value.present() && name == "Subject") continue;
        if (!value.string()) return {};
        out += std::string(name) + '\n' + *value.string() + '\n';
    }
    return out;
}

} // namespace

TEST_CASE("sns: of 10,000 changed webhooks, those with other signed content are refused",
          "[provider][sns][verify]") {
    const auto originals = genuine_webhooks();
    REQUIRE(originals.size() > 20);
    sns::Trust trust;
    trust.topics = {"arn:aws:sns:us-east-1:123456789012:bkx-inbound"};
    trust.max_age = std::chrono::days(300);

    std::mt19937_64 random(20261122);
    const auto below = [&random](std::size_t n) {
        return static_cast<std::size_t>(random() % n);
    };
    std::map<std::string, int> refused;
    std::map<std::string, int> accepted;
    for (int round = 0; round < 10'000; ++round) {
        auto mutant = originals[below(originals.size())];
        auto& body = mutant.webhook.body;
        const auto signature = json::parse(body).text("Signature");
        const auto version = json::parse(body).text("SignatureVersion");
        const char* place = "body";
        auto from = std::size_t{0};
        auto size = body.size();
        switch (below(3)) {
        case 0:
            place = "signature";
            from = body.find(signature);
            size = signature.size();
            break;
        case 1: // where most of the bytes count
            place = "content";
            from = body.find('{');
            size = body.find("\"Signature");
            break;
        default:
            break;
        }
        auto& byte = body[from + below(size)];
        const auto flip =
            below(2) == 0 ? 1U << below(8) : 1U + static_cast<unsigned>(below(255));
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ flip);

        const auto changed = json::try_parse(body).value_or(json::Value{});
        const bool same = content_of(body) == mutant.content &&
                          changed.text("Signature") == signature &&
                          changed["SignatureVersion"].string() == version &&
                          sns::certificate_url(mutant.webhook).has_value();
        const auto verdict =
            sns::verify(mutant.webhook, mutant.certificate, trust, test::certified_at);
        ++(verdict.genuine ? accepted : refused)[place];
        if (verdict.genuine != same) {
            INFO(round << ' ' << place << ' ' << verdict.why << '\n' << body);
            CHECK(verdict.genuine == same);
        }
    }
    CHECK(refused["signature"] > 3'000);
    CHECK(accepted["signature"] == 0);
    CHECK(refused["content"] > 2'000);
    // White space, unsigned members and letters of the certificate's name may change.
    CHECK(accepted["body"] > 100);
    CHECK(refused["body"] > 1'000);
}

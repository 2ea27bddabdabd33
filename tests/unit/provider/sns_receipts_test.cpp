#include "core/base/error.hpp"
#include "core/provider/sns_webhook.hpp"
#include "sns_rig.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"

#include <fmt/format.h>

#include <set>

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

WebhookRequest notification(std::string_view message) {
    json::Writer body;
    body.begin_object()
        .key("Type")
        .string("Notification")
        .key("MessageId")
        .string("0b5e5c1a-7d0e-5f3a-9c11-000000000001")
        .key("Message")
        .string(message)
        .end_object();
    return {"POST",
            "https://sms.example.com/hook",
            {{"content-type", "text/plain; charset=UTF-8"}},
            body.str()};
}

std::string event(std::string_view type, std::string_view more = "") {
    return fmt::format(R"({{"eventType":"{}","isFinal":true,"messageId":"{}",)"
                       R"("messageStatusDescription":"Words of AWS",)"
                       R"("eventTimestamp":1773500967000{}}})",
                       type, provider::test::sns_message_id, more);
}

std::vector<Receipt> receipts(std::string_view message) {
    return provider::test::sns()->read_receipts(notification(message));
}

Receipt only_receipt(std::string_view message) {
    const auto all = receipts(message);
    REQUIRE(all.size() == 1);
    return all[0];
}

} // namespace

TEST_CASE("sns: an event of a text has all that it tells", "[provider][sns][receipts]") {
    const auto receipt = only_receipt(
        event("TEXT_DELIVERED", R"(,"totalMessageParts":2,"totalMessagePrice":0.0129,)"
                                R"("totalCarrierFee":0.006,"mcc":"310","context":{"a":"b"})"));
    CHECK(receipt.provider_message_id == provider::test::sns_message_id);
    CHECK(receipt.progress == Progress::delivered);
    CHECK(receipt.provider_status == "TEXT_DELIVERED");
    CHECK(receipt.segments == 2);
    CHECK(receipt.price == Money{18'900'000, "USD"});
    CHECK(format_rfc3339(receipt.happened_at.value()) == "2026-03-14T15:09:27Z");
    CHECK_FALSE(receipt.failure);
}

TEST_CASE("sns: every event has its progress, and a new one moves nothing",
          "[provider][sns][receipts]") {
    struct Row {
        std::string_view type;
        Progress progress;
        std::optional<Category> category;
        Remedy remedy;
    };
    const auto none = Remedy::none;
    const Row rows[] = {
        {"TEXT_QUEUED", Progress::queued, {}, none},
        {"TEXT_PENDING", Progress::queued, {}, none},
        {"TEXT_SENT", Progress::sent, {}, none},
        {"TEXT_SUCCESSFUL", Progress::sent, {}, none},
        {"TEXT_DELIVERED", Progress::delivered, {}, none},
        {"TEXT_UNKNOWN", Progress::sent, {}, none},
        {"TEXT_BLOCKED", Progress::undelivered, Category::blocked, none},
        {"TEXT_CARRIER_BLOCKED", Progress::undelivered, Category::blocked, none},
        {"TEXT_CARRIER_UNREACHABLE", Progress::undelivered, Category::provider_error,
         Remedy::later},
        {"TEXT_INVALID", Progress::undelivered, Category::invalid_destination, none},
        {"TEXT_INVALID_MESSAGE", Progress::failed, Category::invalid_request, none},
        {"TEXT_PROTECT_BLOCKED", Progress::failed, Category::permission, Remedy::fix},
        {"TEXT_SPAM", Progress::undelivered, Category::filtered, none},
        {"TEXT_TTL_EXPIRED", Progress::undelivered, Category::expired, Remedy::later},
        {"TEXT_UNREACHABLE", Progress::undelivered, Category::unreachable, Remedy::later},
        {"TEXT_TELEPORTED", Progress::queued, {}, none},
    };
    std::set<std::string_view> tested;
    std::set<std::string> keys;
    for (const auto& row : rows) {
        INFO(row.type);
        tested.insert(row.type);
        const auto receipt = only_receipt(event(row.type));
        CHECK(receipt.progress == row.progress);
        CHECK(receipt.provider_status == row.type);
        REQUIRE(receipt.failure.has_value() == row.category.has_value());
        if (receipt.failure) {
            CHECK(receipt.failure->category == *row.category);
            CHECK(receipt.failure->remedy == row.remedy);
            CHECK(receipt.failure->code == row.type);
            CHECK(receipt.failure->why == "Words of AWS");
        }
        CHECK(keys.insert(receipt.event_key).second);
        CHECK(only_receipt(event(row.type)).event_key == receipt.event_key);
    }
    for (const auto& meaning : sns_codes())
        if (meaning.code.starts_with("TEXT_")) CHECK(tested.contains(meaning.code));
}

TEST_CASE("sns: an entry of a delivery log that is forwarded is a report",
          "[provider][sns][receipts]") {
    const auto receipt = only_receipt(fmt::format(
        R"({{"notification":{{"messageId":"{}","timestamp":"2016-06-28 00:40:34.559"}},)"
        R"("delivery":{{"mnc":0,"numberOfMessageParts":1,"destination":"+15005550123",)"
        R"("priceInUSD":0.00645,"providerResponse":"Unknown error attempting to reach phone"}},)"
        R"("status":"FAILURE"}})",
        provider::test::sns_message_id));
    CHECK(receipt.progress == Progress::undelivered);
    CHECK(receipt.failure->category == Category::unknown);
    CHECK(receipt.failure->remedy == Remedy::none); // it may have arrived
    CHECK(receipt.price == Money{6'450'000, "USD"});
}

TEST_CASE("sns: other messages of a topic carry no report", "[provider][sns][receipts]") {
    for (
        const auto* message :
        {"Hello world!", "", "{}", "[]", "7", "null", R"({"eventType":"TEXT_DELIVERED"})",
         R"({"eventType":"TEXT_DELIVERED","messageId":"1"})",
         R"({"eventType":"VOICE_COMPLETED","messageId":"94f20ce6-13c5-43a0-9a9e-ca52d816e90b"})",
         R"({"originationNumber":"+14255550100","destinationNumber":"+12125550100",)"
         R"("messageKeyword":"JOIN","messageBody":"YES","inboundMessageId":"cae173d2"})"}) {
        INFO(message);
        CHECK(receipts(message).empty());
    }
    const auto vectors = provider::test::fixture("webhook-signatures-aws_sns.json");
    for (std::size_t i = 0; i < vectors.size(); ++i)
        if (vectors.at(i)["accept"].boolean() == true)
            CHECK(sns::read_receipts(provider::test::recorded_webhook(vectors.at(i))).empty());
}

TEST_CASE("sns: what is no message of a topic is an error of the data",
          "[provider][sns][receipts]") {
    for (const auto* body : {"", "x", "{}", "[]", R"({"Type":"Other"})", R"({"Type":7})",
                             R"({"eventType":"TEXT_DELIVERED"})",
                             R"({"Type":"Notification","Type":"Notification"})"}) {
        INFO(body);
        const WebhookRequest webhook{"POST", "https://h/", {}, body};
        CHECK(bkxsms::test::fault_of([&] { sns::read_receipts(webhook); }) == Fault::data);
        CHECK(bkxsms::test::fault_of([&] { sns::read_confirmation(webhook); }) == Fault::data);
    }
}

TEST_CASE("sns: a new subscription brings the token it is confirmed with",
          "[provider][sns][receipts]") {
    const auto vectors = provider::test::fixture("webhook-signatures-aws_sns.json");
    int confirmations = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        if (vector["accept"].boolean() != true) continue;
        INFO(vector.text("name"));
        const auto found = sns::read_confirmation(provider::test::recorded_webhook(vector));
        const bool is_one = vector.text("name").starts_with("subscription_confirmation");
        CHECK(found.has_value() == is_one);
        if (!found) continue;
        ++confirmations;
        CHECK(found->topic == "arn:aws:sns:us-east-1:123456789012:bkx-inbound");
        CHECK_FALSE(found->token.empty());
    }
    CHECK(confirmations == 4);
}

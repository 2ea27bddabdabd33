#include "core/sandbox/aws/logs.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/aws_rig.hpp"

#include <set>
#include <string>
#include <thread>

using namespace bkxsms;
using test::AwsRig, test::element;

namespace {

constexpr const char* successes = "sns/us-east-1/123456789012/DirectPublishToPhoneNumber";
constexpr const char* failures =
    "sns/us-east-1/123456789012/DirectPublishToPhoneNumber/Failure";
constexpr const char* at_once = R"({"delivery":{"sent_ms":0,"done_ms":0}})";

test::Reply filter(const AwsRig& rig, const std::string& group, const std::string& more = "") {
    return rig.call({.body = R"({"logGroupName":")" + group + '"' + more + '}',
                     .service = "logs",
                     .target = "Logs_20140328.FilterLogEvents"});
}

std::string by_id(const std::string& id) {
    return R"(,"filterPattern":"{ $.notification.messageId = \")" + id + R"(\" }")";
}

/// The event's own JSON, which is a string inside JSON.
json::Value event(const test::Reply& reply, std::size_t index = 0) {
    return json::parse(reply.json()["events"].at(index).text("message"));
}

} // namespace

TEST_CASE("sandbox: the delivery log has a success as AWS writes it", "[sandbox][aws]") {
    AwsRig rig(at_once);
    const auto id = element(rig.publish().body, "MessageId");
    rig.publish({}, "+447700900000");
    const auto page = filter(rig, successes, by_id(id));
    REQUIRE(page.status == 200);
    REQUIRE(page.json()["events"].size() == 1);
    CHECK(page.json()["events"].at(0)["eventId"].string().value().size() == 56);
    CHECK_FALSE(page.json()["nextToken"].present());
    const auto log = event(page);
    CHECK(log["notification"].text("messageId") == id);
    CHECK(log["notification"].text("timestamp").size() == 23);
    CHECK(log.text("status") == "SUCCESS");
    CHECK(log["delivery"].text("destination") == "+15005550123");
    CHECK(log["delivery"]["priceInUSD"].number_text() == "0.0075");
    CHECK(log["delivery"].text("smsType") == "Promotional");
    CHECK(log["delivery"]["numberOfMessageParts"].integer() == 1);

    const auto by_number = filter(
        rig, successes, R"(,"filterPattern":"{ $.delivery.destination = \"+447700900000\" }")");
    CHECK(by_number.json()["events"].size() == 1);
    CHECK(filter(rig, successes).json()["events"].size() == 2);
    CHECK(filter(rig, successes, R"(,"endTime":1000)").json()["events"].size() == 0);
    CHECK(filter(rig, successes, R"(,"limit":1)").json()["events"].size() == 1);
}

TEST_CASE("sandbox: what SNS accepts and never sends is in the failures' log",
          "[sandbox][aws]") {
    AwsRig rig(at_once, [](auto& account) { account.opted_out = {"+15005550004"}; });
    const auto opted_out = rig.publish({}, "+15005550004");
    CHECK(opted_out.status == 200); // accepted all the same
    const auto dear = rig.publish({{"MessageAttributes.entry.1.Name", "AWS.SNS.SMS.MaxPrice"},
                                   {"MessageAttributes.entry.1.Value.DataType", "Number"},
                                   {"MessageAttributes.entry.1.Value.StringValue", "0.001"}});
    CHECK(dear.status == 200);
    const auto page = filter(rig, failures);
    REQUIRE(page.json()["events"].size() == 2);
    CHECK(event(page, 0).text("status") == "FAILURE");
    CHECK(event(page, 0)["delivery"].text("providerResponse") == "Phone number is opted out");
    CHECK(event(page, 1)["delivery"].text("providerResponse") ==
          "This delivery would exceed max price");
    CHECK(filter(rig, successes).status == 400); // nothing there yet
}

TEST_CASE("sandbox: each fate has its entry in the log, or none", "[sandbox][aws]") {
    struct Row {
        const char* delivery;
        const char* group;
        const char* response;
    };
    const auto row = GENERATE(values<Row>({
        {R"("fate":"undelivered")", failures, "Phone is currently unreachable/unavailable"},
        {R"("fate":"failed")", failures, "Unknown error attempting to reach phone"},
        {R"("fate":"undelivered","error_code":"Blocked as spam by phone carrier")", failures,
         "Blocked as spam by phone carrier"},
        {R"("fate":"sent")", nullptr, ""},
        {R"("done_ms":60000)", nullptr, ""},
        {R"("listed_ms":60000)", nullptr, ""},
    }));
    INFO(row.delivery);
    AwsRig rig(R"({"delivery":{"sent_ms":0,"done_ms":0},"rules":[{"do":{"delivery":{)" +
               std::string(row.delivery) + "}}}]}");
    rig.publish();
    if (row.group) {
        CHECK(event(filter(rig, row.group))["delivery"].text("providerResponse") ==
              row.response);
    } else {
        for (const auto* group : {successes, failures}) {
            const auto missing = filter(rig, group);
            CHECK(missing.status == 400);
            CHECK(missing.body == R"({"__type":"ResourceNotFoundException",)"
                                  R"("message":"The specified log group does not exist."})");
        }
    }
}

TEST_CASE("sandbox: without a role there is no log, without samples no success",
          "[sandbox][aws]") {
    struct Row {
        const char* name;
        const char* value;
    };
    const auto row = GENERATE(values<Row>(
        {{"DeliveryStatusIAMRole", ""}, {"DeliveryStatusSuccessSamplingRate", "0"}}));
    AwsRig rig(at_once, [&](auto& account) {
        for (auto& attribute : account.attributes)
            if (attribute.first == row.name) attribute.second = row.value;
    });
    rig.publish();
    CHECK(filter(rig, successes).status == 400);
}

TEST_CASE("sandbox: an empty page of the log with a token is not the end", "[sandbox][aws]") {
    AwsRig rig(at_once);
    std::string last;
    for (int i = 0; i < 130; ++i) last = element(rig.publish().body, "MessageId");
    const auto first = filter(rig, successes, by_id(last)).json();
    CHECK(first["events"].size() == 0);
    REQUIRE(first["nextToken"].is_string());
    const auto second =
        filter(rig, successes,
               by_id(last) + R"(,"nextToken":")" + first.text("nextToken") + '"')
            .json();
    CHECK(second["events"].size() == 1);
    CHECK_FALSE(second["nextToken"].present());
}

TEST_CASE("sandbox: patterns of the log that are understood", "[sandbox][aws]") {
    const auto terms = [](const char* text) {
        const auto pattern = sandbox::read_aws_pattern(text);
        return pattern ? static_cast<int>(pattern->terms.size()) : -1;
    };
    CHECK(terms("") == 0);
    CHECK(terms(R"({ $.notification.messageId = "a" })") == 1);
    CHECK(terms(R"({$.notification.messageId="a"||$.notification.messageId = "b"})") == 2);
    CHECK(terms(R"({ $.delivery.destination = "+1" })") == 1);
    CHECK(terms(R"({ $.status = "FAILURE" })") == -1);
    CHECK(terms(R"({ $.delivery.destination = +1 })") == -1);
    CHECK(terms("FAILURE") == -1);
    CHECK(terms("{ }") == -1);
}

TEST_CASE("sandbox: the month's costs are a metric", "[sandbox][aws]") {
    AwsRig rig(R"({"delivery":{"sent_ms":0,"done_ms":0,"priced_ms":0,"price":"0.25"}})");
    const auto spent = [&] {
        return rig
            .call({.body = R"({"Namespace":"AWS/SNS","MetricName":"SMSMonthToDateSpentUSD"})",
                   .service = "monitoring",
                   .target = "GraniteServiceVersion20100801.GetMetricStatistics"})
            .json();
    };
    CHECK(spent()["Datapoints"].size() == 0);
    rig.publish();
    rig.publish({{"Message", std::string(161, 'x')}});
    CHECK(spent()["Datapoints"].at(0)["Maximum"].number_text() == "0.75");
}

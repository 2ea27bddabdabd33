#include "core/provider/form.hpp"
#include "sns_rig.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <map>
#include <set>

// The requests that AWS's own SDK puts on the wire, built again from what they say. A recorded
// request applies if it is one of the things that we do. Those that are not:
// - publish_india_dlt: template ids are registered per text, and no text of ours carries one.
// - publish_all_attributes: a sender id and an origination number; a message has one sender.
// - publish_to_topic, list_opted_out_*, opt_in, *_sms_attributes, *_sandbox_*, subscribe_*,
//   confirm_*, unsubscribe, set_topic_*, cloudwatch_*, sts_*, eum_*: nothing asks for these.
// - logs_*: the fields are compared below, one by one; the times are ours.

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

/// The attributes of a recorded Publish, by name.
std::map<std::string, std::string> attributes_of(const Pairs& form) {
    std::map<std::string, std::string> out;
    for (int i = 1;; ++i) {
        const auto entry = "MessageAttributes.entry." + std::to_string(i) + '.';
        const auto name = only(form, entry + "Name");
        if (!name) return out;
        out[std::string(*name)] = only(form, entry + "Value.StringValue").value();
    }
}

std::string take(std::map<std::string, std::string>* attributes, const std::string& name) {
    const auto node = attributes->extract(name);
    return node.empty() ? "" : node.mapped();
}

SnsAccount account_of(const json::Value& vector) {
    SnsAccount account;
    const auto credentials = vector["credentials"];
    account.access_key_id = credentials.text("access_key");
    account.secret_access_key = security::Secret(credentials.text("secret_key"));
    account.session_token = security::Secret(credentials.text("session_token"));
    account.region = vector.text("region");
    account.sms_type = "";
    account.account_id = "123456789012";
    account.logs_every_message = true;
    return account;
}

std::string_view header(const transport::Request& request, std::string_view name) {
    return only(request.headers, name).value_or("");
}

/// What all requests to AWS have in common with the SDK's.
void check_frame(const transport::Request& request, const json::Value& vector) {
    const auto recorded = vector["request"];
    const auto headers = recorded["headers"];
    CHECK(request.method == recorded.text("method"));
    CHECK(request.url == recorded.text("scheme") + "://" + recorded.text("host") + "/");
    CHECK(header(request, "Content-Type") == headers.text("content-type"));
    CHECK(header(request, "X-Amz-Date") == headers.text("x-amz-date"));
    CHECK(header(request, "X-Amz-Target") == headers.text("x-amz-target"));
    const auto token = headers.text("x-amz-security-token");
    REQUIRE(request.secret_headers.size() == (token.empty() ? 0 : 1));
    if (!token.empty()) CHECK(request.secret_headers[0].second.reveal() == token);
    REQUIRE(request.authorization);
    const auto credential = headers.text("authorization");
    CHECK(request.authorization->reveal().starts_with(
        credential.substr(0, credential.find(", SignedHeaders="))));
}

std::optional<transport::Request> built(const json::Value& vector) {
    const auto form = decode_form(vector["request"].text("body")).value();
    auto account = account_of(vector);
    const auto value = [&form](std::string_view name) {
        return std::string(only(form, name).value_or(""));
    };
    const auto action = value("Action");
    if (action == "Publish" && contains(form, "PhoneNumber")) {
        auto attributes = attributes_of(form);
        account.sms_type = take(&attributes, "AWS.SNS.SMS.SMSType");
        account.max_price = take(&attributes, "AWS.SNS.SMS.MaxPrice");
        const auto sender = take(&attributes, "AWS.SNS.SMS.SenderID");
        const auto number = take(&attributes, "AWS.MM.SMS.OriginationNumber");
        if (!attributes.empty() || (!sender.empty() && !number.empty())) return std::nullopt;
        return make_sns(account)->send_request(
            {value("PhoneNumber"), sender + number, value("Message"), "ref", "https://h/", {}},
            test::recorded_at);
    }
    const auto sns = make_sns(account);
    if (action == "CheckIfPhoneNumberIsOptedOut")
        return sns->number(value("phoneNumber"), test::recorded_at).value().request;
    if (action == "ListOriginationNumbers")
        return sns->own_numbers(test::recorded_at).value().request;
    return std::nullopt;
}

json::Value recorded(const std::string& name) {
    static const auto vectors = test::fixture("requests-aws_sns.json");
    for (std::size_t i = 0; i < vectors.size(); ++i)
        if (vectors.at(i).text("name") == name) return vectors.at(i);
    throw std::runtime_error("nothing recorded as " + name);
}

} // namespace

TEST_CASE("sns: requests are those of AWS's own SDK, byte for byte",
          "[provider][sns][requests]") {
    const auto vectors = test::fixture("requests-aws_sns.json");
    std::set<std::string> reproduced;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        if (vector.text("kind") != "recorded_request" || vector.text("service") != "sns")
            continue;
        INFO(vector.text("name"));
        const auto request = built(vector);
        if (!request) continue;
        reproduced.insert(vector.text("name"));
        check_frame(*request, vector);
        CHECK(request->body == vector["request"].text("body"));
    }
    for (const auto* name :
         {"publish_simple", "publish_unicode", "publish_emoji", "publish_reserved_characters",
          "publish_newlines_tabs", "publish_sender_id", "publish_transactional",
          "publish_max_price", "publish_origination_number", "publish_session_token",
          "publish_session_token_attributes", "publish_region_ap_southeast_1",
          "publish_region_us_gov", "publish_region_cn", "publish_long_1600",
          "check_opted_out_true", "check_opted_out_false", "list_origination_numbers"}) {
        INFO(name);
        CHECK(reproduced.contains(name));
    }
}

TEST_CASE("sns: the logs are asked with the fields that AWS's own SDK sends",
          "[provider][sns][requests]") {
    const auto by_id = recorded("logs_filter_success_by_message_id");
    const auto sns = make_sns(account_of(by_id));
    const auto status = sns->status(test::sns_message_id, test::recorded_at).value();
    check_frame(status.request, by_id);
    const auto ours = json::parse(status.request.body);
    const auto theirs = json::parse(by_id["request"].text("body"));
    CHECK(ours.text("logGroupName") == theirs.text("logGroupName"));
    CHECK(ours.text("filterPattern") == theirs.text("filterPattern"));
    CHECK(ours["startTime"].integer().value() <= theirs["startTime"].integer().value());
    CHECK(ours["endTime"].integer().value() > to_millis(test::recorded_at));
    CHECK(ours.members() == std::vector<std::string>{"logGroupName", "startTime", "endTime",
                                                     "filterPattern", "limit"});

    const auto window = recorded("logs_filter_failure_window");
    const Lost lost{"+15005550123", "ref", test::recorded_at, test::recorded_at};
    const auto failures = sns->look_up(lost, "failure:", test::recorded_at).value();
    check_frame(failures.request, window);
    const auto asked = json::parse(failures.request.body);
    CHECK(asked.text("logGroupName") ==
          json::parse(window["request"].text("body")).text("logGroupName"));
    CHECK(asked.text("filterPattern") == "{ $.delivery.destination = \"+15005550123\" }");
    CHECK(asked["startTime"].integer() == to_millis(test::recorded_at - std::chrono::hours(1)));
    CHECK(asked["endTime"].integer().value() >
          to_millis(test::recorded_at + std::chrono::hours(72)));

    const auto next = sns->look_up(lost, "success:tok+/=1", test::recorded_at).value();
    CHECK(json::parse(next.request.body).text("nextToken") ==
          json::parse(recorded("logs_filter_next_page_empty")["request"].text("body"))
              .text("nextToken"));
}

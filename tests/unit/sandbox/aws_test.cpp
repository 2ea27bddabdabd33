#include "support/catch.hpp"
#include "unit/sandbox/aws_rig.hpp"
#include "unit/sandbox/vectors.hpp"

#include <regex>
#include <string>
#include <vector>

using namespace bkxsms;
using test::AwsRig, test::element;

namespace {

const std::string uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

/// One message attribute as the query protocol writes it.
test::Form attribute(const std::string& name, const std::string& value,
                     const std::string& type = "String") {
    return {{"MessageAttributes.entry.1.Name", name},
            {"MessageAttributes.entry.1.Value.DataType", type},
            {"MessageAttributes.entry.1.Value.StringValue", value}};
}

} // namespace

TEST_CASE("sandbox: SNS takes a text with one message id", "[sandbox][aws]") {
    AwsRig rig;
    const auto reply = rig.publish({{"Message", std::string(400, 'x')}});
    REQUIRE(reply.status == 200);
    CHECK(reply.headers.at("content-type") == "text/xml");
    CHECK(std::regex_match(
        reply.body,
        std::regex(R"(<PublishResponse xmlns="http://sns\.amazonaws\.com/doc/2010-03-31/">)"
                   R"(<PublishResult><MessageId>)" +
                   uuid + R"(</MessageId></PublishResult><ResponseMetadata><RequestId>)" +
                   uuid + R"(</RequestId></ResponseMetadata></PublishResponse>)")));
    const auto lines = rig.ledger();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].text("provider") == "aws");
    CHECK(lines[0].text("account") == AwsRig::account_id);
    CHECK(lines[0].text("sid") == element(reply.body, "MessageId"));
    CHECK(lines[0].text("to") == "+15005550123");
    CHECK(lines[0].text("ref").empty());
}

TEST_CASE("sandbox: every request of AWS's own SDK succeeds", "[sandbox][aws]") {
    AwsRig rig(R"({"delivery":{"sent_ms":0,"done_ms":0}})",
               [](auto& account) { account.opted_out = {"+15005550123"}; });
    // The failures' log has an entry, so that its group is there.
    rig.publish();
    rig.publish({}, "+447700900000");
    for (const auto& v : test::read_vectors("requests-aws_sns.json")) {
        const auto name = v.text("name");
        const auto service = v.text("service");
        // What names a token or subscription that AWS gave out is in aws_topic_test.cpp.
        if (v.text("kind") != "recorded_request" || service == "sms-voice" ||
            name.starts_with("confirm_") || name == "unsubscribe")
            continue;
        INFO(name);
        // Signed again: the recorded signature is of another day.
        const auto reply = rig.call({.body = v["request"].text("body"),
                                     .service = service,
                                     .target = v["request"]["headers"].text("x-amz-target")});
        CHECK(reply.status == 200);
        if (service == "logs") CHECK(reply.json()["events"].is_array());
    }
}

TEST_CASE("sandbox: each mistake in a text to SNS has its code and words", "[sandbox][aws]") {
    struct Row {
        test::Form form;
        std::string to, code, says;
    };
    const std::vector<Row> rows{
        {{},
         "15005550123",
         "InvalidParameter",
         "Invalid parameter: PhoneNumber Reason: 15005550123 is not valid to publish to"},
        {{}, "+0123456789", "InvalidParameter", "is not valid to publish to"},
        {{}, "", "InvalidParameter", "is not valid to publish to"},
        {{{"TopicArn", "arn:aws:sns:us-east-1:1:x"}},
         "+15005550123",
         "InvalidParameter",
         "only one"},
        {{{"Message", ""}}, "+15005550123", "InvalidParameter", "Empty message"},
        {{{"Message", std::string(1601, 'x')}},
         "+15005550123",
         "InvalidParameter",
         "Invalid parameter: Message Reason: SMS message too long"},
        {attribute("AWS.SNS.SMS.SenderID", "Two words"), "+15005550123", "InvalidParameter",
         "AWS.SNS.SMS.SenderID"},
        {attribute("AWS.SNS.SMS.SenderID", "123456"), "+15005550123", "InvalidParameter",
         "AWS.SNS.SMS.SenderID"},
        {attribute("AWS.SNS.SMS.SMSType", "transactional"), "+15005550123", "InvalidParameter",
         "AWS.SNS.SMS.SMSType"},
        {attribute("AWS.SNS.SMS.MaxPrice", "0.50"), "+15005550123", "ParameterValueInvalid",
         "The message attribute &apos;AWS.SNS.SMS.MaxPrice&apos; is not a number"},
        {attribute("AWS.SNS.SMS.MaxPrice", "cheap", "Number"), "+15005550123",
         "ParameterValueInvalid", "is not a number"},
        {attribute("AWS.MM.SMS.OriginationNumber", "+15005550009"), "+15005550123",
         "InvalidParameter", "AWS.MM.SMS.OriginationNumber"},
        {attribute("AWS.MM.SMS.EntityId", std::string(51, '1')), "+15005550123",
         "InvalidParameter", "AWS.MM.SMS.EntityId"},
        {attribute("AWS.MM.SMS.EntityId", ""), "+15005550123", "ParameterValueInvalid",
         "non-empty"},
    };
    AwsRig rig("{}", [](auto& account) { account.numbers = {"+15005550006"}; });
    for (const auto& row : rows) {
        INFO(row.code << ' ' << row.says);
        const auto reply = rig.publish(row.form, row.to);
        CHECK(reply.status == 400);
        CHECK(element(reply.body, "Code") == row.code);
        CHECK(element(reply.body, "Type") == "Sender");
        CHECK(element(reply.body, "Message").find(row.says) != std::string::npos);
        CHECK(std::regex_match(element(reply.body, "RequestId"), std::regex(uuid)));
        CHECK(reply.body.starts_with(
            R"(<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error>)"));
    }
    CHECK(rig.ledger().empty());
    CHECK(rig.publish(attribute("AWS.MM.SMS.OriginationNumber", "+15005550006")).status == 200);
    CHECK(rig.publish(attribute("AWS.SNS.SMS.MaxPrice", "0.50", "Number")).status == 200);
    CHECK(rig.publish(attribute("AWS.SNS.SMS.SenderID", "Dr-Winter")).status == 200);
    CHECK(rig.ledger().at(0).text("from") == "+15005550006");
    CHECK(rig.ledger().at(2).text("from") == "Dr-Winter");
}

TEST_CASE("sandbox: actions and methods SNS does not have", "[sandbox][aws]") {
    AwsRig rig;
    CHECK(element(rig.sns("Fly").body, "Code") == "InvalidAction");
    CHECK(element(rig.call({.body = "Version=2010-03-31"}).body, "Code") == "MissingAction");
    CHECK(element(rig.call({.body = "Action=%zz"}).body, "Code") == "MalformedQueryString");
    CHECK(rig.ask({.method = "PUT", .path = "/"}).status == 405);
    CHECK(rig.call({.body = "{}", .service = "logs", .target = "Logs_20140328.PutLogEvents"})
              .json()
              .text("__type") == "InvalidAction");
    const auto identity =
        rig.call({.body = "Action=GetCallerIdentity&Version=2011-06-15", .service = "sts"});
    CHECK(element(identity.body, "Account") == AwsRig::account_id);
    CHECK(identity.body.find("https://sts.amazonaws.com/doc/2011-06-15/") != std::string::npos);
}

TEST_CASE("sandbox: the list of numbers that have opted out", "[sandbox][aws]") {
    AwsRig rig("{}", [](auto& account) {
        for (int i = 0; i < 101; ++i)
            account.opted_out.push_back("+1500555" + std::to_string(1000 + i));
    });
    const auto opted_out = [&](const std::string& number) {
        return element(rig.sns("CheckIfPhoneNumberIsOptedOut", {{"phoneNumber", number}}).body,
                       "isOptedOut");
    };
    CHECK(opted_out("+15005551000") == "true");
    CHECK(opted_out("+15005559999") == "false");
    CHECK(
        element(rig.sns("CheckIfPhoneNumberIsOptedOut", {{"PhoneNumber", "+15005551000"}}).body,
                "Code") == "InvalidParameter"); // its name is lower case here

    const auto page = rig.sns("ListPhoneNumbersOptedOut").body;
    const auto token = element(page, "nextToken");
    REQUIRE_FALSE(token.empty());
    CHECK(page.find("<member>+15005551099</member>") != std::string::npos);
    CHECK(page.find("<member>+15005551100</member>") == std::string::npos);
    const auto last = rig.sns("ListPhoneNumbersOptedOut", {{"nextToken", token}}).body;
    CHECK(element(last, "phoneNumbers") == "<member>+15005551100</member>");
    CHECK(element(last, "nextToken").empty());

    const auto opt_in = [&] {
        return rig.sns("OptInPhoneNumber", {{"phoneNumber", "+15005551000"}});
    };
    CHECK(opt_in().body.find("<OptInPhoneNumberResult></OptInPhoneNumberResult>") !=
          std::string::npos);
    CHECK(opted_out("+15005551000") == "false");
    CHECK(element(opt_in().body, "Code") == "InvalidParameter"); // once in 30 days
}

TEST_CASE("sandbox: SMS attributes are kept, and what is not set is not shown",
          "[sandbox][aws]") {
    AwsRig rig("{}", [](auto& account) { account.attributes = {{"MonthlySpendLimit", "1"}}; });
    const auto named =
        rig.sns("GetSMSAttributes", {{"attributes.member.1", "MonthlySpendLimit"},
                                     {"attributes.member.2", "DefaultSMSType"}});
    CHECK(element(named.body, "attributes") ==
          "<entry><key>MonthlySpendLimit</key><value>1</value></entry>");
    const auto set =
        rig.sns("SetSMSAttributes", {{"attributes.entry.1.key", "DefaultSMSType"},
                                     {"attributes.entry.1.value", "Transactional"}});
    CHECK(set.body.find("<SetSMSAttributesResult></SetSMSAttributesResult>") !=
          std::string::npos);
    CHECK(element(rig.sns("GetSMSAttributes").body, "attributes") ==
          "<entry><key>MonthlySpendLimit</key><value>1</value></entry>"
          "<entry><key>DefaultSMSType</key><value>Transactional</value></entry>");
    CHECK(rig.sns("SetSMSAttributes",
                  {{"attributes.entry.1.key", "Colour"}, {"attributes.entry.1.value", "red"}})
              .status == 400);
    CHECK(element(rig.sns("GetSMSSandboxAccountStatus").body, "IsInSandbox") == "false");
}

TEST_CASE("sandbox: every error of AWS's in its own form", "[sandbox][aws][fault]") {
    struct Row {
        const char* action;
        int status;
        const char* code;
        const char* type;
    };
    const auto row = GENERATE(values<Row>({
        {R"("code":"Throttling")", 400, "Throttling", "Sender"},
        {R"("code":"ThrottlingException")", 400, "ThrottlingException", "Sender"},
        {R"("status":429)", 429, "Throttled", "Sender"},
        {R"("code":"AuthorizationError")", 403, "AuthorizationError", "Sender"},
        {R"("status":403)", 403, "AuthorizationError", "Sender"},
        {R"("code":"ExpiredToken")", 403, "ExpiredToken", "Sender"},
        {R"("code":"OptInRequired")", 403, "OptInRequired", "Sender"},
        {R"("code":"OptedOut")", 400, "OptedOut", "Sender"},
        {R"("code":"KMSThrottling")", 400, "KMSThrottling", "Sender"},
        {R"("code":"RequestExpired")", 403, "RequestExpired", "Sender"},
        {R"("status":404)", 404, "NotFound", "Sender"},
        {R"("status":500)", 500, "InternalError", "Receiver"},
        {R"("code":"ServiceUnavailable")", 503, "ServiceUnavailable", "Receiver"},
        {R"("code":"SlowDown","status":400)", 400, "SlowDown", "Sender"},
        {R"("status":502)", 502, "", ""},
    }));
    INFO(row.action);
    AwsRig rig(std::string(R"({"rules":[{"when":{"provider":"aws"},"do":{"fault":"error",)") +
               row.action + "}}]}");
    const auto reply = rig.publish();
    CHECK(reply.status == row.status);
    CHECK(element(reply.body, "Code") == row.code);
    CHECK(element(reply.body, "Type") == row.type);
    if (row.status == 502) CHECK(reply.headers.at("content-type") == "text/html");
    CHECK(rig.ledger().empty());
    CHECK(rig.send_to("+4915112345678").status == 201);
}

TEST_CASE("sandbox: faults of SNS by recipient, and of its logs", "[sandbox][aws][fault]") {
    AwsRig rig(R"({"rules":[
        {"when":{"provider":"aws","to":"+44"},"do":{"fault":"hang_up"}},
        {"when":{"provider":"aws","on":"list"},"do":{"fault":"error","code":"ThrottlingException"}}]})");
    CHECK(rig.publish({}, "+447700900000").curl != 0);
    CHECK(rig.publish().status == 200);
    CHECK(rig.ledger().size() == 2);
    const auto logs =
        rig.call({.body = "{}", .service = "logs", .target = "Logs_20140328.FilterLogEvents"});
    CHECK(logs.status == 400);
    CHECK(logs.headers.at("content-type") == "application/x-amz-json-1.1");
    CHECK(logs.body == R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
}

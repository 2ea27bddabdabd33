#include "core/base/encode.hpp"
#include "core/sandbox/aws/notification.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/aws_rig.hpp"
#include "unit/sandbox/vectors.hpp"

#include <string>

using namespace bkxsms;
using test::AwsRig, test::element, test::Hook;

namespace {

constexpr const char* topic = "arn:aws:sns:us-east-1:123456789012:bkx-inbound";

/// Whether SNS's signature is genuine, as docs/providers/aws_sns.md section 6.2 has it, with
/// the certificate that the sandbox serves.
bool genuine(const AwsRig& rig, const json::Value& notice) {
    const auto url = notice.text("SigningCertURL");
    const std::string host = "https://sns.us-east-1.amazonaws.com";
    if (!url.starts_with(host + "/SimpleNotificationService-") || !url.ends_with(".pem"))
        return false;
    const auto certificate = rig.ask({.path = url.substr(host.size())}).body;
    std::string text;
    const auto add = [&](const char* name) {
        if (notice[name].present()) text += std::string(name) + '\n' + notice.text(name) + '\n';
    };
    const bool plain = notice.text("Type") == "Notification";
    add("Message");
    add("MessageId");
    add(plain ? "Subject" : "SubscribeURL");
    add("Timestamp");
    if (!plain) add("Token");
    add("TopicArn");
    add("Type");
    const auto hash =
        notice.text("SignatureVersion") == "2" ? security::Hash::sha256 : security::Hash::sha1;
    return security::rsa_verify(hash, certificate, text,
                                from_base64(notice.text("Signature")).value());
}

} // namespace

TEST_CASE("sandbox: what an SNS signature is over", "[sandbox][aws][callback]") {
    int compared = 0;
    for (const auto& v : test::read_vectors("webhook-signatures-aws_sns.json")) {
        const auto body = json::try_parse(v.text("body"));
        if (v["valid"].boolean() != true || !v["string_to_sign"].is_string() || !body) continue;
        const auto type = body->text("Type");
        sandbox::AwsNotice notice;
        notice.kind = type == "Notification" ? sandbox::AwsNoticeKind::notification
                      : type == "SubscriptionConfirmation"
                          ? sandbox::AwsNoticeKind::subscription_confirmation
                          : sandbox::AwsNoticeKind::unsubscribe_confirmation;
        notice.id = body->text("MessageId");
        notice.topic = body->text("TopicArn");
        notice.message = body->text("Message");
        notice.subject = body->text("Subject");
        notice.token = body->text("Token");
        const auto at = parse_rfc3339(body->text("Timestamp"));
        // What we never write: an empty subject, another time format, another region's URL.
        if (!at || body->text("Timestamp").size() != 24) continue;
        if ((*body)["Subject"].present() && notice.subject.empty()) continue;
        notice.at = *at;
        const auto url = body->text("SubscribeURL");
        const auto wanted_url =
            "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription"
            "&TopicArn=" +
            notice.topic + "&Token=" + notice.token;
        if (!url.empty() && url != wanted_url) continue;
        INFO(v.text("name"));
        CHECK(sandbox::aws_string_to_sign(notice) == v.text("string_to_sign"));
        ++compared;
    }
    CHECK(compared > 10);
}

TEST_CASE("sandbox: somebody subscribes, confirms, is told, and leaves",
          "[sandbox][aws][callback]") {
    const auto version = GENERATE(std::string("1"), std::string("2"));
    Hook hook;
    AwsRig rig;
    CHECK(rig.sns("SetTopicAttributes", {{"TopicArn", topic},
                                         {"AttributeName", "SignatureVersion"},
                                         {"AttributeValue", version}})
              .status == 200);
    const auto endpoint = "http://" + hook.host() + "/sns";
    const auto subscribed = rig.sns(
        "Subscribe", {{"TopicArn", topic}, {"Protocol", "http"}, {"Endpoint", endpoint}});
    CHECK(element(subscribed.body, "SubscriptionArn") == "pending confirmation");
    rig.settle();
    REQUIRE(hook.got().size() == 1);
    const auto got = hook.got()[0];
    CHECK(got.headers.at("content-type") == "text/plain; charset=UTF-8");
    CHECK(got.headers.at("x-amz-sns-message-type") == "SubscriptionConfirmation");
    const auto asked = json::parse(got.body);
    CHECK(genuine(rig, asked));
    CHECK(asked.text("SignatureVersion") == version);

    // Not confirmed: it hears nothing.
    rig.sns("Publish", {{"TopicArn", topic}, {"Message", "early"}});
    CHECK(rig.sns("ConfirmSubscription", {{"TopicArn", topic}, {"Token", "x"}}).status == 400);
    const auto confirmed =
        rig.sns("ConfirmSubscription", {{"TopicArn", topic},
                                        {"Token", asked.text("Token")},
                                        {"AuthenticateOnUnsubscribe", "true"}});
    const auto arn = element(confirmed.body, "SubscriptionArn");
    CHECK(arn.starts_with(topic));

    rig.sns("Publish", {{"TopicArn", topic}, {"Message", "new\n\"text\""}, {"Subject", "s"}});
    rig.settle();
    REQUIRE(hook.got().size() == 2);
    const auto notice = json::parse(hook.got()[1].body);
    CHECK(notice.text("Type") == "Notification");
    CHECK(notice.text("Message") == "new\n\"text\"");
    CHECK(genuine(rig, notice));
    CHECK(rig.ledger().empty());

    // The URL in the notice is for anybody, but this subscription is sealed.
    const auto url = notice.text("UnsubscribeURL");
    CHECK(rig.ask({.path = url.substr(url.find('/', 8))}).status == 404);
    CHECK(rig.sns("Unsubscribe", {{"SubscriptionArn", arn}}).body.find("Result>") ==
          std::string::npos);
    rig.settle();
    REQUIRE(hook.got().size() == 3);
    const auto farewell = json::parse(hook.got()[2].body);
    CHECK(farewell.text("Type") == "UnsubscribeConfirmation");
    CHECK(genuine(rig, farewell));
    CHECK(rig.sns("Unsubscribe", {{"SubscriptionArn", arn}}).status == 404);
}

TEST_CASE("sandbox: the URLs that SNS hands out need no signature",
          "[sandbox][aws][callback]") {
    Hook hook;
    AwsRig rig;
    rig.sns("Subscribe", {{"TopicArn", topic},
                          {"Protocol", "http"},
                          {"Endpoint", "http://" + hook.host() + "/"}});
    rig.settle();
    const auto url = json::parse(hook.got().at(0).body).text("SubscribeURL");
    const auto confirmed = rig.ask({.path = url.substr(url.find('/', 8))});
    CHECK(confirmed.status == 200);
    const auto arn = element(confirmed.body, "SubscriptionArn");
    CHECK(rig.ask({.path = "/?Action=Unsubscribe&SubscriptionArn=" + arn}).status == 200);
    CHECK(rig.ask({.path = "/?Action=Publish&PhoneNumber=%2B15005550123&Message=x"}).status ==
          403);
    for (const auto* endpoint : {"https://my_host.example/", "http://a.example/", "mail"})
        CHECK(rig.sns("Subscribe",
                      {{"TopicArn", topic}, {"Protocol", "https"}, {"Endpoint", endpoint}})
                  .status == 400);
}

TEST_CASE("sandbox: a text to a number at AWS comes as JSON in a notice",
          "[sandbox][aws][callback]") {
    Hook hook;
    AwsRig rig;
    const auto reply = rig.control("POST", "inbound",
                                   R"({"provider":"aws","from":"+4915112345678",)"
                                   R"("to":"+15005550006","body":"Stop","url":"http://)" +
                                       hook.host() + "/in\"}");
    REQUIRE(reply.status == 201);
    rig.settle();
    const auto notice = json::parse(hook.got().at(0).body);
    CHECK(genuine(rig, notice));
    const auto text = json::parse(notice.text("Message"));
    CHECK(text.text("originationNumber") == "+4915112345678");
    CHECK(text.text("destinationNumber") == "+15005550006");
    CHECK(text.text("messageBody") == "Stop");
    CHECK(text.text("inboundMessageId") == reply.json().text("sid"));
    CHECK(element(
              rig.sns("CheckIfPhoneNumberIsOptedOut", {{"phoneNumber", "+4915112345678"}}).body,
              "isOptedOut") == "true");
}

TEST_CASE("sandbox: SNS repeats after 5xx, not after 4xx", "[sandbox][aws][callback]") {
    const auto status = GENERATE(204, 404, 503);
    INFO(status);
    Hook hook([&](std::size_t) { return status; });
    AwsRig rig;
    rig.control("POST", "inbound",
                R"({"provider":"aws","from":"+49","to":"+1","body":"x","url":"http://)" +
                    hook.host() + "/\"}");
    rig.settle();
    CHECK(hook.got().size() == (status == 503 ? 4 : 1));
}

TEST_CASE("sandbox: a forged notice of SNS's is well-formed and wrong",
          "[sandbox][aws][callback]") {
    Hook hook;
    AwsRig rig(R"({"callbacks":{"forge":true,"copies":2}})");
    rig.sns("Subscribe", {{"TopicArn", topic},
                          {"Protocol", "http"},
                          {"Endpoint", "http://" + hook.host() + "/"}});
    rig.settle();
    const auto token = json::parse(hook.got().at(0).body).text("Token");
    rig.sns("ConfirmSubscription", {{"TopicArn", topic}, {"Token", token}});
    rig.sns("Publish", {{"TopicArn", topic}, {"Message", "x"}});
    rig.settle();
    REQUIRE(hook.got().size() == 3);
    for (std::size_t i = 1; i < 3; ++i)
        CHECK_FALSE(genuine(rig, json::parse(hook.got()[i].body)));
}

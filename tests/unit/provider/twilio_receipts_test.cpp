#include "core/base/error.hpp"
#include "core/provider/form.hpp"
#include "support/catch.hpp"
#include "twilio_rig.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

constexpr auto hook = "https://sms.example.com/cgi-bin/bkxsms-hook/twilio/status";

WebhookRequest form(const Pairs& pairs, std::string url = hook) {
    return {"POST",
            std::move(url),
            {{"content-type", "application/x-www-form-urlencoded; charset=UTF-8"}},
            encode_form(pairs)};
}

Pairs callback(std::string status, Pairs more = {}) {
    Pairs pairs{{"SmsSid", test::message_sid},     {"SmsStatus", status},
                {"MessageStatus", status},         {"To", "+14155550100"},
                {"MessageSid", test::message_sid}, {"AccountSid", test::account_sid},
                {"From", "+15005550006"},          {"ApiVersion", "2010-04-01"},
                {"RawDlrDoneDate", "2611221530"}};
    pairs.insert(pairs.end(), more.begin(), more.end());
    return pairs;
}

std::vector<Receipt> read(const WebhookRequest& webhook) {
    return test::twilio()->read_receipts(webhook);
}

} // namespace

TEST_CASE("twilio: a status callback becomes one receipt with our reference",
          "[provider][twilio][receipts]") {
    const auto url = std::string(hook) + "?ref=abcdefghijklmnopqrstuvwxyz234567abcdefgh";
    const auto receipts =
        read(form(callback("undelivered", {{"ErrorCode", "30005"}, {"New", "1"}}), url));
    REQUIRE(receipts.size() == 1);
    const auto& receipt = receipts[0];
    CHECK(receipt.provider_message_id == test::message_sid);
    CHECK(receipt.reference == "abcdefghijklmnopqrstuvwxyz234567abcdefgh");
    CHECK(receipt.progress == Progress::undelivered);
    CHECK(receipt.provider_status == "undelivered");
    REQUIRE(receipt.failure);
    CHECK(receipt.failure->category == Category::invalid_destination);
    CHECK(receipt.failure->code == "30005");
    CHECK_FALSE(receipt.price);
    CHECK_FALSE(receipt.segments);
    CHECK_FALSE(receipt.happened_at); // RawDlrDoneDate has no time zone
}

TEST_CASE("twilio: a callback may come by GET, with its parameters in the query",
          "[provider][twilio][receipts]") {
    const auto receipts = read(
        {"GET", std::string(hook) + "?ref=tok&" + encode_form(callback("delivered")), {}, {}});
    REQUIRE(receipts.size() == 1);
    CHECK(receipts[0].reference == "tok");
    CHECK(receipts[0].progress == Progress::delivered);
}

TEST_CASE("twilio: the words of a callback are taken if there are any",
          "[provider][twilio][receipts]") {
    const auto why = [](Pairs more) {
        return read(form(callback("failed", std::move(more)))).at(0).failure.value().why;
    };
    CHECK(why({{"ErrorCode", "30007"}, {"ErrorMessage", "Spam\x1b"}}) == "Spam\\x1b");
    CHECK(why({{"ErrorCode", "30007"}}) == "filtered as spam by Twilio or the carrier");
    CHECK(why({{"ErrorCode", "77777"}}) == "failed");
    CHECK(why({{"ErrorCode", ""}}) == "failed");
}

TEST_CASE("twilio: a repetition of a report has the same key, whatever else is in it",
          "[provider][twilio][receipts]") {
    const auto key = [](const WebhookRequest& webhook) {
        return read(webhook).at(0).event_key;
    };
    auto first = form(callback("delivered"));
    auto repeated = form(callback("delivered", {{"Extra", "1"}}));
    first.headers.emplace_back("i-twilio-idempotency-token", "one");
    repeated.headers.emplace_back("i-twilio-idempotency-token", "two");
    CHECK(key(first) == key(repeated));
    CHECK(key(first) != key(form(callback("sent"))));
}

TEST_CASE("twilio: a ref that cannot be ours is none", "[provider][twilio][receipts]") {
    const auto reference = [](std::string_view query) {
        return read(form(callback("sent"), hook + std::string(query))).at(0).reference;
    };
    CHECK(reference("?ref=1041.2") == "1041.2");
    CHECK(reference("?x=1&ref=tok") == "tok");
    CHECK(reference("").empty());
    CHECK(reference("?ref=").empty());
    CHECK(reference("?ref=a&ref=a").empty());
    CHECK(reference("?ref=a%20b").empty());
    CHECK(reference("?ref=%1b").empty());
    CHECK(reference("?ref=%zz").empty());
    CHECK(reference("?ref=" + std::string(64, 'a')).size() == 64);
    CHECK(reference("?ref=" + std::string(65, 'a')).empty());
    CHECK(reference("#ref=tok").empty());
}

TEST_CASE("twilio: an inbound message and an event stream carry no receipt",
          "[provider][twilio][receipts]") {
    const Pairs inbound{{"MessageSid", test::message_sid},
                        {"SmsStatus", "received"},
                        {"Body", "MessageStatus=delivered&SmsStatus=sent"}};
    CHECK(read(form(inbound)).empty());
    CHECK(read({"POST", hook, {{"content-type", "application/json"}}, "[]"}).empty());
}

TEST_CASE("twilio: a callback with SmsStatus alone is still a report",
          "[provider][twilio][receipts]") {
    const auto receipts =
        read(form({{"MessageSid", test::message_sid}, {"SmsStatus", "delivered"}}));
    REQUIRE(receipts.size() == 1);
    CHECK(receipts[0].progress == Progress::delivered);
}

TEST_CASE("twilio: what is no webhook of this account is refused",
          "[provider][twilio][receipts]") {
    const auto sid = [](std::string value) { return Pairs{{"MessageSid", std::move(value)}}; };
    auto other = callback("sent");
    other[5].second = "AC00000000000000000000000000000a02";
    std::string many;
    for (int i = 0; i < 1001; ++i) many += "a=1&";

    const WebhookRequest refused[] = {
        form({}),
        form({{"MessageStatus", "sent"}}),
        form(sid(test::message_sid)),
        form(sid("SM1")),
        form(callback("")),
        form(callback("sent", {{"MessageSid", test::message_sid}})),
        form(callback("sent", {{"MessageStatus", "delivered"}})),
        form(callback("sent", {{"ErrorCode", "1"}, {"ErrorCode", "2"}})),
        form(other),
        {"POST", hook, {{"content-type", "application/x-www-form-urlencoded"}}, "a=%"},
        {"POST", hook, {{"content-type", "application/x-www-form-urlencoded"}}, many},
        {"POST", hook, {{"content-type", "application/json"}}, "{"},
        {"GET", std::string(hook) + "?%", {}, {}},
    };
    for (const auto& webhook : refused) {
        INFO(webhook.method << ' ' << webhook.body.substr(0, 80));
        try {
            read(webhook);
            FAIL("it was read");
        } catch (const Error& error) {
            CHECK(error.fault() == Fault::data);
        }
    }
}

#include "plivo_rig.hpp"
#include "support/catch.hpp"

#include <map>

// The requests that Plivo's own SDK puts on the wire, built again from what they say. Every
// vector is built or has a reason not to be.

using namespace bkxsms;
using namespace bkxsms::provider;
using test::Recorded;

namespace {

const std::map<std::string, std::string> not_ours = {
    {"send-bulk-array", "one recipient per request: ids and recipients would not line up"},
    {"send-bulk-string", "one recipient per request"},
    {"send-options", "type, log and trackable are left to their defaults"},
    {"send-log-number-only", "a log without numbers could not be reconciled"},
    {"send-dlt-india", "registration in India is not asked for"},
    {"send-mms-two-media", "texts only"},
    {"list-plain", "never without a number and a time"},
    {"list-by-error-code-and-powerpack", "never without a number and a time"},
    {"list-camel-case-filters", "never without a number and a time"},
    {"media-list", "texts only"},
    {"lookup-default-type", "asked with the '+', as in lookup-carrier"},
    {"numbers-get", "the list has it"},
    {"powerpacks-list", "the powerpack is configured"},
};

PlivoAccount account_of(const Recorded& recorded) {
    PlivoAccount account;
    const auto basic = from_base64(recorded.authorization.substr(6)).value();
    account.auth_id = basic.substr(0, basic.find(':'));
    account.auth_token = security::Secret(basic.substr(basic.find(':') + 1));
    if (const auto body = json::try_parse(recorded.body); body && body->is_object()) {
        account.powerpack_uuid = body->text("powerpack_uuid");
        account.app_id = body->text("app_id");
    }
    return account;
}

/// The message that leads to a recorded body: our reference is taken out of the callback again.
Outgoing outgoing_of(const Recorded& recorded) {
    const auto body = json::parse(recorded.body);
    Outgoing message;
    message.to = body.text("dst");
    message.from = body.text("src");
    message.text = body.text("text");
    message.callback_url = body.text("url");
    if (const auto at = message.callback_url.find("?ref="); at != std::string::npos) {
        message.reference = message.callback_url.substr(at + 5);
        message.callback_url.erase(at);
    }
    return message;
}

TimePoint at(std::string_view time) {
    return parse_rfc3339(time).value();
}

transport::Request built(const Recorded& recorded) {
    const auto plivo = make_plivo(account_of(recorded));
    if (recorded.name.starts_with("send-"))
        return plivo->send_request(outgoing_of(recorded), TimePoint{});
    if (recorded.name == "fetch-status")
        return plivo->status(test::plivo_uuid, TimePoint{}).value().request;
    if (recorded.name == "list-filters") {
        const Lost lost{"+14155550100", "", at("2026-11-22T15:15:00.250Z"),
                        at("2026-11-22T15:45:00.250Z")};
        return plivo->look_up(lost, "40", TimePoint{}).value().request;
    }
    if (recorded.name == "balance") return plivo->balance(TimePoint{}).value().request;
    if (recorded.name == "pricing-country")
        return plivo->prices("US", TimePoint{}).value().request;
    if (recorded.name == "lookup-carrier")
        return plivo->number("+14155550100", TimePoint{}).value().request;
    if (recorded.name == "numbers-search")
        return plivo->offered_numbers("US", TimePoint{}).value().request;
    if (recorded.name == "numbers-buy")
        return plivo->buy_number("US", "+15005550006", TimePoint{}).value().request;
    if (recorded.name == "numbers-list") return plivo->own_numbers(TimePoint{}).value().request;
    FAIL(recorded.name << " is neither built nor explained");
    return {};
}

/// The recorded target, but for what the name says.
std::string expected_target(const Recorded& recorded) {
    auto query = recorded.query;
    const auto without = [&query](const std::string& part) {
        REQUIRE(query.find(part) != std::string::npos);
        query.erase(query.find(part), part.size());
    };
    if (recorded.name == "balance") // the SDK's doubled slash is no documented URL
        return recorded.path.substr(0, recorded.path.size() - 1);
    if (recorded.name == "list-filters") {
        without("message_state=undelivered&"); // of any state
        without("&from_number=15005550006");   // a powerpack may have chosen it
    }
    if (recorded.name == "numbers-search") {
        without("type=local&"); // of any type
        query.replace(query.find("limit=5"), 7, "limit=20");
    }
    return recorded.path + (query.empty() ? "" : '?' + query);
}

} // namespace

TEST_CASE("plivo: requests are those of Plivo's own SDK, byte for byte",
          "[provider][plivo][requests]") {
    const auto vectors = test::fixture("requests-plivo.json");
    REQUIRE(vectors.size() == 29);
    std::size_t explained = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const Recorded recorded(vectors.at(i));
        if (not_ours.contains(recorded.name)) {
            ++explained;
            continue;
        }
        INFO(recorded.name);
        const auto request = built(recorded);
        CHECK(request.method == recorded.method);
        CHECK(request.url == recorded.origin + expected_target(recorded));
        // The SDK sends a body and its type with every GET.
        CHECK(request.body == (recorded.method == "GET" ? "" : recorded.body));
        CHECK(test::header(request, "Content-Type") ==
              (recorded.method == "GET" ? "" : "application/json"));
        CHECK(test::header(request, "Accept") == "application/json");
        REQUIRE(request.authorization);
        CHECK(request.authorization->reveal() == recorded.authorization);
    }
    CHECK(explained == not_ours.size());
}

TEST_CASE("plivo: a message leaves from its sender or from the powerpack, never from both",
          "[provider][plivo][send]") {
    auto account = test::plivo_account();
    account.powerpack_uuid = "86bbb125-97bb-4d72-89fd-81d5c515b015";
    const auto plivo = make_plivo(std::move(account));
    const auto body = [&plivo](std::string from) {
        return plivo->send_request({"+14155550100", std::move(from), "Hi", "", "", {}}, {})
            .body;
    };
    CHECK(body("+15005550006") == R"({"src":"+15005550006","dst":"+14155550100","text":"Hi"})");
    CHECK(body("") == R"({"dst":"+14155550100","text":"Hi",)"
                      R"("powerpack_uuid":"86bbb125-97bb-4d72-89fd-81d5c515b015"})");
}

TEST_CASE("plivo: one message has one recipient, whatever stands in it",
          "[provider][plivo][send]") {
    const auto request = test::plivo()->send_request(
        {"+14155550100<+19005550000", "", "a < b", "", "", {}}, TimePoint{});
    const auto body = json::parse(request.body);
    CHECK(body.text("dst") == "+14155550100?+19005550000");
    CHECK(body.text("text") == "a < b");
}

TEST_CASE("plivo: the reference travels in the callback, ahead of what is configured there",
          "[provider][plivo][send]") {
    const auto url = [](std::string callback, std::string reference) {
        const auto request = test::plivo()->send_request(
            {"+1", "", "Hi", std::move(reference), std::move(callback), {}}, TimePoint{});
        return json::parse(request.body).text("url");
    };
    CHECK(url("https://h/s", "tok") == "https://h/s?ref=tok");
    CHECK(url("https://h/s?x=1", "tok") == "https://h/s?ref=tok&x=1");
    CHECK(url("https://h/s?x=1", "") == "https://h/s?x=1");
    CHECK(url("", "tok").empty());
}

TEST_CASE("plivo: the validity is given in Plivo's range or not at all",
          "[provider][plivo][send]") {
    const auto expiry = [](int seconds) {
        const auto request = test::plivo()->send_request(
            {"+1", "", "Hi", "", "", std::chrono::seconds(seconds)}, TimePoint{});
        return json::parse(request.body)["message_expiry"].integer().value_or(0);
    };
    CHECK(expiry(0) == 0);
    CHECK(expiry(-5) == 0);
    CHECK(expiry(1) == 5);
    CHECK(expiry(600) == 600);
    CHECK(expiry(10'799) == 10'799);
    CHECK(expiry(36'000) == 10'799);
}

TEST_CASE("plivo: hosts can be others, and what is no number is asked of nobody",
          "[provider][plivo]") {
    auto account = test::plivo_account();
    account.base_url = "http://127.0.0.1:1//";
    account.lookup_url = "http://127.0.0.1:2/";
    const auto plivo = make_plivo(std::move(account));
    CHECK(plivo->balance(TimePoint{}).value().request.url ==
          std::string("http://127.0.0.1:1/v1/Account/") + test::plivo_auth_id + '/');
    CHECK(plivo->number("+14155550100", TimePoint{}).value().request.url ==
          "http://127.0.0.1:2/v1/Number/+14155550100?type=carrier");
    for (const auto* hostile : {"", "..", "us", "+1/../x", "+1 415", "USA"}) {
        INFO(hostile);
        CHECK_FALSE(plivo->status(hostile, TimePoint{}));
        CHECK_FALSE(plivo->prices(hostile, TimePoint{}));
        CHECK_FALSE(plivo->number(hostile, TimePoint{}));
        CHECK_FALSE(plivo->offered_numbers(hostile, TimePoint{}));
        CHECK_FALSE(plivo->buy_number("US", hostile, TimePoint{}));
    }
}

#include "core/base/error.hpp"
#include "plivo_rig.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

constexpr auto hook = "https://sms.example.com/cgi-bin/bkxsms-hook/plivo/status";

WebhookRequest form(const Pairs& pairs, std::string url = hook) {
    return {"POST",
            std::move(url),
            {{"content-type", "application/x-www-form-urlencoded; charset=UTF-8"}},
            encode_form(pairs)};
}

Pairs callback(const std::string& status, Pairs more = {{"Sequence", "3"}}) {
    Pairs pairs{{"MessageUUID", test::plivo_uuid},
                {"To", "14155550100"},
                {"From", "15005550006"},
                {"Type", "sms"},
                {"Status", status},
                {"Units", "2"},
                {"TotalRate", "0.00550"},
                {"TotalAmount", "0.01100"},
                {"ParentMessageUUID", test::plivo_uuid},
                {"PartInfo", "1 of 1"},
                {"MessageTime", "2026-11-22 15:29:58.000123"}};
    pairs.insert(pairs.end(), more.begin(), more.end());
    return pairs;
}

std::vector<Receipt> read(const WebhookRequest& webhook) {
    return test::plivo()->read_receipts(webhook);
}

} // namespace

TEST_CASE("plivo: a status callback becomes one receipt with our reference",
          "[provider][plivo][receipts]") {
    const auto url = std::string(hook) + "?ref=abcdefghijklmnopqrstuvwxyz234567abcdefgh";
    const auto receipts =
        read(form(callback("undelivered", {{"ErrorCode", "50"}, {"New", "1"}}), url));
    REQUIRE(receipts.size() == 1);
    const auto& receipt = receipts[0];
    CHECK(receipt.provider_message_id == test::plivo_uuid);
    CHECK(receipt.reference == "abcdefghijklmnopqrstuvwxyz234567abcdefgh");
    CHECK(receipt.progress == Progress::undelivered);
    CHECK(receipt.provider_status == "undelivered");
    CHECK(receipt.failure.value().category == Category::invalid_destination);
    CHECK(receipt.failure.value().code == "50");
    CHECK(receipt.segments == 2);
    CHECK(receipt.price == Money{11'000'000, "USD"});
    CHECK_FALSE(receipt.happened_at); // the times have no zone
}

TEST_CASE("plivo: the recorded callbacks can be read", "[provider][plivo][receipts]") {
    const auto vectors = test::fixture("webhook-signatures-plivo.json");
    int reports = 0;
    int inbound = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto webhook = test::recorded_webhook(vectors.at(i));
        const auto& text = webhook.method == "GET" ? webhook.url : webhook.body;
        if (text.find("MessageUUID=") == std::string::npos) continue;
        INFO(vectors.at(i).text("name"));
        const auto receipts = read(webhook);
        const bool has_status = text.find("Status=") != std::string::npos;
        CHECK(receipts.size() == (has_status ? 1 : 0));
        ++(has_status ? reports : inbound);
        if (receipts.empty()) continue;
        CHECK(receipts[0].progress == Progress::delivered);
        CHECK(receipts[0].price == Money{5'500'000, "USD"});
        CHECK_FALSE(receipts[0].failure); // its ErrorCode is 000
    }
    CHECK(reports == 15);
    CHECK(inbound > 15);
}

TEST_CASE("plivo: a callback may come by GET, with its parameters in the query",
          "[provider][plivo][receipts]") {
    const auto receipts = read(
        {"GET", std::string(hook) + "?ref=tok&" + encode_form(callback("delivered")), {}, {}});
    REQUIRE(receipts.size() == 1);
    CHECK(receipts[0].reference == "tok");
    CHECK(receipts[0].progress == Progress::delivered);
}

TEST_CASE("plivo: the first callback of all links id and reference, and costs nothing yet",
          "[provider][plivo][receipts]") {
    auto queued = callback("queued");
    queued[7].second = "0.00000";
    const auto receipt = read(form(queued, std::string(hook) + "?ref=tok")).at(0);
    CHECK(receipt.progress == Progress::queued);
    CHECK(receipt.reference == "tok");
    CHECK_FALSE(receipt.price);
}

TEST_CASE("plivo: a repetition of a report has the same key, another in sequence has not",
          "[provider][plivo][receipts]") {
    const auto key = [](const std::string& status, Pairs more) {
        return read(form(callback(status, std::move(more)))).at(0).event_key;
    };
    CHECK(key("sent", {{"Sequence", "2"}}) == key("sent", {{"Sequence", "2"}, {"New", "1"}}));
    CHECK(key("sent", {{"Sequence", "2"}}) != key("sent", {{"Sequence", "3"}}));
    CHECK(key("sent", {{"Sequence", "2"}}) != key("delivered", {{"Sequence", "2"}}));
    CHECK(key("sent", {}) == key("sent", {{"Sequence", "\x1b"}}));
    CHECK(key("sent", {}) == key("sent", {{"Sequence", std::string(1'000, '9')}}));
}

TEST_CASE("plivo: an inbound message carries no receipt", "[provider][plivo][receipts]") {
    const std::string id = test::plivo_uuid;
    CHECK(read(form({{"MessageUUID", id}, {"Text", "Status=delivered"}})).empty());
    CHECK(read(form({{"MessageUUID", id}, {"Text", ""}})).empty());
    CHECK(read(form({{"MessageUUID", id}, {"Body", "x"}})).empty());
    CHECK(read(form({{"MessageUUID", id}, {"MessageIntent", ""}})).empty());
    CHECK(read(form({{"MessageUUID", id}, {"Media0", "x"}})).empty());
    CHECK(read(form({{"MessageUUID", id}, {"Media1", "x"}})).empty());
    CHECK(read(form(callback("received"))).empty());
}

TEST_CASE("plivo: what is no webhook of Plivo's is refused", "[provider][plivo][receipts]") {
    const Pairs bare{{"MessageUUID", test::plivo_uuid}};
    std::string many;
    for (int i = 0; i < 1001; ++i) many += "a=1&";
    auto no_type = form(callback("sent"));
    no_type.headers.clear();
    auto as_json = form(callback("sent"));
    as_json.headers[0].second = "application/json";

    const WebhookRequest refused[] = {
        form({}),
        form(bare),
        form({{"Status", "sent"}}),
        form({{"MessageUUID", "x"}, {"Status", "sent"}}),
        form(callback("")),
        form(callback("sent", {{"MessageUUID", test::plivo_uuid}})),
        form(callback("sent", {{"Status", "delivered"}})),
        form(callback("failed", {{"ErrorCode", "1"}, {"ErrorCode", "2"}})),
        form(callback("sent", {{"Sequence", "1"}, {"Sequence", "2"}})),
        no_type,
        as_json,
        {"POST", hook, {{"content-type", "application/x-www-form-urlencoded"}}, "a=%"},
        {"POST", hook, {{"content-type", "application/x-www-form-urlencoded"}}, many},
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

#include "support/catch.hpp"
#include "unit/sandbox/vonage_rig.hpp"

#include <string>

using namespace bkxsms;
using test::VonageRig;

namespace {

constexpr const char* done = R"({"delivery":{"sent_ms":0,"done_ms":0}})";

std::string query(const std::string& more, const std::string& product = "SMS") {
    return "/v2/reports/records?account_id=abcd1234&direction=outbound&product=" + product +
           more;
}

std::string window(int from_hours, int to_hours) {
    const auto at = [](int hours) {
        return format_rfc3339(std::chrono::floor<std::chrono::seconds>(
            SystemClock().now() + std::chrono::hours(hours)));
    };
    return "&date_start=" + at(from_hours) + "&date_end=" + at(to_hours);
}

} // namespace

TEST_CASE("sandbox: Vonage's reports find a message by id, by part, and in a window",
          "[sandbox][vonage]") {
    VonageRig rig(done);
    const auto sent = rig.sms({{"client-ref", "tok"}, {"text", std::string(161, 'x')}});
    const auto second = test::part(sent, 1).text("message-id");
    const auto uuid = rig.message({}).json().text("message_uuid");

    const auto found = rig.get(query("&id=" + second + ",0A0000000000000001")).json();
    REQUIRE(found["records"].size() == 1);
    const auto record = found["records"].at(0);
    CHECK(record.text("message_id") == test::part(sent, 0).text("message-id"));
    CHECK(record.text("client_ref") == "tok");
    CHECK(record.text("status") == "delivered");
    CHECK(record["error_code"].string() == "0");
    CHECK(record["total_price"].string() == "0.01500000");
    CHECK(record.text("concatenated") == "true");
    CHECK(record.text("to") == "447700900000");
    CHECK(record.text("date_received").size() == 24);
    CHECK_FALSE(record["message_body"].present());
    CHECK(found.text("ids_not_found") == "0A0000000000000001");

    const auto in_window = rig.get(query(window(-1, 1) + "&include_message=true")).json();
    CHECK(in_window["items_count"].integer() == 1);
    CHECK(in_window["records"].at(0).text("message_body").size() == 161);
    CHECK(rig.get(query(window(-3, -2))).json()["records"].size() == 0);
    CHECK(
        rig.get(query(window(-1, 1), "MESSAGES")).json()["records"].at(0).text("message_id") ==
        uuid);
    CHECK(rig.get(query(window(-1, 1) + "&status=failed")).json()["records"].size() == 0);
    // Not a filter, and not noticed.
    CHECK(rig.get(query(window(-1, 1) + "&client_ref=other")).json()["records"].size() == 1);
}

TEST_CASE("sandbox: what Vonage's reports refuse", "[sandbox][vonage]") {
    VonageRig rig(done);
    std::string many = "1";
    for (int i = 2; i <= 21; ++i) many += "," + std::to_string(i);
    for (const auto& path :
         {query(""), query("&id=" + many), query("&id=1" + window(-1, 0)),
          query("&id=1&status=any"), query(window(-25, 0)), query(window(0, 0)),
          query("&id=1", "VOICE"),
          std::string(
              "/v2/reports/records?account_id=other&product=SMS&direction=outbound&id=1"),
          std::string("/v2/reports/records?account_id=abcd1234&product=SMS&id=1")}) {
        INFO(path);
        const auto reply = rig.get(path);
        CHECK(reply.status == 422);
        CHECK(reply.headers.at("content-type") == "application/problem+json");
    }
    CHECK(rig.ask({.path = query("&id=1")}).status == 401);
}

TEST_CASE("sandbox: Vonage's reports lag, and come in pages of a thousand",
          "[sandbox][vonage]") {
    VonageRig rig(R"({"rules":[{"when":{"to":"+49"},"do":{"delivery":{"listed_ms":60000}}}]})");
    rig.sms({{"to", "4915112345678"}});
    CHECK(rig.get(query(window(-1, 1))).json()["records"].size() == 0);
    for (int i = 0; i < 1003; ++i) rig.sms({});
    const auto page = rig.get(query(window(-1, 1))).json();
    CHECK(page["records"].size() == 1000);
    const auto next = page["_links"]["next"].text("href");
    const auto rest = rig.get(next.substr(next.find('/', 8))).json();
    CHECK(rest["records"].size() == 3);
    CHECK_FALSE(rest["_links"]["next"].present());
}

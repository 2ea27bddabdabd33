#include "support/catch.hpp"
#include "unit/sandbox/rig.hpp"

#include <string>
#include <thread>
#include <vector>

using namespace bkxsms;
using test::Rig;

namespace {

const std::string hex32 = "0123456789abcdef0123456789abcdef";

} // namespace

TEST_CASE("sandbox: a service counts parts and picks the sender when it queues",
          "[sandbox][twilio]") {
    Rig rig(R"({"delivery":{"queued_ms":80,"sent_ms":20000,"done_ms":20000}})");
    const auto service = "MG" + hex32;
    const auto sent = rig.send(
        {{"To", "+4915112345678"}, {"MessagingServiceSid", service}, {"Body", "Hello"}});
    REQUIRE(sent.status == 201);
    CHECK(sent.json().text("status") == "accepted");
    CHECK(sent.json()["num_segments"].string() == "0");
    CHECK(sent.json()["from"].is_null());
    CHECK(sent.json().text("messaging_service_sid") == service);
    std::this_thread::sleep_for(milliseconds(120));
    const auto later = rig.get(rig.messages() + "/" + sent.json().text("sid") + ".json").json();
    CHECK(later.text("status") == "queued");
    CHECK(later["num_segments"].string() == "1");
    CHECK(later["from"].is_string());
}

TEST_CASE("sandbox: the price appears when the message has been delivered",
          "[sandbox][twilio]") {
    Rig rig(R"({"delivery":{"sent_ms":30,"done_ms":60,"priced_ms":60,"price":"0.0075"}})");
    const auto sid =
        rig.send(test::message_with("Body", std::string(161, 'a'))).json().text("sid");
    const auto path = rig.messages() + "/" + sid + ".json";
    CHECK(rig.get(path).json()["price"].is_null());
    std::this_thread::sleep_for(milliseconds(100));
    const auto m = rig.get(path).json();
    CHECK(m.text("status") == "delivered");
    CHECK(m["price"].string() == "-0.01500");
    CHECK(m.text("price_unit") == "USD");
    CHECK(m["date_sent"].is_string());
}

TEST_CASE("sandbox: an undelivered message has an integer for its error", "[sandbox][twilio]") {
    Rig rig(
        R"({"delivery":{"sent_ms":0,"done_ms":0,"fate":"undelivered","error_code":30005}})");
    const auto sid = rig.send_to("+4915112345678").json().text("sid");
    const auto m = rig.get(rig.messages() + "/" + sid + ".json").json();
    CHECK(m.text("status") == "undelivered");
    CHECK(m["error_code"].integer() == 30005);
    CHECK(m["error_code"].number_text());
    CHECK(m["error_message"].is_string());
}

TEST_CASE("sandbox: a list is newest first, in pages that are followed verbatim",
          "[sandbox][twilio]") {
    Rig rig;
    std::vector<std::string> sids;
    for (int i = 0; i < 7; ++i)
        sids.push_back(rig.send_to("+4915112345678").json().text("sid"));
    rig.send_to("+4915199999999");

    std::vector<std::string> listed;
    std::vector<std::size_t> sizes;
    auto next = rig.messages() + ".json?To=%2B4915112345678&PageSize=3";
    while (!next.empty()) {
        const auto page = rig.get(next).json();
        REQUIRE(page["messages"].is_array());
        CHECK(page["page_size"].integer() == 3);
        sizes.push_back(page["messages"].size());
        for (std::size_t i = 0; i < page["messages"].size(); ++i)
            listed.push_back(page["messages"].at(i).text("sid"));
        // A message that comes between two pages moves neither.
        if (sizes.size() == 1) rig.send_to("+4915112345678");
        next = page.text("next_page_uri");
        CHECK(page["next_page_uri"].is_null() == next.empty());
    }
    CHECK(sizes == std::vector<std::size_t>{3, 3, 1});
    CHECK(listed == std::vector<std::string>(sids.rbegin(), sids.rend()));
}

TEST_CASE("sandbox: a list is filtered by sender and by sending date", "[sandbox][twilio]") {
    Rig rig(R"({"delivery":{"sent_ms":0,"done_ms":0},
                "rules":[{"when":{"to":"+4917"},"do":{"delivery":{"sent_ms":60000,
                                                                  "done_ms":60000}}},
                         {"when":{"to":"+4916"},"do":{"delivery":{"listed_ms":60000}}}]})");
    rig.send_to("+4915112345678");
    rig.send_to("+4917112345678"); // not sent yet: no date to filter by
    rig.send_to("+4916112345678"); // not in lists yet
    const auto count = [&](const std::string& query) {
        return rig.get(rig.messages() + ".json?" + query).json()["messages"].size();
    };
    CHECK(count("") == 2);
    CHECK(count("From=%2B15005550006") == 2);
    CHECK(count("From=%2B15005550007") == 0);
    const auto today = format_rfc3339(SystemClock().now()).substr(0, 10);
    CHECK(count("DateSent=" + today) == 1);
    CHECK(count("DateSent%3E=" + today) == 1);
    CHECK(count("DateSent%3C=" + today) == 1);
    CHECK(count("DateSent%3E=2999-01-01T00:00:00Z") == 0);
    CHECK(count("DateSent%3C=2001-01-01") == 0);
    CHECK(count("DateSent%3E=2001-01-01&DateSent%3C=2002-01-01") == 0);
}

TEST_CASE("sandbox: balance and account state", "[sandbox][twilio]") {
    Rig rig("{}", [](sandbox::Options& options) {
        options.twilio[0].balance_nano = 50'000'000;
        options.twilio[0].currency = "EUR";
    });
    const auto root = std::string("/2010-04-01/Accounts/") + Rig::account;
    const auto balance = rig.get(root + "/Balance.json").json();
    CHECK(balance["balance"].string() == "0.05");
    CHECK(balance.text("currency") == "EUR");
    CHECK(balance.text("account_sid") == Rig::account);
    CHECK(rig.get(root + ".json").json().text("status") == "active");
}

#include "core/base/clock.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/plivo_rig.hpp"

#include <regex>
#include <string>
#include <thread>
#include <vector>

using namespace bkxsms;
using test::PlivoRig;

TEST_CASE("sandbox: Plivo's record has no text, no plus and the account's time zone",
          "[sandbox][plivo]") {
    PlivoRig rig(R"({"delivery":{"sent_ms":0,"done_ms":0,"priced_ms":0,"price":"0.0035"}})");
    const auto id = rig.send({{"text", std::string(161, 'x')}})
                        .json()["message_uuid"]
                        .at(0)
                        .string()
                        .value();
    const auto record = rig.get("Message/" + id + "/").json();
    CHECK(record.text("message_uuid") == id);
    CHECK(record.text("message_state") == "delivered");
    CHECK(record.text("from_number") == "15005550006");
    CHECK(record.text("to_number") == "4915112345678");
    CHECK(record.text("error_code") == "000");
    CHECK(record["error_message"].is_null());
    CHECK(record.text("message_direction") == "outbound");
    CHECK(record["units"].integer() == 2);
    CHECK(record["total_rate"].string() == "0.00350");
    CHECK(record["total_amount"].string() == "0.00700");
    CHECK_FALSE(record["text"].present());
    CHECK(std::regex_match(record.text("message_time"),
                           std::regex(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+05:30)")));
}

TEST_CASE("sandbox: each fate at Plivo has its state and code", "[sandbox][plivo]") {
    struct Row {
        const char* delivery;
        const char* state;
        const char* code;
    };
    const auto row = GENERATE(values<Row>({
        {R"("done_ms":0,"fate":"undelivered")", "undelivered", "80"},
        {R"("done_ms":0,"fate":"undelivered","error_code":200)", "undelivered", "200"},
        {R"("done_ms":0,"fate":"failed")", "failed", "300"},
        {R"("done_ms":0,"fate":"failed","error_code":"900")", "failed", "900"},
        {R"("fate":"sent")", "sent", "000"},
        {R"("done_ms":60000)", "sent", "000"},
        {R"("done_ms":60000,"sent_ms":50000)", "queued", "000"},
    }));
    INFO(row.delivery);
    PlivoRig rig(R"({"delivery":{"sent_ms":0},"rules":[{"do":{"delivery":{)" +
                 std::string(row.delivery) + "}}}]}");
    const auto record = rig.get("Message/" + rig.send_one() + "/").json();
    CHECK(record.text("message_state") == row.state);
    CHECK(record.text("error_code") == row.code);
}

TEST_CASE("sandbox: Plivo's list comes in pages of twenty, newest first", "[sandbox][plivo]") {
    PlivoRig rig;
    std::vector<std::string> ids;
    for (int i = 0; i < 23; ++i) ids.insert(ids.begin(), rig.send_one());
    rig.send_one("+4915199999999");
    std::vector<std::string> listed;
    std::string next = "Message/?limit=1000&to_number=4915112345678";
    while (!next.empty()) {
        const auto page = rig.get(next).json();
        CHECK(page["meta"]["limit"].integer() == 20);
        CHECK(page["meta"]["total_count"].integer() == 23);
        for (std::size_t i = 0; i < page["objects"].size(); ++i)
            listed.push_back(page["objects"].at(i).text("message_uuid"));
        next = page["meta"].text("next");
        if (!next.empty()) next = next.substr(PlivoRig::root().size());
    }
    CHECK(listed == ids);
}

TEST_CASE("sandbox: Plivo's filters, and those it does not notice", "[sandbox][plivo]") {
    PlivoRig rig(R"({"delivery":{"sent_ms":0,"done_ms":0},"rules":[
        {"when":{"to":"+4917"},"do":{"delivery":{"fate":"undelivered","error_code":200}}},
        {"when":{"to":"+4916"},"do":{"delivery":{"listed_ms":60000}}}]})");
    rig.send_one();
    rig.send_one("+4917112345678");
    rig.send_one("+4916112345678"); // not in lists yet
    rig.send_to("+4915112345678");  // Twilio's
    const auto count = [&](const std::string& query) {
        return rig.get("Message/?" + query).json()["objects"].size();
    };
    CHECK(count("") == 2);
    CHECK(count("to_number=%2B4915112345678") == 1);
    CHECK(count("to=4915112345678") == 2); // no filter by that name
    CHECK(count("from_number=15005550006") == 2);
    CHECK(count("from_number=15005550007") == 0);
    CHECK(count("message_state=undelivered") == 1);
    CHECK(count("error_code=200") == 1);
    CHECK(count("message_direction=inbound") == 0);
    CHECK(count("message_type=mms") == 0);
    CHECK(count("subaccount=SA000000000000000000") == 0);
    auto now = format_rfc3339(SystemClock().now() + std::chrono::minutes(1)).substr(0, 16);
    now[10] = ' ';
    const auto later = std::regex_replace(now, std::regex(" "), "%20");
    CHECK(count("message_time__lt=" + later) == 2);
    CHECK(count("message_time__gte=" + later) == 0);
    CHECK(count("message_time__gt=2026-01-01%2000:00") == 2);
    CHECK(count("message_time__lte=2026-01-01%2000:00:00.000001") == 0);
    CHECK(rig.get("Message/?message_time__gte=yesterday").status == 400);
}

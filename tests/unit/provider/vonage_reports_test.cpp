#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "vonage_rig.hpp"

#include <fmt/format.h>

// The Reports API: what became of messages, and the evidence for one whose answer was lost.

using namespace bkxsms;
using namespace bkxsms::provider;
using provider::test::reply;

namespace {

Question<Page> window(std::string_view next = "") {
    return provider::test::vonage()
        ->look_up({"+447700900000", "ref", {}, {}}, next, {})
        .value();
}

Answer<Page> read(const std::string& body) {
    return window().read(reply(200, body));
}

std::string page(std::string_view records, std::string_view next = "null") {
    return fmt::format(R"({{"_links":{{"next":{{"href":{}}}}},"records":[{}]}})", next,
                       records);
}

constexpr auto record = R"({"message_id":"0A0000000123ABCD1","status":"buffered"})";

} // namespace

TEST_CASE("vonage: a message's status comes from the reports, with everything they tell",
          "[provider][vonage][reports]") {
    const auto question =
        provider::test::vonage()->status(provider::test::vonage_part_id, {}).value();
    const auto answer = question.read(provider::test::vonage_answer("reports_records_by_id"));
    REQUIRE(std::holds_alternative<Receipt>(answer));
    const auto& receipt = std::get<Receipt>(answer);
    CHECK(receipt.provider_message_id == provider::test::vonage_part_id);
    CHECK(receipt.reference == "01J9Z3K4QW8V5N2M7T6R1X0YBC");
    CHECK(receipt.progress == Progress::delivered);
    CHECK(receipt.provider_status == "delivered");
    CHECK(receipt.price == Money{33'300'000, "EUR"});
    CHECK(format_rfc3339(receipt.happened_at.value()) == "2026-03-14T15:09:28Z");
    CHECK_FALSE(receipt.failure);
    CHECK_FALSE(receipt.part);
}

TEST_CASE("vonage: a record is one part's where the message has several",
          "[provider][vonage][reports]") {
    struct Row {
        const char* record;
        bool part;
    };
    const Row rows[] = {
        {R"("message_id":"0A0000000123ABCD1","concatenated":"true")", true},
        {R"("message_id":"0A0000000123ABCD1","concatenated":true)", true},
        {R"("message_id":"0A0000000123ABCD1","concatenated":"false")", false},
        {R"("message_id":"0A0000000123ABCD1","concatenated":false)", false},
        {R"("message_id":"0A0000000123ABCD1")", true}, // not said
        {R"("message_id":"aaaaaaaa-bbbb-cccc-dddd-0123456789ab")", false},
    };
    for (const auto& row : rows) {
        INFO(row.record);
        const auto answer = read(page(
            fmt::format(R"({{{},"status":"delivered","total_price":"0.03","currency":"EUR"}})",
                        row.record)));
        const auto& receipt = std::get<Page>(answer).messages.at(0).receipt;
        CHECK(receipt.part == row.part);
        CHECK(receipt.price.has_value() == !row.part);
    }
}

TEST_CASE("vonage: a message that is not in the reports may come to be there",
          "[provider][vonage][reports]") {
    const auto question = provider::test::vonage()->status("0A0000000123ABCD9", {}).value();
    for (const auto* body :
         {R"({"records":[],"ids_not_found":"0A0000000123ABCD9"})",
          R"({"records":[{"message_id":"0A0000000123ABCD1","status":"delivered"}]})"}) {
        const auto answer = question.read(reply(200, body));
        REQUIRE(std::holds_alternative<Failure>(answer));
        CHECK(std::get<Failure>(answer).category == Category::not_found);
        CHECK(std::get<Failure>(answer).remedy == Remedy::later);
    }
}

TEST_CASE("vonage: the reports are asked only where the account has them, and late",
          "[provider][vonage][reports]") {
    CHECK_FALSE(provider::test::vonage()->settling().possible);
    CHECK_FALSE(provider::test::vonage_messages()->settling().possible);

    auto account = provider::test::vonage_account();
    account.reports = true;
    const auto settling = make_vonage(account)->settling();
    CHECK(settling.possible);
    CHECK(settling.first == std::chrono::minutes(15));
    CHECK(settling.again == std::chrono::minutes(15));
    CHECK_FALSE(settling.newest_first); // nowhere promised
    account.api_secret = {};
    CHECK_FALSE(make_vonage(account)->settling().possible);
}

TEST_CASE("vonage: a page shows who got what, and leads to the next",
          "[provider][vonage][reports]") {
    const auto answer =
        window().read(provider::test::vonage_answer("reports_records_by_window"));
    REQUIRE(std::holds_alternative<Page>(answer));
    const auto& found = std::get<Page>(answer);
    REQUIRE(found.messages.size() == 1);
    const auto& seen = found.messages[0];
    CHECK(seen.to == "+447700900000");
    CHECK(seen.from == "AcmeInc");
    CHECK(seen.text == "Hello from bkxsms");
    CHECK(seen.outbound);
    CHECK(seen.receipt.reference == "01J9Z3K4QW8V5N2M7T6R1X0YBC");
    CHECK(format_rfc3339(seen.created_at.value()) == "2026-03-14T15:09:26Z");
    CHECK(found.next == "cursor=abc");
    CHECK(window(found.next).request.url ==
          "https://api.nexmo.com/v2/reports/records?cursor=abc");
    CHECK(window(found.next).request.authorization);
}

TEST_CASE("vonage: a next page is taken from our host and this path only",
          "[provider][vonage][reports]") {
    const auto next = [](const char* href) {
        const auto answer = read(page(record, fmt::format(R"("{}")", href)));
        const auto* found = std::get_if<Page>(&answer);
        return found == nullptr ? "unreadable" : found->next;
    };
    CHECK(next("https://evil.example/v2/reports/records?a=1").find("evil") ==
          std::string::npos);
    CHECK(next("/v2/reports/records?a=1") == "a=1");
    for (const auto* href :
         {"https://api.nexmo.com/v2/reports", "https://api.nexmo.com/v2/reports/records",
          "https://api.nexmo.com/v2/reports/records?", "x",
          "https://api.nexmo.com/v2/reports/records/../x?a=1",
          "https://api.nexmo.com/v2/reports/records?a=1 b",
          "https://api.nexmo.com/v2/reports/records?a=\\n", "?a=1"}) {
        INFO(href);
        CHECK(next(href) == "unreadable");
    }
    for (const auto* query : {"a b", "a\r\nb", "a#b", "\xFF"})
        CHECK(bkxsms::test::fault_of([&] { window(query); }) == Fault::software);
}

TEST_CASE("vonage: a page is read whole or not at all", "[provider][vonage][reports]") {
    const auto count = [](const std::string& body) {
        const auto answer = read(body);
        const auto* found = std::get_if<Page>(&answer);
        return found == nullptr ? -1 : static_cast<int>(found->messages.size());
    };
    CHECK(count(page(record)) == 1);
    CHECK(count(page("")) == 0);
    CHECK(count(R"({"records":[]})") == 0);
    for (const auto* broken : {"{}", "null", "7", R"({"status":"delivered"})",
                               R"({"message_id":"0A0000000123ABCD1"})",
                               R"({"message_id":"a/b","status":"delivered"})",
                               R"({"message_id":"0A0000000123ABCD1","status":{}})"}) {
        INFO(broken);
        CHECK(count(page(std::string(record) + ',' + broken)) == -1);
    }
    CHECK(count("{}") == -1);
    CHECK(count(R"({"records":{}})") == -1);
    // What is not said to be inbound may be the message that is looked for.
    const auto answer = read(
        page(R"({"message_id":"0A0000000123ABCD1","status":"x","direction":"inbound","to":5},)"
             R"({"message_id":"0A0000000123ABCD2","status":"x","direction":null})"));
    const auto& found = std::get<Page>(answer).messages;
    CHECK_FALSE(found[0].outbound);
    CHECK(found[0].to == "5");
    CHECK(found[1].outbound);
    CHECK_FALSE(found[1].created_at);
}

TEST_CASE("vonage: a page of a thousand records may be read", "[provider][vonage][reports]") {
    constexpr std::size_t record_bytes = 600; // with room to spare; 514 in the recorded ones
    const auto first = provider::test::vonage()->look_up({}, "", {});
    CHECK(first->request.most_reply_bytes >= 1000 * record_bytes);
    const auto next = provider::test::vonage()->look_up({}, "cursor=x", {});
    CHECK(next->request.most_reply_bytes == first->request.most_reply_bytes);
}

TEST_CASE("vonage: the window is a minute wider than the send, and a day at most",
          "[provider][vonage][reports]") {
    const auto url = [](const char* since, const char* until) {
        const Lost lost{"", "", parse_rfc3339(since).value(), parse_rfc3339(until).value()};
        return provider::test::vonage()->look_up(lost, "", {})->request.url;
    };
    const auto narrow = url("2026-11-22T16:00:30.900Z", "2026-11-22T16:01:00.001Z");
    CHECK(narrow.ends_with(
        "date_start=2026-11-22T15%3A59%3A30Z&date_end=2026-11-22T16%3A02%3A01Z"));
    const auto wide = url("2026-11-22T16:00:00Z", "2026-11-29T16:00:00Z");
    CHECK(wide.ends_with(
        "date_start=2026-11-22T15%3A59%3A00Z&date_end=2026-11-23T15%3A59%3A00Z"));
}

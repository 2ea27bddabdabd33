#include "core/provider/report.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

TEST_CASE("report: a UUID is 36 characters in their places", "[provider][report]") {
    CHECK(is_uuid("5b40a428-bfc7-4daf-9d06-726c558bf3b8"));
    CHECK(is_uuid("5B40A428-BFC7-4DAF-9D06-726C558BF3B8"));
    for (const auto* text :
         {"", "5b40a428bfc74daf9d06726c558bf3b8", "5b40a428-bfc7-4daf-9d06-726c558bf3b",
          "5b40a428-bfc7-4daf-9d06-726c558bf3b8a", "5b40a428-bfc7-4daf-9d06-726c558bf3bg",
          "5b40a428-bfc7-4daf9-d06-726c558bf3b8", " 5b40a428-bfc7-4daf-9d06-726c558bf3b"}) {
        INFO(text);
        CHECK_FALSE(is_uuid(text));
    }
}

TEST_CASE("report: a number of parts is at least one", "[provider][report]") {
    CHECK(read_count("1") == 1);
    CHECK(read_count("255") == 255);
    CHECK(read_count("2147483647") == 2147483647);
    for (const auto* text : {"", "0", "-1", "2147483648", "1.0", "1 ", "one"})
        CHECK_FALSE(read_count(text));
}

TEST_CASE("report: a time is one of the years that can be written", "[provider][report]") {
    CHECK(format_rfc3339(read_millis(1'773'500'966'000).value()) == "2026-03-14T15:09:26Z");
    CHECK(format_rfc3339(read_millis(1).value()) == "1970-01-01T00:00:00.001Z");
    CHECK(format_rfc3339(read_millis(253'402'300'799'999).value()) ==
          "9999-12-31T23:59:59.999Z");
    CHECK_FALSE(read_millis(std::nullopt));
    for (const std::int64_t millis : {std::int64_t{0}, std::int64_t{-1},
                                      std::int64_t{253'402'300'800'000}, INT64_MAX, INT64_MIN})
        CHECK_FALSE(read_millis(millis));
}

TEST_CASE("report: money is an amount that is not negative, with its currency",
          "[provider][report]") {
    CHECK(read_money("0.0333", "EUR") == Money{33'300'000, "EUR"});
    CHECK(read_money("0", "USD") == Money{0, "USD"});
    for (const auto* amount : {"", "-0.01", "1e3", "free"})
        CHECK_FALSE(read_money(amount, "USD"));
    for (const auto* currency : {"", "usd", "US", "USDT"})
        CHECK_FALSE(read_money("1", currency));
}

TEST_CASE("report: only what failed has a failure, whatever code stands beside it",
          "[provider][report]") {
    const CodeMeaning known{"7", Category::blocked, Remedy::fix, "barred"};
    for (const auto progress : {Progress::queued, Progress::sent, Progress::delivered})
        CHECK_FALSE(failure_of_report(progress, "x", "7", &known, "words"));
    for (const auto progress : {Progress::undelivered, Progress::failed}) {
        const auto full = failure_of_report(progress, "x", "7", &known, "words").value();
        CHECK(full.category == Category::blocked);
        CHECK(full.remedy == Remedy::fix);
        CHECK(full.code == "7");
        CHECK(full.why == "words");
        CHECK(failure_of_report(progress, "x", "7", &known, "")->why == "barred");
        const auto bare = failure_of_report(progress, "expired", "", nullptr, "").value();
        CHECK(bare.category == Category::unknown);
        CHECK(bare.remedy == Remedy::none);
        CHECK(bare.code == "expired");
        CHECK(bare.why == "expired");
    }
}

TEST_CASE("report: the same report has the same key, with and without a price",
          "[provider][report]") {
    Receipt receipt;
    receipt.provider_message_id = "id";
    receipt.provider_status = "sent";
    CHECK(report_key(receipt) == "id/sent");
    receipt.price = Money{7'500'000, "USD"};
    CHECK(report_key(receipt) == "id/sent/0.0075USD");
}

#include "core/base/error.hpp"
#include "support/catch.hpp"
#include "twilio_rig.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;
using transport::NoReply;

namespace {

constexpr auto list_path =
    "/2010-04-01/Accounts/AC00000000000000000000000000000a01/Messages.json";

/// A message as the API shows it; `more` comes last and overrides nothing (names are unique).
std::string message(std::string_view status, std::string_view more = "") {
    return fmt::format(
        R"({{"sid":"{}","status":"{}","to":"+14155550100","from":"+15005550006",)"
        R"("direction":"outbound-api","body":"Gr\u00fc\u00dfe \ud83d\udc4d","num_media":"0",)"
        R"("date_created":"Sun, 22 Nov 2026 15:29:58 +0000","date_sent":null,)"
        R"("date_updated":"Sun, 22 Nov 2026 15:30:01 +0000"{}}})",
        test::message_sid, status, more);
}

const Lost lost{"+14155550100", "a2b3c4", TimePoint{}, TimePoint{}};

Question<Receipt> status_question() {
    return test::twilio()->status(test::message_sid, TimePoint{}).value();
}

Question<Page> list_question(std::string_view next = "") {
    return test::twilio()->look_up(lost, next, TimePoint{}).value();
}

Question<Money> balance_question() {
    return test::twilio()->balance(TimePoint{}).value();
}

Answer<Receipt> read_status(std::string body) {
    return status_question().read(reply(200, std::move(body)));
}

Answer<Page> read_list(std::string_view messages, std::string_view next = "null") {
    return list_question().read(
        reply(200, fmt::format(R"({{"messages":{},"next_page_uri":{}}})", messages, next)));
}

} // namespace

TEST_CASE("twilio: a status report has all that the message tells", "[provider][twilio]") {
    const auto answer = read_status(message(
        "delivered",
        R"(,"num_segments":"2","price":"-0.0150","price_unit":"USD","error_code":null)"));
    REQUIRE(std::holds_alternative<Receipt>(answer));
    const auto& receipt = std::get<Receipt>(answer);
    CHECK(receipt.provider_message_id == test::message_sid);
    CHECK(receipt.progress == Progress::delivered);
    CHECK(receipt.provider_status == "delivered");
    CHECK(receipt.segments == 2);
    CHECK(receipt.price == Money{15'000'000, "USD"});
    CHECK(format_rfc3339(receipt.happened_at.value()) == "2026-11-22T15:30:01Z");
    CHECK_FALSE(receipt.failure);
    CHECK(receipt.reference.empty());
}

TEST_CASE("twilio: every status has its progress, and a new one moves nothing",
          "[provider][twilio]") {
    struct Row {
        std::string_view status;
        Progress progress;
    };
    const Row rows[] = {
        {"accepted", Progress::queued},
        {"scheduled", Progress::queued},
        {"queued", Progress::queued},
        {"sending", Progress::queued},
        {"sent", Progress::sent},
        {"partially_delivered", Progress::sent},
        {"delivered", Progress::delivered},
        {"read", Progress::delivered},
        {"undelivered", Progress::undelivered},
        {"failed", Progress::failed},
        {"canceled", Progress::failed},
        {"receiving", Progress::queued},
        {"received", Progress::queued},
        {"teleported", Progress::queued},
        {"Delivered", Progress::queued},
    };
    for (const auto& row : rows) {
        INFO(row.status);
        const auto answer = read_status(message(row.status));
        REQUIRE(std::holds_alternative<Receipt>(answer));
        const auto& receipt = std::get<Receipt>(answer);
        CHECK(receipt.progress == row.progress);
        CHECK(receipt.provider_status == row.status);
        CHECK(receipt.failure.has_value() ==
              (row.progress == Progress::undelivered || row.progress == Progress::failed));
        if (receipt.failure) CHECK(receipt.failure->code == row.status);
    }
}

TEST_CASE("twilio: a failed message says why, with the code as an integer or a string",
          "[provider][twilio]") {
    for (const auto* code : {"30003", "\"30003\""}) {
        const auto answer = read_status(message(
            "undelivered", fmt::format(R"(,"error_code":{},"error_message":null)", code)));
        const auto& receipt = std::get<Receipt>(answer);
        REQUIRE(receipt.failure);
        CHECK(receipt.failure->category == Category::unreachable);
        CHECK(receipt.failure->remedy == Remedy::later);
        CHECK(receipt.failure->code == "30003");
        CHECK_FALSE(receipt.failure->why.empty());
    }
}

TEST_CASE("twilio: a status that cannot be read is a failure that may be asked again",
          "[provider][twilio]") {
    struct Row {
        transport::Exchange exchange;
        Category category;
        Remedy remedy;
        std::string_view code;
    };
    const Row rows[] = {
        {reply(200, ""), Category::provider_error, Remedy::backoff, "unreadable"},
        {reply(200, "[]"), Category::provider_error, Remedy::backoff, "unreadable"},
        {reply(200, "{}"), Category::provider_error, Remedy::backoff, "unreadable"},
        {reply(200, R"({"sid":"SM1","status":"sent"})"), Category::provider_error,
         Remedy::backoff, "unreadable"},
        {reply(404, R"({"code":20404})"), Category::not_found, Remedy::none, "20404"},
        {reply(401, R"({"code":20003})"), Category::auth, Remedy::fix, "20003"},
        {reply(429, R"({"code":20429})"), Category::rate_limited, Remedy::backoff, "20429"},
        {reply(500, R"({"code":20500})"), Category::provider_error, Remedy::backoff, "20500"},
        {reply(503, ""), Category::provider_error, Remedy::backoff, "http-503"},
        {reply(302, ""), Category::unknown, Remedy::backoff, "http-302"},
        {NoReply{NoReply::Why::timeout, true, "", {}}, Category::network, Remedy::backoff,
         "timeout"},
    };
    for (const auto& row : rows) {
        INFO(row.code);
        const auto answers = {
            std::get<Failure>(status_question().read(row.exchange)),
            std::get<Failure>(list_question().read(row.exchange)),
            std::get<Failure>(balance_question().read(row.exchange)),
        };
        for (const auto& failure : answers) {
            CHECK(failure.category == row.category);
            CHECK(failure.remedy == row.remedy);
            CHECK(failure.code == row.code);
        }
    }
}

TEST_CASE("twilio: a sighting has what a lost message is known by", "[provider][twilio]") {
    const auto answer = read_list('[' + message("queued") + ']');
    REQUIRE(std::holds_alternative<Page>(answer));
    const auto& page = std::get<Page>(answer);
    REQUIRE(page.messages.size() == 1);
    CHECK(page.next.empty());
    const auto& seen = page.messages[0];
    CHECK(seen.receipt.provider_message_id == test::message_sid);
    CHECK(seen.to == "+14155550100");
    CHECK(seen.from == "+15005550006");
    CHECK(seen.text == "Gr\xC3\xBC\xC3\x9F"
                       "e \xF0\x9F\x91\x8D");
    CHECK(seen.outbound);
    CHECK(format_rfc3339(seen.created_at.value()) == "2026-11-22T15:29:58Z");
}

TEST_CASE("twilio: only what is said to be inbound is inbound", "[provider][twilio]") {
    const auto outbound = [](std::string_view direction) {
        const auto body = fmt::format(R"([{{"sid":"{}","status":"received"{}}}])",
                                      test::message_sid, direction);
        return std::get<Page>(read_list(body)).messages.at(0).outbound;
    };
    CHECK_FALSE(outbound(R"(,"direction":"inbound")"));
    CHECK(outbound(R"(,"direction":"outbound-api")"));
    CHECK(outbound(R"(,"direction":"outbound-reply")"));
    CHECK(outbound(R"(,"direction":null)"));
    CHECK(outbound(""));
}

TEST_CASE("twilio: a list is read whole or not at all", "[provider][twilio]") {
    CHECK(std::get<Page>(read_list("[]")).messages.empty());
    for (const auto* messages : {"null", "{}", "\"x\"", "[null]", "[{}]", "[1]",
                                 R"([{"sid":"SM1","status":"sent"}])"}) {
        INFO(messages);
        CHECK(std::holds_alternative<Failure>(read_list(messages)));
    }
    const auto half = '[' + message("sent") + R"(,{"sid":"SM2"}])";
    CHECK(std::holds_alternative<Failure>(read_list(half)));
    CHECK(std::holds_alternative<Failure>(list_question().read(reply(200, "{}"))));
}

TEST_CASE("twilio: the next page is followed word for word, but never to another place",
          "[provider][twilio]") {
    const auto next = std::string(list_path) + "?To=%2B1&PageSize=10&Page=1&PageToken=PASM1";
    CHECK(std::get<Page>(read_list("[]", '"' + next + '"')).next == next);
    CHECK(list_question(next).request.url == "https://api.twilio.com" + next);

    const std::string hostile[] = {
        "https://evil.example" + next,
        "@evil.example" + next,
        ".evil.example" + next,
        "//evil.example" + next,
        "/2010-04-01/Accounts/AC00000000000000000000000000000a02/Messages.json?Page=1",
        std::string(list_path),
        std::string(list_path) + "/../x?y",
        next + "#x",
        next + " HTTP/1.1",
        next + "\r\nHost: evil.example",
        next + "\xC3\xA9",
    };
    for (const auto& path : hostile) {
        INFO(path);
        json::Writer quoted;
        quoted.string(path);
        CHECK(std::holds_alternative<Failure>(read_list("[]", quoted.str())));
        CHECK_THROWS_AS(list_question(path), Error);
    }
}

TEST_CASE("twilio: a page of the longest texts is below the limit of a reply",
          "[provider][twilio]") {
    const auto url = list_question().request.url;
    const auto size = url.substr(url.find("PageSize=") + 9);
    std::string text; // 1600 characters outside the BMP, escaped as Twilio does
    for (int i = 0; i < 1600; ++i) text += R"(\ud83d\ude42)";
    const auto frame_bytes = 2'000U; // twice what the other fields take
    CHECK(std::stoul(size) * (text.size() + frame_bytes) < transport::usual_reply_bytes);
}

TEST_CASE("twilio: a balance is exact and may be negative", "[provider][twilio]") {
    const auto balance = [](std::string_view amount, std::string_view currency) {
        return balance_question().read(
            reply(200, fmt::format(R"({{"balance":{},"currency":{}}})", amount, currency)));
    };
    CHECK(std::get<Money>(balance("\"0.05\"", "\"USD\"")) == Money{50'000'000, "USD"});
    CHECK(std::get<Money>(balance("\"-1.99625\"", "\"EUR\"")) == Money{-1'996'250'000, "EUR"});
    CHECK(std::get<Money>(balance("12.5", "\"USD\"")) == Money{12'500'000'000, "USD"});
    CHECK(std::holds_alternative<Failure>(balance("null", "\"USD\"")));
    CHECK(std::holds_alternative<Failure>(balance("\"1\"", "null")));
    CHECK(std::holds_alternative<Failure>(balance("\"1e3\"", "\"USD\"")));
}

TEST_CASE("twilio: a price that comes later makes a new report, a repetition does not",
          "[provider][twilio]") {
    const auto key = [](std::string_view status, std::string_view more) {
        return std::get<Receipt>(read_status(message(status, more))).event_key;
    };
    constexpr auto price = R"(,"price":"-0.0075","price_unit":"USD")";
    CHECK(key("sent", "") == key("sent", ""));
    CHECK(key("sent", "") != key("delivered", ""));
    CHECK(key("sent", price) == key("sent", price));
    CHECK(key("sent", "") != key("sent", price));
}

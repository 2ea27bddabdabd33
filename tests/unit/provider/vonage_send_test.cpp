#include "support/catch.hpp"
#include "vonage_rig.hpp"

#include <fmt/format.h>

// The SMS API: an answer has one entry for each part, and is HTTP 200 even if nothing was sent.

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;

namespace {

constexpr auto taken =
    R"({"message-id":"0A0000000123ABCD1","status":"0","message-price":"0.033"})";
constexpr auto taken_too =
    R"({"message-id":"0A0000000123ABCD2","status":"0","message-price":"0.033"})";

std::string refused(std::string_view status, std::string_view words = "no") {
    return fmt::format(R"({{"status":"{}","error-text":"{}"}})", status, words);
}

/// `count` as the answer states it; -1: as many as there are.
Outcome answered(const std::vector<std::string>& parts, int count = -1) {
    const auto said = count < 0 ? static_cast<int>(parts.size()) : count;
    return test::vonage()->read_send(
        reply(200, fmt::format(R"({{"message-count":"{}","messages":[{}]}})", said,
                               fmt::join(parts, ","))));
}

} // namespace

TEST_CASE("vonage: every part's id is kept, and the price is that of all parts",
          "[provider][vonage][send]") {
    const auto outcome = test::vonage()->read_send(test::vonage_answer("sms_long_3_parts"));
    REQUIRE(kind(outcome) == "accepted");
    const auto& accepted = std::get<Accepted>(outcome);
    CHECK(accepted.id == "0A0000000123ABCD1");
    CHECK(accepted.part_ids == std::vector<std::string>{"0A0000000123ABCD1",
                                                        "0A0000000123ABCD2",
                                                        "0A0000000123ABCD3"});
    CHECK(accepted.segments == 3);
    CHECK(accepted.price == Money{99'900'000, "EUR"});
    CHECK_FALSE(accepted.partly);
}

TEST_CASE("vonage: a message of which one part was taken is taken",
          "[provider][vonage][send]") {
    const auto recorded = test::vonage()->read_send(test::vonage_answer("sms_partial_failure"));
    REQUIRE(kind(recorded) == "accepted");
    const auto& accepted = std::get<Accepted>(recorded);
    CHECK(accepted.part_ids == std::vector<std::string>{test::vonage_part_id});
    CHECK(accepted.segments == 2);
    CHECK(accepted.price == Money{33'300'000, "EUR"});
    REQUIRE(accepted.partly);
    CHECK(accepted.partly->code == "9");
    CHECK(accepted.partly->category == Category::account);

    const auto later = answered({refused("1"), refused("99"), taken});
    REQUIRE(kind(later) == "accepted");
    CHECK(std::get<Accepted>(later).id == test::vonage_part_id);
    // Taken as well, but its reports cannot be told from others'.
    const auto nameless = answered({R"({"status":"0"})", taken_too});
    REQUIRE(kind(nameless) == "accepted");
    CHECK(std::get<Accepted>(nameless).part_ids.size() == 1);
    CHECK_FALSE(std::get<Accepted>(nameless).price);
}

TEST_CASE("vonage: a success without a proper id is unknown", "[provider][vonage][send]") {
    for (const auto* id : {R"("")", "null", "7", R"("0A")", R"("0A00000001 23ABCD1")", "{}",
                           R"("0A0000000123ABCD1/../../x")", "[]",
                           R"("00000000000000000000000000000000000000000")"}) {
        INFO(id);
        const auto outcome = answered({fmt::format(R"({{"status":"0","message-id":{}}})", id)});
        REQUIRE(kind(outcome) == "unknown");
        CHECK(failure_of(outcome)->remedy == Remedy::reconcile);
    }
    CHECK(kind(answered({taken, refused("9")})) == "accepted");
    CHECK(kind(answered({R"({"status":"0"})", refused("9")})) == "unknown");
}

TEST_CASE("vonage: only an answer for all parts says that nothing was sent",
          "[provider][vonage][send]") {
    CHECK(kind(answered({refused("2")})) == "rejected");
    CHECK(kind(answered({refused("2"), refused("2")})) == "rejected");
    CHECK(kind(answered({refused("2")}, 2)) == "unknown");
    CHECK(kind(answered({refused("2"), refused("2")}, 1)) == "unknown");
    CHECK(kind(answered({}, 0)) == "unknown");
    CHECK(kind(answered(std::vector<std::string>(256, refused("1")))) == "unknown");
    CHECK(kind(answered(std::vector<std::string>(255, refused("1")))) == "deferred");
    CHECK(kind(answered(std::vector<std::string>(256, taken))) == "unknown");
    // What leaves a doubt decides, wherever it stands.
    CHECK(kind(answered({refused("1"), refused("5")})) == "unknown");
    CHECK(kind(answered({refused("5"), refused("1")})) == "unknown");
    CHECK(kind(answered({refused("9"), refused("1")})) == "halted");
    for (const auto* part :
         {"{}", "[]", "1", "null", R"({"status":null})", R"({"status":""})",
          R"({"status":"00"})", R"({"status":"-1"})", R"({"status":"err-9"})",
          R"({"status":"1240"})", R"({"status":[0]})"}) {
        INFO(part);
        CHECK(kind(answered({part})) == "unknown");
    }
    // Numbers where strings belong are the same.
    CHECK(kind(test::vonage()->read_send(
              reply(200, R"({"message-count":1,"messages":[{"status":7}]})"))) == "rejected");
}

TEST_CASE("vonage: throttling says how long to wait, in milliseconds",
          "[provider][vonage][send]") {
    struct Row {
        std::string_view words;
        int seconds;
    };
    const Row rows[] = {
        {"Throughput Rate Exceeded - please wait [ 250 ] and retry", 1},
        {"please wait [ 702 ] and retry", 1},
        {"please wait [1000] and retry", 1},
        {"please wait [ 1001 ] and retry", 2},
        {"please wait [ 0 ]", 0},
        {"please wait [ -5 ]", 0},
        {"please wait [ 99999999999 ]", 3'600},
        {"please wait [ 999999999999999999999999 ]", 0},
        {"please wait [ 702", 1},
        {"please wait [", 0},
        {"please wait", 0},
        {"Exceeded maximum MT throughput[ MAX [ 30 ] INTERVAL [ 1000 ] ]", 0},
    };
    for (const auto& row : rows) {
        INFO(row.words);
        const auto outcome = answered({refused("1", row.words)});
        REQUIRE(kind(outcome) == "deferred");
        CHECK(std::get<Deferred>(outcome).wait.count() == row.seconds);
        CHECK(std::get<Deferred>(outcome).failure.remedy == Remedy::backoff);
    }
    const auto longer = test::vonage()->read_send(reply(
        200, R"({"message-count":"1","messages":[{"status":"1"}]})", {{"retry-after", "9"}}));
    CHECK(std::get<Deferred>(longer).wait.count() == 9);
}

TEST_CASE("vonage: a price that is not known or not possible is none",
          "[provider][vonage][send]") {
    const auto price = [](std::string_view amount) {
        const auto part = fmt::format(
            R"({{"status":"0","message-id":"0A0000000123ABCD2","message-price":{}}})", amount);
        return std::get<Accepted>(answered({taken, part})).price;
    };
    CHECK(price(R"("0.07")") == Money{103'000'000, "EUR"});
    CHECK(price("0.07") == Money{103'000'000, "EUR"});
    CHECK(price(R"("0")") == Money{33'000'000, "EUR"});
    for (const auto* amount : {R"("")", "null", R"("-0.03")", R"("1e3")", R"("dear")", "{}"}) {
        INFO(amount);
        CHECK_FALSE(price(amount));
    }
    const std::vector<std::string> dear(
        20, R"({"status":"0","message-id":"0A0000000123ABCD2","message-price":"999999999"})");
    CHECK_FALSE(std::get<Accepted>(answered(dear)).price);
}

TEST_CASE("vonage: what the SMS API answers over HTTP", "[provider][vonage][send]") {
    struct Row {
        const char* recorded;
        std::string_view outcome;
        Category category;
        std::string_view code;
    };
    const Row rows[] = {
        {"sms_http_401", "halted", Category::auth, "http-401"},
        {"sms_http_401_problem", "halted", Category::auth, "http-401"},
        {"sms_http_420", "deferred", Category::rate_limited, "http-420"},
        {"sms_http_429", "deferred", Category::rate_limited, "http-429"},
        {"sms_http_500_html", "unknown", Category::provider_error, "http-500"},
    };
    for (const auto& row : rows) {
        INFO(row.recorded);
        const auto outcome = test::vonage()->read_send(test::vonage_answer(row.recorded));
        CHECK(kind(outcome) == row.outcome);
        REQUIRE(failure_of(outcome) != nullptr);
        CHECK(failure_of(outcome)->category == row.category);
        CHECK(failure_of(outcome)->code == row.code);
        CHECK_FALSE(failure_of(outcome)->why.empty());
    }
    // An error that names a message contradicts itself.
    for (const int status : {400, 401, 403, 420, 429, 500}) {
        const auto body = fmt::format(R"({{"message-count":"1","messages":[{}]}})", taken);
        CHECK(kind(test::vonage()->read_send(reply(status, body))) == "unknown");
    }
}

#include "core/provider/twilio.hpp"
#include "support/catch.hpp"
#include "twilio_rig.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

using namespace bkxsms;
using namespace bkxsms::provider;
using enum Category;

namespace {

/// docs/providers/twilio.md section 3, read by a person: where a code comes from, and what must
/// become of the message.
struct Row {
    std::string_view code;
    bool rest; ///< in the answer to a send; else in a status report
    Category category;
    std::string_view then; ///< the outcome of the send, or the remedy in the report
};

constexpr bool rest = true;
constexpr bool status = false;

constexpr Row rows[] = {
    {"10001", rest, account, "halted"},
    {"20003", rest, auth, "halted"},
    {"20005", rest, account, "halted"},
    {"20006", rest, account, "halted"},
    {"20008", rest, auth, "halted"},
    {"20010", rest, account, "halted"},
    {"20404", rest, not_found, "halted"},
    {"20429", rest, rate_limited, "deferred"},
    {"20500", rest, provider_error, "unknown"},
    {"20503", rest, provider_error, "unknown"},
    {"21211", rest, invalid_destination, "rejected"},
    {"21212", rest, invalid_sender, "rejected"},
    {"21408", rest, permission, "rejected"},
    {"21601", rest, invalid_sender, "rejected"},
    {"21602", rest, invalid_request, "rejected"},
    {"21603", rest, invalid_request, "rejected"},
    {"21604", rest, invalid_request, "rejected"},
    {"21606", rest, invalid_sender, "rejected"},
    {"21607", rest, invalid_sender, "rejected"},
    {"21608", rest, account, "rejected"},
    {"21609", rest, invalid_request, "unknown"},
    {"21610", rest, opted_out, "rejected"},
    {"21611", rest, queue_full, "deferred"},
    {"21612", rest, unroutable, "rejected"},
    {"21614", rest, invalid_destination, "rejected"},
    {"21616", rest, invalid_sender, "rejected"},
    {"21617", rest, invalid_request, "rejected"},
    {"21618", rest, invalid_request, "rejected"},
    {"21619", rest, invalid_request, "rejected"},
    {"21620", rest, invalid_request, "rejected"},
    {"21621", rest, invalid_sender, "rejected"},
    {"21622", rest, invalid_sender, "rejected"},
    {"21623", rest, invalid_request, "rejected"},
    {"21624", rest, invalid_request, "rejected"},
    {"21635", rest, landline, "rejected"},
    {"21658", rest, invalid_request, "rejected"},
    {"21661", rest, invalid_sender, "rejected"},
    {"21701", rest, invalid_sender, "rejected"},
    {"21702", rest, invalid_sender, "rejected"},
    {"21703", rest, invalid_sender, "rejected"},
    {"21704", rest, invalid_sender, "rejected"},
    {"21705", rest, invalid_sender, "rejected"},
    {"30409", rest, conflict, "rejected"},
    {"30001", status, queue_full, "later"},
    {"30002", status, account, "fix"},
    {"30003", status, unreachable, "later"},
    {"30004", status, blocked, "none"},
    {"30005", status, invalid_destination, "none"},
    {"30006", status, landline, "none"},
    {"30007", status, filtered, "none"},
    {"30008", status, unknown, "later"},
    {"30009", status, unknown, "none"},
    {"30017", status, provider_error, "later"},
    {"30018", status, registration, "fix"},
    {"30020", status, provider_error, "later"},
    {"30021", status, provider_error, "later"},
    {"30022", status, rate_limited, "later"},
    {"30023", status, rate_limited, "later"},
    {"30024", status, registration, "fix"},
    {"30025", status, unknown, "none"},
    {"30026", status, unknown, "none"},
    {"30027", status, rate_limited, "later"},
    {"30032", status, registration, "fix"},
    {"30033", status, registration, "fix"},
    {"30034", status, registration, "fix"},
    {"30035", status, registration, "fix"},
    {"30036", status, expired, "later"},
    {"30037", status, account, "fix"},
    {"30038", status, unknown, "none"},
    {"30410", status, provider_error, "later"},
    {"30450", status, blocked_temporarily, "later"},
    {"30610", status, blocked, "later"},
    {"30640", status, blocked, "none"},
    // Not in the table: the rules for what Twilio adds without notice.
    {"21999", rest, invalid_request, "rejected"},
    {"30999", rest, unknown, "rejected"},
    {"30999", status, unknown, "none"},
    {"63016", rest, invalid_request, "rejected"},
    {"63016", status, unknown, "none"},
};

Outcome send_refused(std::string_view code) {
    const auto body = fmt::format(R"({{"code":{},"message":"m","status":400}})", code);
    return test::twilio()->read_send(test::reply(400, body));
}

Receipt reported(std::string_view message_status, std::string_view code) {
    const auto receipts = test::twilio()->read_receipts(
        {"POST",
         "https://sms.example.com/hook",
         {{"content-type", "application/x-www-form-urlencoded"}},
         fmt::format("MessageSid={}&MessageStatus={}&ErrorCode={}", test::message_sid,
                     message_status, code)});
    REQUIRE(receipts.size() == 1);
    return receipts[0];
}

} // namespace

TEST_CASE("twilio: every code leads to its category and what follows from it",
          "[provider][twilio][codes]") {
    for (const auto& row : rows) {
        INFO(row.code);
        if (row.rest) {
            const auto outcome = send_refused(row.code);
            CHECK(kind(outcome) == row.then);
            REQUIRE(failure_of(outcome) != nullptr);
            CHECK(failure_of(outcome)->category == row.category);
            CHECK(failure_of(outcome)->code == row.code);
        } else {
            const auto receipt = reported("undelivered", row.code);
            REQUIRE(receipt.failure);
            CHECK(receipt.failure->category == row.category);
            CHECK(word(receipt.failure->remedy) == row.then);
            CHECK(receipt.failure->code == row.code);
            CHECK_FALSE(receipt.failure->why.empty());
        }
    }
}

TEST_CASE("twilio: every code of the table is tested, sorted and explained",
          "[provider][twilio][codes]") {
    std::set<std::string_view> tested;
    for (const auto& row : rows) tested.insert(row.code);
    std::string_view before;
    for (const auto& meaning : twilio_codes()) {
        INFO(meaning.code);
        CHECK(tested.contains(meaning.code));
        CHECK(meaning.code > before);
        CHECK_FALSE(meaning.meaning.empty());
        CHECK(find_twilio_code(meaning.code) == &meaning);
        before = meaning.code;
    }
}

TEST_CASE("twilio: the table has the codes that its documentation has",
          "[provider][twilio][codes]") {
    std::ifstream document(BKXSMS_SOURCE_DIR "/docs/providers/twilio.md");
    std::set<std::string> documented;
    bool in_section = false;
    for (std::string line; std::getline(document, line);) {
        if (line.starts_with("## ")) in_section = line.starts_with("## 3 ");
        if (!in_section || !line.starts_with("| ")) continue;
        const auto cell = line.substr(2, line.find('|', 2) - 2);
        std::string digits;
        std::vector<std::string> codes;
        bool range = false;
        for (const char c : cell + ' ') {
            if (c >= '0' && c <= '9') {
                digits += c;
                continue;
            }
            if (digits.size() == 5) {
                if (range)
                    for (int n = std::stoi(codes.back()) + 1; n < std::stoi(digits); ++n)
                        codes.push_back(std::to_string(n));
                codes.push_back(digits);
                range = c == '-';
            }
            digits.clear();
        }
        documented.insert(codes.begin(), codes.end());
    }
    std::set<std::string> known;
    for (const auto& meaning : twilio_codes()) known.emplace(meaning.code);
    CHECK(documented == known);
}

TEST_CASE("twilio: what is no code has no meaning", "[provider][twilio][codes]") {
    for (const auto* code : {"", "2161", "216100", "2161a", "99999", "20001", " 21610", "-1"})
        CHECK_FALSE(twilio_meaning(code));
    CHECK(twilio_meaning("21610")->category == opted_out);
    CHECK(twilio_meaning("21998")->remedy == Remedy::none);
    CHECK(find_twilio_code("21998") == nullptr);
}

TEST_CASE("twilio: a notice is no failure of a message that arrived",
          "[provider][twilio][codes]") {
    CHECK_FALSE(reported("delivered", "30025").failure);
    CHECK_FALSE(reported("sent", "30026").failure);
}

#include "support/catch.hpp"
#include "vonage_rig.hpp"

#include <fmt/format.h>

#include <set>
#include <vector>

using namespace bkxsms;
using namespace bkxsms::provider;
using enum Category;

namespace {

/// docs/providers/vonage.md section 3, read by a person: what must become of the message.
struct Row {
    std::string_view code;
    Category category;
    std::string_view then; ///< the outcome of the send, or the remedy in the report
};

constexpr Row statuses[] = {
    {"1", rate_limited, "deferred"},
    {"2", invalid_request, "rejected"},
    {"3", invalid_request, "rejected"},
    {"4", auth, "halted"},
    {"5", provider_error, "unknown"},
    {"6", invalid_destination, "rejected"},
    {"7", blocked, "rejected"},
    {"8", account, "halted"},
    {"9", account, "halted"},
    {"10", rate_limited, "deferred"},
    {"11", account, "halted"},
    {"12", invalid_request, "rejected"},
    {"13", provider_error, "unknown"},
    {"14", auth, "halted"},
    {"15", invalid_sender, "rejected"},
    {"16", invalid_request, "rejected"},
    {"17", unreachable, "deferred"},
    {"18", invalid_request, "rejected"},
    {"19", account, "halted"},
    {"20", invalid_request, "rejected"},
    {"22", invalid_request, "rejected"},
    {"23", invalid_request, "halted"},
    {"29", account, "rejected"},
    {"32", auth, "halted"},
    {"33", invalid_destination, "rejected"},
    {"101", account, "halted"},
    // Not in the table: nobody can say that nothing was sent.
    {"99", unknown, "unknown"},
    {"21", unknown, "unknown"},
};

constexpr Row report_errors[] = {
    {"1", unknown, "later"},
    {"2", unreachable, "later"},
    {"3", invalid_destination, "none"},
    {"4", blocked, "none"},
    {"5", unknown, "none"},
    {"6", filtered, "none"},
    {"7", unreachable, "later"},
    {"8", provider_error, "later"},
    {"9", opted_out, "none"},
    {"10", invalid_request, "none"},
    {"11", unroutable, "none"},
    {"12", invalid_destination, "none"},
    {"13", blocked, "none"},
    {"14", blocked, "none"},
    {"15", unreachable, "later"},
    {"50", registration, "fix"},
    {"51", registration, "fix"},
    {"52", registration, "fix"},
    {"53", registration, "fix"},
    {"54", registration, "fix"},
    {"99", unknown, "later"},
    // Not in the table.
    {"39", unknown, "none"},
    {"95", unknown, "none"},
    {"teapot", unknown, "none"},
};

constexpr Row messages_errors[] = {
    {"1000", rate_limited, "backoff"},
    {"1010", invalid_request, "none"},
    {"1020", invalid_request, "none"},
    {"1021", invalid_request, "none"},
    {"1022", invalid_request, "none"},
    {"1030", provider_error, "later"},
    {"1040", invalid_destination, "none"},
    {"1050", blocked, "none"},
    {"1060", account, "fix"},
    {"1070", account, "fix"},
    {"1080", account, "fix"},
    {"1090", invalid_request, "none"},
    {"1100", provider_error, "later"},
    {"1120", invalid_sender, "fix"},
    {"1130", invalid_request, "none"},
    {"1140", account, "fix"},
    {"1150", invalid_request, "none"},
    {"1160", account, "fix"},
    {"1170", invalid_request, "none"},
    {"1180", unreachable, "later"},
    {"1190", invalid_destination, "none"},
    {"1200", unknown, "none"},
    {"1210", filtered, "none"},
    {"1220", unreachable, "later"},
    {"1230", provider_error, "later"},
    {"1240", opted_out, "none"},
    {"1241", rate_limited, "later"},
    {"1250", unroutable, "none"},
    {"1260", invalid_destination, "none"},
    {"1270", blocked, "none"},
    {"1280", blocked, "none"},
    {"1290", unreachable, "later"},
    {"1300", invalid_destination, "none"},
    {"1310", invalid_destination, "none"},
    {"1320", conflict, "none"},
    {"1330", unknown, "none"},
    {"1331", provider_error, "later"},
    {"1360", expired, "later"},
};

Receipt reported_part(std::string_view status, std::string_view code) {
    const auto receipts = test::vonage()->read_receipts(
        {"POST",
         "https://sms.example.com/hook",
         {{"content-type", "application/x-www-form-urlencoded"}},
         fmt::format("messageId={}&status={}&err-code={}&scts=2603141509", test::vonage_part_id,
                     status, code)});
    REQUIRE(receipts.size() == 1);
    return receipts[0];
}

Receipt reported_message(std::string_view status, std::string_view error) {
    const auto receipts = test::vonage_messages()->read_receipts(
        {"POST",
         "https://sms.example.com/hook",
         {{"content-type", "application/json"}},
         fmt::format(R"({{"message_uuid":"{}","channel":"sms","status":"{}","error":{}}})",
                     test::vonage_uuid, status, error)});
    REQUIRE(receipts.size() == 1);
    return receipts[0];
}

void check(const Receipt& receipt, const Row& row, const std::string& code) {
    REQUIRE(receipt.failure);
    CHECK(receipt.failure->category == row.category);
    CHECK(word(receipt.failure->remedy) == row.then);
    CHECK(receipt.failure->code == code);
    CHECK_FALSE(receipt.failure->why.empty());
}

} // namespace

TEST_CASE("vonage: every status of the SMS API leads to what must become of the message",
          "[provider][vonage][codes]") {
    for (const auto& row : statuses) {
        INFO(row.code);
        const auto outcome = test::vonage()->read_send(test::reply(
            200, fmt::format(R"({{"message-count":"1","messages":[{{"status":"{}"}}]}})",
                             row.code)));
        CHECK(kind(outcome) == row.then);
        REQUIRE(failure_of(outcome) != nullptr);
        CHECK(failure_of(outcome)->category == row.category);
        CHECK(failure_of(outcome)->code == row.code);
        CHECK_FALSE(failure_of(outcome)->why.empty());
    }
    int recorded = 0;
    for (const auto& row : statuses) {
        const auto name = fmt::format("sms_error_status_{}", row.code);
        try {
            const auto outcome = test::vonage()->read_send(test::vonage_answer(name));
            INFO(name);
            CHECK(kind(outcome) == row.then);
            ++recorded;
        } catch (const std::runtime_error&) {
        }
    }
    CHECK(recorded == 20);
}

TEST_CASE("vonage: every error of a part's report has its category and remedy",
          "[provider][vonage][codes]") {
    for (const auto& row : report_errors) {
        INFO(row.code);
        check(reported_part("failed", row.code), row, "err-" + std::string(row.code));
        CHECK_FALSE(reported_part("delivered", row.code).failure);
    }
}

TEST_CASE("vonage: every error of a message's report has its category and remedy",
          "[provider][vonage][codes]") {
    for (const auto& row : messages_errors) {
        INFO(row.code);
        const std::string code(row.code);
        check(reported_message("rejected", fmt::format(R"({{"title":{}}})", code)), row, code);
        check(reported_message("rejected", fmt::format(R"({{"title":"{}"}})", code)), row,
              code);
        check(reported_message("undeliverable",
                               fmt::format(R"({{"type":"https://x/y#{}","title":7}})", code)),
              row, code);
        check(reported_message("rejected",
                               fmt::format(R"({{"code":{},"reason":"version 0.1"}})", code)),
              row, code);
    }
}

TEST_CASE("vonage: every code of the table is tested, sorted and explained",
          "[provider][vonage][codes]") {
    std::set<std::string> tested;
    for (const auto& row : statuses) tested.emplace(row.code);
    for (const auto& row : report_errors) tested.insert("err-" + std::string(row.code));
    for (const auto& row : messages_errors) tested.emplace(row.code);
    std::string_view before;
    for (const auto& meaning : vonage_codes()) {
        INFO(meaning.code);
        CHECK(tested.contains(std::string(meaning.code)));
        CHECK(meaning.code > before);
        CHECK_FALSE(meaning.meaning.empty());
        CHECK(find_vonage_code(meaning.code) == &meaning);
        before = meaning.code;
    }
    CHECK(find_vonage_code("") == nullptr);
    CHECK(find_vonage_code("99") == nullptr);
    CHECK(test::vonage()->codes().data() == test::vonage_messages()->codes().data());
}

namespace {

/// The numbers in `text`: "13,16-20 and 1010/1020".
std::vector<int> numbers_in(std::string_view text) {
    std::vector<int> out;
    std::string digits;
    bool range = false;
    for (const char c : std::string(text) + ' ') {
        if (c >= '0' && c <= '9') {
            digits += c;
            continue;
        }
        if (!digits.empty()) {
            const int number = std::stoi(digits);
            if (range)
                for (int n = out.back() + 1; n < number; ++n) out.push_back(n);
            out.push_back(number);
        }
        range = c == '-' && !digits.empty();
        digits.clear();
    }
    return out;
}

} // namespace

TEST_CASE("vonage: the table has the codes that its documentation has",
          "[provider][vonage][codes]") {
    std::ifstream document(BKXSMS_SOURCE_DIR "/docs/providers/vonage.md");
    std::set<std::string> documented;
    std::string section;
    for (std::string line; std::getline(document, line);) {
        if (line.starts_with("#")) section = line.substr(0, line.find(' ', 5));
        if (section != "### 3.1" && section != "### 3.2") {
            // Section 3.3 is a line: "1000 rate_limited · 1010/1020 invalid_request · …".
            if (section == "### 3.3" && line.starts_with("1000 "))
                for (const int n : numbers_in(line)) documented.insert(std::to_string(n));
            continue;
        }
        if (!line.starts_with("| ")) continue;
        const auto cell = line.substr(2, line.find('|', 2) - 2);
        if (cell.starts_with("other")) continue;
        for (const int n : numbers_in(cell))
            if (n != 0)
                documented.insert((section == "### 3.2" ? "err-" : "") + std::to_string(n));
    }
    std::set<std::string> known;
    for (const auto& meaning : vonage_codes()) known.emplace(meaning.code);
    CHECK(documented == known);
}

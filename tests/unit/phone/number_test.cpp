#include "core/base/error.hpp"
#include "core/base/utf8.hpp"
#include "core/phone/number.hpp"
#include "core/phone/vet.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace bkxsms;
using namespace std::literals;
using phone::NotANumber, phone::Number, phone::parse_number;
using Why = NotANumber::Why;

namespace {

constexpr std::string_view why_words[] = {"empty",     "letters",   "junk",
                                          "extension", "no_region", "country_code",
                                          "too_short", "too_long",  "not_possible"};

// E.164, or the reason: one word to compare with.
std::string outcome(std::string_view text, std::string_view region) {
    const auto parsed = parse_number(text, region);
    if (const auto* number = std::get_if<Number>(&parsed)) return number->e164;
    return std::string(why_words[static_cast<std::size_t>(std::get<NotANumber>(parsed).why)]);
}

struct Row {
    std::string_view text, region, becomes;
};

void check(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        CAPTURE(row.text, row.region);
        CHECK(outcome(row.text, row.region) == row.becomes);
    }
}

} // namespace

TEST_CASE("phone: a number is read as people type it", "[phone][number]") {
    check({
        {"+49 1511 2345678", "", "+4915112345678"},
        {"(0151) 12345678", "DE", "+4915112345678"},
        {"0151/12345678", "DE", "+4915112345678"},
        {"0475/12.34.56", "BE", "+32475123456"},
        {"0475/12/34/56", "BE", "+32475123456"},
        {"0049 151 12345678", "DE", "+4915112345678"},
        {"0044 20 7031 3000", "FR", "+442070313000"},
        {"011 44 20 7031 3000", "US", "+442070313000"},
        {"+44 (0)20 7031 3000", "", "+442070313000"},
        {"[+49] (0)30 1234567", "", "+49301234567"},
        {"++33612345678", "", "+33612345678"},
        {"  +33612345678\r\n", "", "+33612345678"},
        {"06\u202F12\u202F34\u202F56\u202F78", "FR", "+33612345678"},
        {"\u202D+1 650-253-0000\u202C", "", "+16502530000"}, // as address books copy it
        {"\uFEFF+16502530000", "", "+16502530000"},
        {"+1\u2011650\u2013253\u22120000", "", "+16502530000"},
        {"\uFF0B\uFF14\uFF14 (20) 7031 3000", "", "+442070313000"},
        {"\u0660\u0665\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "SA", "+966501234567"},
    });
}

TEST_CASE("phone: digits of every living script are digits", "[phone][number]") {
    for (const char32_t zero :
         {0x0660U, 0x06F0U, 0x0966U, 0x09E6U, 0x0E50U, 0x17E0U, 0xFF10U}) {
        std::string text = "+";
        for (const char c : "447400123456"sv)
            append_utf8(&text, zero + static_cast<char32_t>(c - '0'));
        CAPTURE(code_point_name(zero));
        CHECK(outcome(text, "") == "+447400123456");
    }
}

TEST_CASE("phone: what is not exactly one number is refused with its reason",
          "[phone][number]") {
    check({
        {"", "DE", "empty"},
        {" \t\u200E\n", "DE", "empty"},
        {"1-800-FLOWERS", "US", "letters"},
        {"CALL ME", "US", "letters"},
        {"\u0442\u0435\u043B +7 495 1234567", "RU", "letters"},
        {"3.3612E+10", "FR", "letters"},
        {"tel:+33612345678", "FR", "letters"},
        {"+33612345678 (mobile)", "FR", "letters"},
        {"650-253-0000 ext. 5", "US", "extension"},
        {"650-253-0000 x5", "US", "extension"},
        {"650-253-0000,,1234#", "US", "extension"},
        {"+7 495 123-45-67 \u0434\u043E\u0431. 12", "RU", "extension"},
        {"650-253-0000\uFF58\uFF15", "US", "extension"},
        {"---", "DE", "junk"},
        {"+", "DE", "junk"},
        {"\"0612345678\"", "FR", "junk"},
        {"*31#0612345678", "FR", "junk"},
        {"06 12 34 56 78?", "FR", "junk"},
        {"06 12 34 56 78, 06 98 76 54 32", "FR", "junk"},
        {"336+12345678", "FR", "junk"},
        {"+33612345678 +33698765432", "FR", "junk"},
        {"06 12\n34 56 78", "FR", "junk"},
        {"06\t12345678", "FR", "junk"},
        {"030 1234/030 1235", "DE", "junk"},
        {"030 123456/57", "DE", "junk"},
        {"4915112345678.0", "DE", "junk"},
        {"31.12.1990", "DE", "junk"},
        {"1990-12-31", "DE", "junk"},
        {"12/31/1990", "US", "junk"},
        {"\u202E+33612345678", "FR", "junk"}, // right-to-left override
        {"+33612345678\0"sv, "FR", "junk"},
        {"+3361234\0005678"sv, "FR", "junk"},
        {"+33612345678\xFF", "FR", "junk"},
        {"+336\xC0\xB1"
         "2345678",
         "FR", "junk"}, // overlong '1'
        {"\U0001F4DE +33612345678", "FR", "junk"},
        {"+3361234567\u00B2", "FR", "junk"}, // a superscript is no digit
        {"0612345678", "", "no_region"},
        {"0033612345678", "", "no_region"},
        {"+999123456789", "", "country_code"},
        {"+0 123 456 789", "DE", "country_code"},
        {"5", "US", "too_short"},
        {"+44 12", "", "too_short"},
        {"911", "US", "too_short"},
        {"4111 1111 1111 1111", "US", "too_long"},
        {"06 12 34 56 78 06 98 76 54 32", "FR", "too_long"},
        {"+49 30 123456789012", "", "too_long"}, // real, but E.164 ends at 15 digits
        {"112", "DE", "not_possible"},
        {"253-0000", "US", "not_possible"},
        {"0055 41 98765-4321", "BR", "not_possible"}, // +55 41..., or carrier 55 to +41
        {"000 123 4567", "AE", "not_possible"}, // "+971 00...", which is read as "+971 0..."
        {"00 . .0505", "DE", "not_possible"},
    });
    CHECK(outcome(std::string(40, '1'), "US") == "too_long");
    CHECK(outcome(std::string(1'000'000, ' '), "US") == "too_long");
}

TEST_CASE("phone: an E.164 number comes back as it went in", "[phone][number]") {
    for (const auto text : {"+14155550123"sv, "+442079460958"sv, "+61491570156"sv,
                            "+390612345678"sv, "+80012345678"sv, "+2290195123456"sv}) {
        for (const auto region : {""sv, "US"sv, "IT"sv, "AU"sv}) {
            CAPTURE(text, region);
            CHECK(outcome(text, region) == text);
        }
    }
}

TEST_CASE("phone: a number is shown in national and international form", "[phone][number]") {
    const auto mobile = std::get<Number>(parse_number("+4915112345678", ""));
    CHECK(mobile.national() == "01511 2345678");
    CHECK(mobile.international() == "+49 1511 2345678");
    CHECK(mobile.type == phone::Type::mobile);
    CHECK(phone::word(mobile.type) == "mobile");
    CHECK(mobile.valid);
}

TEST_CASE("phone: a refusal is explained without the digits", "[phone][number]") {
    CHECK(std::get<NotANumber>(parse_number("+44 12", "DE")).explain() ==
          "too short for a number in GB");
    CHECK(std::get<NotANumber>(parse_number("4111 1111 1111 1111", "US")).explain() ==
          "too long for a number in US");
    for (const auto text : {"", "x", "?", "6502530000x9", "650 253 0000", "+999123456789",
                            "+12345", "+165025300001", "+12530000"}) {
        const auto parsed = parse_number(text, "");
        REQUIRE(std::holds_alternative<NotANumber>(parsed));
        const auto said = std::get<NotANumber>(parsed).explain();
        CAPTURE(text, said);
        CHECK(said.size() > 10);
        CHECK(said.find_first_of("0123678") == std::string::npos); // '+49' is an example
    }
}

TEST_CASE("phone: an unknown default region is a mistake in the configuration",
          "[phone][number]") {
    for (const auto region : {"XX", "de", "DEU", "001", "ZZ", " "}) {
        CAPTURE(region);
        try {
            parse_number("+4915112345678", region);
            FAIL_CHECK("was accepted");
        } catch (const Error& e) {
            CHECK(e.fault() == Fault::config);
            CHECK_FALSE(e.hint().empty());
        }
    }
}

TEST_CASE("phone: E.164 is '+' and 7 to 15 digits, the first not 0", "[phone][number]") {
    for (const auto text : {"+1234567", "+123456789012345"}) CHECK(phone::is_e164(text));
    for (const auto text : {"", "+", "1234567", "+123456", "+1234567890123456", "+0234567",
                            "+12345 67", "+1234567a", "++1234567", " +1234567"}) {
        CAPTURE(text);
        CHECK_FALSE(phone::is_e164(text));
    }
}

TEST_CASE("phone: the gate passes only '+' and digits, whatever comes in", "[phone][vet]") {
    // Every character alone and between digits.
    for (char32_t c = 0; c < 0x11000; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text = "0612";
        append_utf8(&text, c);
        text += "345678";
        const auto vetted = phone::vet(text);
        if (const auto* digits = std::get_if<std::string>(&vetted)) {
            if (digits->find_first_not_of("0123456789") != std::string::npos ||
                digits->size() < 10 || digits->size() > 11)
                FAIL_CHECK(code_point_name(c) << " let through '" << *digits << '\'');
        }
    }
}

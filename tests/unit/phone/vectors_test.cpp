// Every row of tests/fixtures/phone_vectors.csv: the columns are the library's own answers.
// Where we refuse what it takes, or take what it refuses, the rule that decides so is computed
// here from the input, not listed by row.

#include "core/base/csv.hpp"
#include "core/base/utf8.hpp"
#include "core/phone/number.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace bkxsms;
using phone::NotANumber, phone::Number;
using Why = NotANumber::Why;

namespace {

using Row = std::map<std::string, std::string>;

std::vector<Row> read_rows() {
    std::ifstream in(BKXSMS_SOURCE_DIR "/tests/fixtures/phone_vectors.csv");
    std::string comment;
    std::getline(in, comment);
    csv::Reader reader(in);
    const auto header = reader.next().value().fields;
    std::vector<Row> rows;
    while (const auto record = reader.next()) {
        REQUIRE(record->problem == "");
        REQUIRE(record->fields.size() == header.size());
        Row row;
        for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = record->fields[i];
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string unescape(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const bool escape = text.starts_with("\\u") || text.starts_with("\\U");
        const std::size_t length = !escape ? 1 : text[1] == 'u' ? 6 : 10;
        if (escape)
            append_utf8(&out, static_cast<char32_t>(std::stoul(
                                  std::string(text.substr(2, length - 2)), nullptr, 16)));
        else
            out += text.front();
        text.remove_prefix(length);
    }
    return out;
}

bool has_any_of(std::string_view text, std::string_view characters) {
    return text.find_first_of(characters) != std::string_view::npos;
}

bool has_letters(std::string_view text) {
    for (std::size_t pos = 0; pos < text.size();) {
        const auto c = next_code_point(text, &pos);
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return true;
        if (c >= 0x400 && c <= 0x4FF) return true; // Cyrillic: the only other in the file
    }
    return false;
}

// A dot with one digit behind it at the end: an amount.
bool is_amount(std::string_view text) {
    return text.size() > 2 && text[text.size() - 2] == '.';
}

bool is_iso_date(std::string_view text) {
    return text.size() == 10 && text[4] == '-' && text[7] == '-' &&
           std::ranges::count(text, '-') == 2;
}

// A second number, with its own trunk prefix, behind a slash.
bool is_two_numbers(std::string_view text) {
    const auto slash = text.find("/ 0");
    return slash != std::string_view::npos && slash >= 7 && text.size() - slash > 9;
}

// Rules of ours that refuse, whatever the library says. Several reasons may be right: which
// one is told is tested in number_test.cpp.
bool is_refused_by_us(const Row& row, std::string_view text) {
    if (has_letters(text) || has_any_of(text, ",;#\"\t\n")) return true;
    if (is_amount(text) || is_iso_date(text) || is_two_numbers(text)) return true;
    return row.at("e164").size() > 1 + 15; // ITU-T E.164 clause 6.2.1: at most 15 digits
}

// Nothing but ASCII digits, '+', blanks and invisible marks: ours to clean up, also where the
// library will not. Returns the text cleaned.
std::optional<std::string> cleaned(std::string_view text) {
    std::string clean;
    for (std::size_t pos = 0; pos < text.size();) {
        const auto c = next_code_point(text, &pos);
        if (c == '+' || (c >= '0' && c <= '9'))
            clean += static_cast<char>(c);
        else if (c < 0x2000 || c > 0x206F)
            return std::nullopt;
    }
    return clean;
}

// The country whose mobiles all have a length that the library's metadata does not know.
bool is_of_benin_since_2024(const Row& row) {
    return row.at("calling_code") == "229" &&
           row.at("national_significant_number").starts_with("01") &&
           row.at("national_significant_number").size() == 10;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return text;
}

void check_number(const Row& row, const Number& number) {
    CHECK(number.e164 == row.at("e164"));
    CHECK(phone::is_e164(number.e164));
    CHECK(number.region == row.at("region"));
    CHECK(std::to_string(number.country_code) == row.at("calling_code"));
    CHECK(number.e164 == "+" + row.at("calling_code") + row.at("national_significant_number"));
    CHECK(phone::word(number.type) == lower(row.at("type")));
    CHECK(number.valid == (row.at("valid") == "true"));
    CHECK(number.international() == row.at("international"));
}

void check_refusal(const Row& row, const NotANumber& refusal) {
    const std::map<std::string, std::vector<Why>> reasons = {
        {"TOO_SHORT", {Why::too_short}},
        {"TOO_LONG", {Why::too_long}},
        {"INVALID_LENGTH", {Why::not_possible}},
        {"IS_POSSIBLE_LOCAL_ONLY", {Why::not_possible}},
        {"INVALID_COUNTRY_CODE", {Why::country_code, Why::no_region}},
        {"NOT_A_NUMBER", {Why::empty, Why::junk, Why::too_short}}};
    const auto& said = row.at("error").empty() ? row.at("possible") : row.at("error");
    REQUIRE(reasons.contains(said));
    CHECK(std::ranges::count(reasons.at(said), refusal.why) == 1);
}

} // namespace

TEST_CASE("phone: every vector has the library's answer, or a rule of ours",
          "[phone][vectors]") {
    const auto rows = read_rows();
    REQUIRE(rows.size() == 351);
    std::map<std::string, int> count;

    for (const auto& row : rows) {
        const auto text = unescape(row.at("input"));
        const auto region = row.at("default_region") == "ZZ" ? "" : row.at("default_region");
        CAPTURE(row.at("id"), row.at("input"), region);
        const auto parsed = phone::parse_number(text, region);
        const auto* number = std::get_if<Number>(&parsed);
        const auto* refusal = std::get_if<NotANumber>(&parsed);

        if (is_refused_by_us(row, text)) {
            ++count["refused by us"];
            CHECK(refusal != nullptr);
        } else if (is_of_benin_since_2024(row)) {
            ++count["new plan"];
            REQUIRE(number != nullptr);
            check_number(row, *number);
        } else if (row.at("possible") == "IS_POSSIBLE") {
            ++count["number"];
            REQUIRE(number != nullptr);
            check_number(row, *number);
        } else if (const auto clean = cleaned(text); row.at("error") == "NOT_A_NUMBER" &&
                                                     clean && clean->size() > 7 &&
                                                     clean->rfind('+') + 1 <= 1) {
            ++count["cleaned"];
            REQUIRE(number != nullptr);
            CHECK(number->e164 == std::get<Number>(phone::parse_number(*clean, region)).e164);
        } else {
            ++count["refused by both"];
            REQUIRE(refusal != nullptr);
            check_refusal(row, *refusal);
        }
    }

    // No branch may swallow the file.
    for (const auto& [branch, n] : count) UNSCOPED_INFO(branch << ": " << n);
    CHECK(count["number"] >= 300);
    CHECK(count["new plan"] == 2);
    CHECK(count["cleaned"] == 2);
    CHECK(count["refused by us"] + count["refused by both"] <= 49);
}

TEST_CASE("phone: numbers newer than the metadata are possible but not valid",
          "[phone][vectors]") {
    int seen = 0;
    for (const auto& row : read_rows()) {
        if (!row.at("id").starts_with("drift-")) continue;
        CAPTURE(row.at("id"));
        ++seen;
        const auto parsed = phone::parse_number(row.at("input"), "");
        REQUIRE(std::holds_alternative<Number>(parsed));
        CHECK_FALSE(std::get<Number>(parsed).valid);
        CHECK(std::get<Number>(parsed).type == phone::Type::unknown);
    }
    CHECK(seen == 9);
}

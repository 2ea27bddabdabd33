#include "core/phone/number.hpp"

#include "core/base/error.hpp"
#include "core/phone/vet.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace bkxsms::phone {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using Why = NotANumber::Why;

constexpr auto no_region = "ZZ"; // what the library calls it, ISO 3166-1 user-assigned

// The library's metadata is of September 2022. Where all mobiles of a country have moved to a
// length that did not exist then, the library would refuse them all; these are "possible but
// not valid", like other new numbers.
struct NewerPlan {
    int country_code;
    std::string_view begins;
    std::size_t digits; // of the national number
};
constexpr std::array newer_plans = {
    // Benin put 01 in front of every number on 2024-11-30. The only such country: from the
    // <possibleLengths> of <fixedLine> and <mobile> in PhoneNumberMetadata.xml of
    // libphonenumber
    // 8.12.57 and 9.0.35 (2026-07-16).
    NewerPlan{229, "01", 10},
};

PhoneNumberUtil& library() {
    return *PhoneNumberUtil::GetInstance();
}

Type type_of(const PhoneNumber& number) {
    switch (library().GetNumberType(number)) {
    case PhoneNumberUtil::FIXED_LINE:
        return Type::fixed_line;
    case PhoneNumberUtil::MOBILE:
        return Type::mobile;
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
        return Type::fixed_line_or_mobile;
    case PhoneNumberUtil::TOLL_FREE:
        return Type::toll_free;
    case PhoneNumberUtil::PREMIUM_RATE:
        return Type::premium_rate;
    case PhoneNumberUtil::SHARED_COST:
        return Type::shared_cost;
    case PhoneNumberUtil::VOIP:
        return Type::voip;
    case PhoneNumberUtil::PERSONAL_NUMBER:
        return Type::personal_number;
    case PhoneNumberUtil::PAGER:
        return Type::pager;
    case PhoneNumberUtil::UAN:
        return Type::uan;
    case PhoneNumberUtil::VOICEMAIL:
        return Type::voicemail;
    case PhoneNumberUtil::UNKNOWN:
        break;
    }
    return Type::unknown;
}

// 0 for no region.
int country_code_of(const std::string& region) {
    if (region.empty()) return 0;
    const int code = library().GetCountryCodeForRegion(region);
    if (code == 0)
        throw Error(Fault::config, "unknown region '" + region + "'",
                    "two capital letters as in ISO 3166-1: 'GB', 'US'");
    return code;
}

// "" where it is not known, or not a country.
std::string main_region(int country_code) {
    std::string region;
    library().GetRegionCodeForCountryCode(country_code, &region);
    return region == no_region || region == "001" ? std::string() : region;
}

Why why_not(PhoneNumberUtil::ErrorType error, bool has_region) {
    switch (error) {
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
        return has_region ? Why::country_code : Why::no_region;
    case PhoneNumberUtil::TOO_LONG_NSN:
        return Why::too_long;
    case PhoneNumberUtil::NOT_A_NUMBER: // one digit, after vet()
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
    case PhoneNumberUtil::NO_PARSING_ERROR:
        break;
    }
    return Why::too_short;
}

bool is_of_newer_plan(int country_code, std::string_view national) {
    return std::ranges::any_of(newer_plans, [&](const NewerPlan& plan) {
        return country_code == plan.country_code && national.size() == plan.digits &&
               national.starts_with(plan.begins);
    });
}

std::optional<Why> wrong_length(const PhoneNumber& number, std::string_view e164) {
    switch (library().IsPossibleNumberWithReason(number)) {
    case PhoneNumberUtil::IS_POSSIBLE:
        break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
        return Why::country_code;
    case PhoneNumberUtil::TOO_SHORT:
        return Why::too_short;
    case PhoneNumberUtil::TOO_LONG:
        return Why::too_long;
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
    case PhoneNumberUtil::INVALID_LENGTH:
        return Why::not_possible;
    }
    // Some German numbers are longer than any network must carry.
    if (!is_e164(e164)) return e164.size() < 8 ? Why::too_short : Why::too_long;
    return std::nullopt;
}

// Brazil puts a carrier's two digits behind 00, and 55 is one of them: "0055 41 98765-4321"
// is a number in Brazil to a person, and one in Switzerland to the exchange.
bool is_read_two_ways(std::string_view digits, int own_code, int read_code) {
    return own_code != 0 && own_code != read_code &&
           digits.starts_with("00" + std::to_string(own_code));
}

// "000 123 4567": behind the trunk 0 stands another, which whoever reads the E.164 form again
// takes off too, and texts somebody else.
bool is_read_as_itself(const std::string& e164) {
    PhoneNumber again;
    if (library().Parse(e164, no_region, &again) != PhoneNumberUtil::NO_PARSING_ERROR)
        return false;
    std::string read;
    library().Format(again, PhoneNumberUtil::E164, &read);
    return read == e164;
}

Number describe(const PhoneNumber& number, std::string e164) {
    Number result;
    result.e164 = std::move(e164);
    result.country_code = number.country_code();
    library().GetRegionCodeForNumber(number, &result.region);
    if (result.region == no_region) result.region.clear();
    result.type = type_of(number);
    // What IsValidNumber() would find out again, at twice the cost.
    result.valid = result.type != Type::unknown;
    return result;
}

std::string format(const std::string& e164, PhoneNumberUtil::PhoneNumberFormat as) {
    PhoneNumber number;
    if (library().Parse(e164, no_region, &number) != PhoneNumberUtil::NO_PARSING_ERROR)
        return e164;
    std::string text;
    library().Format(number, as, &text);
    return text;
}

} // namespace

std::string_view word(Type type) noexcept {
    constexpr std::string_view words[] = {
        "fixed_line",  "mobile", "fixed_line_or_mobile", "toll_free", "premium_rate",
        "shared_cost", "voip",   "personal_number",      "pager",     "uan",
        "voicemail",   "unknown"};
    return words[static_cast<std::size_t>(type)];
}

std::string Number::national() const {
    return format(e164, PhoneNumberUtil::NATIONAL);
}

std::string Number::international() const {
    return format(e164, PhoneNumberUtil::INTERNATIONAL);
}

std::string NotANumber::explain() const {
    const auto number = region.empty() ? "a phone number" : "a number in " + region;
    switch (why) {
    case Why::empty:
        return "no number given";
    case Why::letters:
        return "letters do not belong into a phone number";
    case Why::junk:
        return "not one phone number: stray characters, a second number or a date";
    case Why::extension:
        return "a text cannot go to an extension";
    case Why::no_region:
        return "no country code in front ('+49'), and no default region to read it in";
    case Why::country_code:
        return "no such country code";
    case Why::too_short:
        return "too short for " + number;
    case Why::too_long:
        return "too long for " + number;
    case Why::not_possible:
        break;
    }
    return "not possible as " + number + ": wrong length, or an area code is missing";
}

std::variant<Number, NotANumber> parse_number(std::string_view text,
                                              std::string_view default_region) {
    const std::string region(default_region);
    const int own_code = country_code_of(region);

    const auto vetted = vet(text);
    if (const auto* why = std::get_if<Why>(&vetted)) return NotANumber{*why, region};
    const auto& digits = std::get<std::string>(vetted);

    PhoneNumber number;
    const auto error = library().Parse(digits, region.empty() ? no_region : region, &number);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR) {
        const bool has_region = digits.front() == '+' || !region.empty();
        return NotANumber{why_not(error, has_region), region};
    }
    const int code = number.country_code();
    if (is_read_two_ways(digits, own_code, code)) return NotANumber{Why::not_possible, region};

    std::string e164;
    library().Format(number, PhoneNumberUtil::E164, &e164);
    const auto national = std::string_view(e164).substr(1 + std::to_string(code).size());
    if (const auto why = wrong_length(number, e164))
        if (!is_of_newer_plan(code, national)) return NotANumber{*why, main_region(code)};
    auto result = describe(number, std::move(e164));
    if (!result.valid &&
        !is_read_as_itself(result.e164)) // a valid one is; it need not be asked
        return NotANumber{Why::not_possible, main_region(code)};
    return result;
}

bool is_e164(std::string_view text) noexcept {
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
           std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace bkxsms::phone

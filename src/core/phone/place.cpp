#include "core/phone/place.hpp"

#include "core/phone/prefix_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace bkxsms::phone {
namespace {

// The digits behind '+', "" if it is no such number: a look-up must be safe on any text.
std::string_view digits_of(std::string_view e164) {
    return is_e164(e164) ? e164.substr(1) : std::string_view();
}

// Country codes of two digits; 1 and 7 have one, all others three. Source: ITU-T, List of E.164
// assigned country codes (annex to Operational Bulletin 1114, 2016-12-15).
constexpr std::array<std::string_view, 44> two_digit_codes = {
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
    "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
    "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"};

std::string_view country_code(std::string_view digits) {
    if (digits[0] == '1' || digits[0] == '7') return digits.substr(0, 1);
    const auto two = digits.substr(0, 2);
    return digits.substr(0, std::ranges::binary_search(two_digit_codes, two) ? 2 : 3);
}

// Where a mobile's leading digits say where it was issued: the NANP, which has no separate
// mobile numbers, and Mexico, Argentina, Brazil, Indonesia, China. Source: libphonenumber
// 8.12.57, geo_mobile_countries_ in phonenumberutil.cc.
constexpr std::array<std::string_view, 6> mobile_has_place = {"1",  "52", "54",
                                                              "55", "62", "86"};

bool has_place(Type type, std::string_view code) {
    switch (type) {
    case Type::fixed_line:
    case Type::fixed_line_or_mobile:
        return true;
    case Type::mobile:
    case Type::unknown:
        return std::ranges::find(mobile_has_place, code) != mobile_has_place.end();
    default:
        return false;
    }
}

std::vector<std::string_view> split(std::string_view zones) {
    std::vector<std::string_view> result;
    while (!zones.empty()) {
        const auto length = std::min(zones.find('&'), zones.size());
        result.push_back(zones.substr(0, length));
        zones.remove_prefix(std::min(length + 1, zones.size()));
    }
    return result;
}

} // namespace

std::vector<std::string_view> time_zones(std::string_view e164, Type type) {
    const auto digits = digits_of(e164);
    if (digits.empty()) return {};
    const auto code = country_code(digits);
    return split(time_zone_table().find(has_place(type, code) ? digits : code));
}

std::string_view carrier(std::string_view e164) {
    return carrier_table().find(digits_of(e164));
}

std::string_view nanp_subdivision(std::string_view e164) {
    return nanp_table().find(digits_of(e164));
}

} // namespace bkxsms::phone

#include "core/phone/number.hpp"
#include "core/phone/place.hpp"
#include "core/phone/vet.hpp"
#include "fuzz.hpp"

#include <algorithm>

using namespace bkxsms;
using fuzz::require;

namespace {

constexpr std::string_view regions[] = {"",   "DE", "US", "GB", "AE", "IN", "BR", "AR",
                                        "MX", "IT", "RU", "CN", "AU", "BJ", "JP", "FR"};
constexpr std::string_view digits = "0123456789";

void check_vetted(const std::string& vetted) {
    const auto number = std::string_view(vetted).substr(vetted.starts_with('+') ? 1 : 0);
    require(!number.empty() && number.size() <= 32, "1 to 32 digits are let through");
    require(number.find_first_not_of(digits) == std::string_view::npos, "and nothing else");
}

/// What no number has, whatever a lenient reader makes of it.
void check_typed(std::string_view typed) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    require(std::ranges::none_of(typed, is_letter), "letters are no digits");
    const auto plus = typed.rfind('+');
    require(plus == std::string_view::npos ||
                typed.substr(0, plus).find_first_of(digits) == std::string_view::npos,
            "a '+' is in front");
    require(typed.find_first_of(",;#*\"") == std::string_view::npos, "nothing is dialled");
}

void check_number(const phone::Number& number, const std::string& vetted) {
    require(phone::is_e164(number.e164), "a number is E.164");
    require(number.region.empty() || number.region == "001" || number.region.size() == 2,
            "a region has two letters");
    require(number.e164.starts_with('+' + std::to_string(number.country_code)),
            "a number begins with its country code");
    // Prefixes come and go by the rules of a country; the end is what was typed.
    const auto national = number.e164.size() - 1 - std::to_string(number.country_code).size();
    const auto end = std::min({std::size_t{4}, national, vetted.size()});
    require(number.e164.ends_with(vetted.substr(vetted.size() - end)),
            "the text goes to the number that was typed");

    const auto again = phone::parse_number(number.e164, "");
    const auto* const same = std::get_if<phone::Number>(&again);
    require(same && same->e164 == number.e164 && same->region == number.region &&
                same->valid == number.valid && same->type == number.type,
            "a number read again is the same");
    require(is_utf8(number.national()) && is_utf8(number.international()), "shown as UTF-8");
}

void check_places(std::string_view e164) {
    const bool proper = phone::is_e164(e164);
    const auto zones = phone::time_zones(e164);
    require(proper || (zones.empty() && phone::carrier(e164).empty() &&
                       phone::nanp_subdivision(e164).empty()),
            "what is no E.164 number is nowhere");
    for (const auto zone : zones)
        require(zone.find('/') != std::string_view::npos, "a zone has an area and a place");
}

} // namespace

/// A byte for the region, then what was typed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const auto region = regions[input.byte() % std::size(regions)];
    const auto typed = input.rest();

    const auto gate = phone::vet(typed);
    const auto* const vetted = std::get_if<std::string>(&gate);
    if (vetted) check_vetted(*vetted);

    const auto parsed = phone::parse_number(typed, region);
    if (const auto* number = std::get_if<phone::Number>(&parsed)) {
        require(vetted != nullptr, "nothing passes by the gate");
        check_typed(typed);
        check_number(*number, *vetted);
        check_places(number->e164);
    } else {
        const auto why = std::get<phone::NotANumber>(parsed).explain();
        require(!why.empty() && why.find_first_of("01235678") == std::string::npos,
                "a reason is in words, with '+49' as the only example");
    }
    check_places(typed);
    return 0;
}

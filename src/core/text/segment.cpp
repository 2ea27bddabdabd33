#include "core/text/segment.hpp"

#include "core/base/utf8.hpp"
#include "core/text/checks.hpp"
#include "core/text/gsm7.hpp"

#include <cstddef>

namespace bkxsms::text {
namespace {

struct Limits {
    int single;
    int joined;
};

int units_of(char32_t c, Alphabet alphabet) noexcept {
    if (alphabet == Alphabet::gsm7) return gsm7_septets(c);
    return c > 0xFFFF ? 2 : 1;
}

Alphabet alphabet_of(std::string_view utf8) noexcept {
    for (std::size_t pos = 0; pos < utf8.size();)
        if (gsm7_septets(next_code_point(utf8, &pos)) == 0) return Alphabet::ucs2;
    return Alphabet::gsm7;
}

/// What each part holds when none may hold more than `limit`.
std::vector<int> fill_parts(std::string_view utf8, Alphabet alphabet, int limit) {
    std::vector<int> parts(1, 0);
    for (std::size_t pos = 0; pos < utf8.size();) {
        const int units = units_of(next_code_point(utf8, &pos), alphabet);
        if (parts.back() + units > limit) parts.push_back(0);
        parts.back() += units;
    }
    return parts;
}

} // namespace

std::string_view word(Alphabet alphabet) noexcept {
    return alphabet == Alphabet::gsm7 ? "GSM-7" : "UCS-2";
}

Segments count_segments(std::string_view utf8) {
    require_utf8(utf8, "the text");

    Segments result;
    result.alphabet = alphabet_of(utf8);
    for (std::size_t pos = 0; pos < utf8.size();)
        result.units += units_of(next_code_point(utf8, &pos), result.alphabet);
    if (result.units == 0) return result;

    const auto [single, joined] = result.alphabet == Alphabet::gsm7
                                      ? Limits{gsm7_single, gsm7_joined}
                                      : Limits{ucs2_single, ucs2_joined};
    if (result.units <= single)
        result.units_per_part = {result.units};
    else
        result.units_per_part = fill_parts(utf8, result.alphabet, joined);
    result.parts = static_cast<int>(result.units_per_part.size());
    return result;
}

} // namespace bkxsms::text

#include "core/text/gsm7.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace bkxsms::text {
namespace {

// 3GPP TS 23.038 clause 6.2.1, sixteen septets a line. 1B, the escape, is no character and is
// left out. Written by hand, not made from share/data/gsm0338.csv: in these lines the
// standard's own table can be read; the test compares them with that file.
constexpr std::u32string_view default_alphabet = U"@£$¥èéùìòÇ\nØø\rÅå"
                                                 U"Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
                                                 U" !\"#¤%&'()*+,-./"
                                                 U"0123456789:;<=>?"
                                                 U"¡ABCDEFGHIJKLMNO"
                                                 U"PQRSTUVWXYZÄÖÑÜ§"
                                                 U"¿abcdefghijklmno"
                                                 U"pqrstuvwxyzäöñüà";

// Clause 6.2.1.1: escape and one septet. U+000C is the page break.
constexpr std::u32string_view extension_table = U"\f^{}\\[~]|€";

static_assert(default_alphabet.size() == 127 && extension_table.size() == 10);

constexpr char32_t euro = U'€'; // the only one above Latin and Greek
constexpr std::size_t latin_and_greek = 0x400;

constexpr auto septets = [] {
    std::array<std::uint8_t, latin_and_greek> table{};
    for (const char32_t c : default_alphabet) table[c] = 1;
    for (const char32_t c : extension_table)
        if (c != euro) table[c] = 2;
    return table;
}();

} // namespace

int gsm7_septets(char32_t code_point) noexcept {
    if (code_point < latin_and_greek) return septets[code_point];
    return code_point == euro ? 2 : 0;
}

} // namespace bkxsms::text

#pragma once

#include <string_view>
#include <vector>

/// \file
/// How many SMS parts a text takes, and so what it costs.
///
/// Units: a GSM 7-bit text is counted in septets, a UCS-2 text in UTF-16 code units. The limits
/// are those units per part, not bytes and not characters: one emoji is two UTF-16 units, and
/// '[' is two septets.
///
/// Source: 3GPP TS 23.038 clause 6.2.1 (alphabet, extension table); TS 23.040 clause 9.2.3.24.1
/// (8-bit concatenation reference, a 6-octet header).
///
/// Pure: no I/O, no clock, no locale.

namespace bkxsms::text {

enum class Alphabet { gsm7, ucs2 };
std::string_view word(Alphabet alphabet) noexcept; ///< "GSM-7", "UCS-2"

struct Segments {
    Alphabet alphabet = Alphabet::gsm7;
    int units = 0;                   ///< septets, or UTF-16 code units
    int parts = 0;                   ///< 0 for an empty text
    std::vector<int> units_per_part; ///< what each part holds
};

inline constexpr int gsm7_single = 160; ///< septets, one part
inline constexpr int gsm7_joined = 153; ///< septets per part, two parts or more
inline constexpr int ucs2_single = 70;  ///< UTF-16 units, one part
inline constexpr int ucs2_joined = 67;  ///< UTF-16 units per part, two parts or more

/// Counts `utf8`. A two-unit character is never split over two parts, so `parts` may be one
/// more than `units` divided by the limit. \throws Error{Fault::data} if `utf8` is not
/// well-formed UTF-8.
Segments count_segments(std::string_view utf8);

} // namespace bkxsms::text

#pragma once

#include <string>
#include <string_view>
#include <vector>

/// \file
/// The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 clause 6.2.1), and
/// the replacement of characters that are not in it. National shift tables are not used: no
/// provider's API sends them on request.

namespace bkxsms::text {

/// Septets that the character takes: 1, 2 (extension table) or 0 (not in the alphabet).
int gsm7_septets(char32_t code_point) noexcept;

/// A character that forces UCS-2.
struct Blocker {
    char32_t code_point;
    int index; ///< in characters (code points) from 0
    /// GSM-7 text that looks alike, meaningful if `replaceable`; "" for a character that can
    /// go. For an accent written as a character of its own it is the letter before it with the
    /// accent: "é" for U+0301 behind an 'e'.
    std::string replacement;
    bool replaceable; ///< false: nothing looks alike
};

/// Every character of `utf8` that is outside GSM-7, in order. \throws as count_segments.
std::vector<Blocker> gsm7_blockers(std::string_view utf8);

/// Smart replacement: curly quotes, dashes, odd spaces and the like become their GSM-7
/// look-alikes, but only if the whole text becomes GSM-7 by it; otherwise `utf8` comes back as
/// it was (half a replacement would change the words and save nothing). NFC is applied first.
/// Letters stay letters: 'ł' has no look-alike here, for names are not respelled.
/// The table is share/data/smart_encoding.csv, compiled in.
/// \throws as count_segments.
std::string to_gsm7_if_possible(std::string_view utf8);

} // namespace bkxsms::text

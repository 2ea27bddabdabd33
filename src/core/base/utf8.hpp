#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// \file
/// Well-formed UTF-8 as the Unicode Standard defines it (chapter 3, table 3-7): no overlong
/// forms, no surrogates, nothing above U+10FFFF.

namespace bkxsms {

/// Byte offset of the first ill-formed sequence; npos if `text` is well-formed.
std::size_t first_bad_utf8(std::string_view text) noexcept;
inline bool is_utf8(std::string_view text) noexcept {
    return first_bad_utf8(text) == std::string_view::npos;
}

/// Decodes the character at `*pos` and moves `*pos` behind it. REQUIRES: well-formed text and
/// `*pos < text.size()`.
char32_t next_code_point(std::string_view text, std::size_t* pos) noexcept;

void append_utf8(std::string* out, char32_t code_point);

/// `text` with U+FFFD for every byte that is not part of a well-formed sequence.
std::string to_well_formed(std::string_view text);

/// Characters that no reader sees as they are, and that can move, hide or reorder what is
/// shown: C0 and C1 controls, DEL, U+2028 and U+2029, the bidirectional controls (Unicode
/// Standard Annex 9, table 4). Logs, JSON and terminals get them escaped.
bool is_invisible_control(char32_t code_point) noexcept;

/// "U+1F44D": how a message names a character to a person.
std::string code_point_name(char32_t code_point);

} // namespace bkxsms

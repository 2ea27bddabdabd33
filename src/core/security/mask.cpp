#include "core/security/mask.hpp"

#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace bkxsms::security {
namespace {

constexpr std::string_view stars = "*****";
constexpr std::size_t tail_digits = 3;
constexpr std::size_t min_hidden_digits = 4;
constexpr std::size_t max_head_digits = 5;

/// ITU-T E.164 (11/2010), 6.1: at most 15 digits; no country code begins with 0. What has fewer
/// than 7 is a service's number, not a person's.
bool is_e164(std::string_view text) noexcept {
    if (text.size() < 1 + 7 || text.size() > 1 + 15 || text[0] != '+' || text[1] == '0')
        return false;
    return std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

/// What stands at the front of `text`, which is not empty: a character, or a byte that begins
/// none.
std::string_view first_character(std::string_view text) noexcept {
    const auto window = text.substr(0, 4); // no character is longer
    if (first_bad_utf8(window) == 0) return text.substr(0, 1);
    std::size_t length = 0;
    next_code_point(window, &length);
    return text.substr(0, length);
}

/// Unicode 15.0 PropList.txt: Bidi_Control; and U+2028, U+2029, which end a line.
bool moves_text(char32_t c) noexcept {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

std::string byte_escape(char byte) {
    switch (byte) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return fmt::format("\\x{:02x}", static_cast<std::uint8_t>(byte));
    }
}

void append_printable(std::string& out, std::string_view character) {
    std::size_t pos = 0;
    const auto first = static_cast<std::uint8_t>(character[0]);
    if (character.size() == 1) {
        if (first < 0x20 || first >= 0x7F) {
            out += byte_escape(character[0]);
        } else {
            out += character[0];
        }
        return;
    }
    const auto code = next_code_point(character, &pos);
    if (code <= 0x9F || moves_text(code)) { // two bytes and up to U+009F: C1
        out += '<' + code_point_name(code) + '>';
    } else {
        out += character;
    }
}

} // namespace

std::string mask_number(std::string_view e164) {
    if (is_e164(e164)) {
        const auto digits = e164.substr(1);
        const auto head =
            std::min(max_head_digits, digits.size() - tail_digits - min_hidden_digits);
        return fmt::format("+{}{}{}", digits.substr(0, head), stars,
                           digits.substr(digits.size() - tail_digits));
    }
    if (e164.empty()) return {};

    std::size_t count = 0;
    const auto first = first_character(e164);
    auto last = first;
    for (auto rest = e164; !rest.empty(); rest.remove_prefix(last.size()), ++count)
        last = first_character(rest);
    if (count <= 2) return std::string(stars);
    return printable(first) + std::string(stars) + printable(last);
}

std::string printable(std::string_view text, bool keep_newlines) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto character = first_character(text);
        text.remove_prefix(character.size());
        if (keep_newlines && character == "\n") {
            out += '\n';
        } else {
            append_printable(out, character);
        }
    }
    return out;
}

} // namespace bkxsms::security

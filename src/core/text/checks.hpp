#pragma once

#include <optional>
#include <string>
#include <string_view>

/// \file
/// What every text must be before this room works on it.

namespace bkxsms::text {

/// \throws Error{data} "the message is not well-formed UTF-8 at byte 12"; `what` is "the
/// message" there.
void require_utf8(std::string_view text, std::string_view what);

/// The first control character (U+0000–U+001F, U+007F–U+009F) but the line feed, and where it
/// stands in characters from 0. REQUIRES: well-formed text.
struct Control {
    char32_t code_point;
    int index;
};
std::optional<Control> first_control(std::string_view text) noexcept;

/// A name from outside (a variable, a locale), fit to stand in a message to a person: "?" if it
/// is longer than 64 bytes, ill-formed or holds a control character.
std::string shown_name(std::string_view name);

} // namespace bkxsms::text

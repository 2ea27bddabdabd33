#pragma once

#include "core/phone/number.hpp"

#include <string>
#include <string_view>
#include <variant>

/// \file
/// The gate in front of libphonenumber: lets through what can only be read as one phone number.
/// Inside the room only.
///
/// Let through: decimal digits of any living script; '+' in front; spaces of any width; the
/// dashes, dots, slashes and brackets people group digits with, in ASCII and full-width;
/// invisible marks that chat apps and address books leave around a number.
///
/// Refused although a lenient reader could make a number of it:
/// - a tab or a line break between digits: two cells or two lines, not one number;
/// - "0151 1234567/0170 1234567" and "030 123456/57": two numbers, the second abbreviated;
/// - "33612345678.0": a spreadsheet took it for an amount, and may have rounded it;
/// - "31.12.1990", "1990-12-31": a date from the column beside;
/// - RIGHT-TO-LEFT OVERRIDE: what the person saw is not what the bytes say.

namespace bkxsms::phone {

inline constexpr std::size_t max_typed_bytes = 250;

/// `text` as an optional '+' and 1 to 32 ASCII digits, or why it is no number.
std::variant<std::string, NotANumber::Why> vet(std::string_view text);

} // namespace bkxsms::phone

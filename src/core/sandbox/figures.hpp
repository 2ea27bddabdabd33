#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// Times, amounts and ids in the forms that several providers share.

namespace bkxsms::sandbox {

std::string format_date_time(TimePoint t); ///< "2026-11-22 15:29:58", UTC

/// "YYYY-MM-DD HH:MM[:SS[.f…]]" as UTC; nullopt for anything else.
std::optional<TimePoint> parse_date_time(std::string_view text);

/// "0.00750": never fewer than five decimals. `nano` is not negative.
std::string format_amount(std::int64_t nano);

std::string random_uuid(); ///< version 4 (RFC 9562)

/// The digits of a number: "+49 (151) 12-3" → "49151123". nullopt if anything but digits, '+',
/// '-', '.', '/', parentheses and spaces is in it.
std::optional<std::string> bare_digits(std::string_view number);

} // namespace bkxsms::sandbox

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// Money: whole billionths ("nano") of one unit of an ISO 4217 currency. A provider's price has
/// up to five decimals, so nothing is ever rounded; there is no floating point anywhere. A
/// price that is not known is std::nullopt, never 0.

namespace bkxsms {

struct Money {
    std::int64_t nano = 0;
    std::string currency; ///< three capital letters

    bool operator==(const Money&) const = default;
};

/// "0.0075", "-3", "+12.50" with at most nine decimals and 9 whole digits. nullopt for anything
/// else: an exponent, a comma, more decimals than fit, no digit on one side of the point.
std::optional<std::int64_t> parse_nano(std::string_view decimal) noexcept;

/// The shortest exact decimal: 7500000 → "0.0075", 0 → "0".
std::string format_nano(std::int64_t nano);

/// Three capital letters A–Z. (Which codes exist changes; the providers say what they bill in.)
bool is_currency(std::string_view code) noexcept;

/// \throws Error{Fault::software} if the currencies differ or the sum does not fit.
Money operator+(const Money& a, const Money& b);
Money operator*(const Money& price, std::int64_t count);

} // namespace bkxsms

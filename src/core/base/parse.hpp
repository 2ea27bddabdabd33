#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Strict readers of what people and programs type. The whole text must match: no white space,
/// no sign where none belongs, no trailing character, no overflow.

namespace bkxsms {

/// Decimal digits with an optional '-'. nullopt if it is anything else or does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

/// "90s", "15m", "2h", "1d", "1h30m"; units in falling order, each at most once; a bare number
/// is refused, and so is 0 length. At most 3650 days.
std::optional<std::chrono::seconds> parse_duration(std::string_view text) noexcept;

std::string_view trim(std::string_view text) noexcept; ///< ASCII white space on both ends

std::vector<std::string_view> split(std::string_view text, char separator);

std::string ascii_lower(std::string_view text);

/// The candidate with the smallest edit distance to `word`, if it is near enough to be a slip
/// of the fingers (at most a third of the letters, or one; two swapped neighbours are one
/// slip); "" if none is.
std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

} // namespace bkxsms

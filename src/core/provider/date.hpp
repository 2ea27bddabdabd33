#pragma once

#include "core/base/clock.hpp"

#include <optional>
#include <string_view>

namespace bkxsms::provider {

/// RFC 2822 section 3.3, the four-digit years only: "Sun, 22 Nov 2026 15:29:58 +0000". Also an
/// HTTP date (RFC 9110 section 5.6.7), which ends in GMT. nullopt for anything else, also for
/// instants outside 1970–9999.
std::optional<TimePoint> parse_rfc2822(std::string_view text) noexcept;

} // namespace bkxsms::provider

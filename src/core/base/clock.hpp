#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// The instant a thing happens. Inside bkxsms every time is UTC with millisecond resolution and
/// every column named `*_at` holds milliseconds since 1970-01-01T00:00:00Z. Wall clocks of
/// people are base/zone.hpp.

namespace bkxsms {

using std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<milliseconds>;

/// One of the three seams to the world; tests use test::FakeClock.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() = 0;
    virtual void sleep_until(TimePoint when) = 0;
};

/// The system's real-time clock.
class SystemClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() override;
    void sleep_until(TimePoint when) override;
};

constexpr std::int64_t to_millis(TimePoint t) noexcept {
    return t.time_since_epoch().count();
}
constexpr TimePoint from_millis(std::int64_t ms) noexcept {
    return TimePoint(milliseconds(ms));
}

/// "2026-11-22T16:40:07Z", or "2026-11-22T16:40:07.250Z" when the milliseconds are not zero.
std::string format_rfc3339(TimePoint t);

/// Reads RFC 3339 with an explicit offset: "2026-11-22T16:40:07Z", "…T17:40:07.25+01:00"; 'T'
/// and 'Z' may be lower case, a space may stand for 'T', a leap second (":60") is refused,
/// digits past the millisecond are cut. nullopt for anything else, also for dates that do not
/// exist and instants outside 1970–9999.
std::optional<TimePoint> parse_rfc3339(std::string_view text) noexcept;

} // namespace bkxsms

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

/// \file
/// What the readers of dates and times share (base/clock, base/zone).

namespace bkxsms {

/// Takes what it recognises from the front of a text.
class Cursor {
public:
    explicit Cursor(std::string_view text) noexcept : rest_(text) {}

    /// Exactly `count` digits, as a number.
    std::optional<int> digits(std::size_t count) noexcept;
    /// One character, if it is among `choices`.
    bool one_of(std::string_view choices) noexcept;

    char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }
    bool done() const noexcept { return rest_.empty(); }

private:
    std::string_view rest_;
};

/// "2026-11-22": a date that exists, from 1970 to 9999.
std::optional<std::chrono::sys_days> read_date(Cursor* in) noexcept;

/// "09:00" as time since midnight.
std::optional<std::chrono::minutes> read_hour_and_minute(Cursor* in) noexcept;

} // namespace bkxsms

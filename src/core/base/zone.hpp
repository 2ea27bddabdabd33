#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// People's wall clocks: IANA zones from the system's tz database (/usr/share/zoneinfo, through
/// Howard Hinnant's date library, USE_OS_TZDB). ICU's own zone data is never used: on Debian 12
/// it is tz 2022e and wrong for ten zones. The first use in a process lists the database's
/// folders (2 ms warm) and reads the one zone's file. After 2037 the library knows no summer
/// time.

namespace bkxsms {

using LocalTime = std::chrono::local_time<milliseconds>;

/// An IANA zone that exists on this system.
class Zone {
public:
    /// "Europe/Berlin", "UTC". \throws Error{Fault::data} if there is no such zone. Names of
    /// one word are none, even where the database still has them: who writes "EST" wants New
    /// York's summer time and would not get it. Nor are "CEST" and POSIX strings.
    static Zone named(std::string_view name);

    const std::string& name() const noexcept { return name_; }
    std::chrono::seconds offset_at(TimePoint t) const; ///< east of Greenwich is positive
    std::string abbreviation_at(TimePoint t) const;
    LocalTime to_local(TimePoint t) const;

    /// What a wall clock's reading means.
    struct Instants {
        enum class Kind { unique, nonexistent, ambiguous } kind;
        /// unique: both the same. ambiguous: the earlier and the later reading. nonexistent:
        /// both the instant at which the clock jumped over the reading.
        TimePoint earlier, later;
    };
    Instants to_utc(LocalTime wall) const;

private:
    explicit Zone(const void* found, std::string name)
        : found_(found), name_(std::move(name)) {}
    const void* found_; ///< date::time_zone, owned by the library for the life of the process
    std::string name_;
};

/// "2026-11-22 09:00", "2026-11-22T09:00", with or without ":SS". nullopt for anything else.
std::optional<LocalTime> parse_local_time(std::string_view text) noexcept;

} // namespace bkxsms

#include "core/base/zone.hpp"

#include "core/base/cursor.hpp"
#include "core/base/error.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>

namespace bkxsms {

namespace chr = std::chrono;

namespace {

const date::time_zone& zone(const void* found) noexcept {
    return *static_cast<const date::time_zone*>(found);
}

date::sys_info info_at(const void* found, TimePoint t) {
    return zone(found).get_info(chr::floor<chr::seconds>(t));
}

const date::time_zone* find_zone(std::string_view name) {
    // The library throws the same type for "no such zone" and for "no database".
    const auto& zones = date::get_tzdb().zones;
    const auto found = std::ranges::lower_bound(zones, name, {}, &date::time_zone::name);
    return found != zones.end() && found->name() == name ? &*found : nullptr;
}

[[noreturn]] void no_such_zone(std::string_view name) {
    throw Error(
        Fault::data, fmt::format("there is no time zone '{}'", name),
        "zones are named as in 'Europe/Berlin'; `timedatectl list-timezones` lists them");
}

} // namespace

Zone Zone::named(std::string_view name) {
    if (name != "UTC" && name.find('/') == std::string_view::npos) no_such_zone(name);
    const date::time_zone* found = nullptr;
    try {
        found = find_zone(name);
        if (found != nullptr)
            info_at(found, TimePoint()); // reads the file: later nothing fails
    } catch (const std::exception& e) {
        throw Error(
            Fault::os,
            fmt::format("cannot read the time zone database for '{}': {}", name, e.what()),
            "install the package tzdata");
    }
    if (found == nullptr) no_such_zone(name);
    return Zone(found, std::string(name));
}

chr::seconds Zone::offset_at(TimePoint t) const {
    return info_at(found_, t).offset;
}

std::string Zone::abbreviation_at(TimePoint t) const {
    return info_at(found_, t).abbrev;
}

LocalTime Zone::to_local(TimePoint t) const {
    return LocalTime(t.time_since_epoch() + offset_at(t));
}

Zone::Instants Zone::to_utc(LocalTime wall) const {
    const auto since_epoch = wall.time_since_epoch();
    const auto info =
        zone(found_).get_info(date::local_seconds(chr::floor<chr::seconds>(since_epoch)));
    const TimePoint first(since_epoch - info.first.offset);
    switch (info.result) {
    case date::local_info::nonexistent:
        return {Instants::Kind::nonexistent, info.first.end, info.first.end};
    case date::local_info::ambiguous:
        return {Instants::Kind::ambiguous, first, TimePoint(since_epoch - info.second.offset)};
    default:
        return {Instants::Kind::unique, first, first};
    }
}

std::optional<LocalTime> parse_local_time(std::string_view text) noexcept {
    Cursor in(text);
    const auto date = read_date(&in);
    if (!date || !in.one_of("T ")) return std::nullopt;
    const auto time = read_hour_and_minute(&in);
    if (!time) return std::nullopt;
    std::optional<int> second = 0;
    if (in.one_of(":") && (!(second = in.digits(2)) || *second > 59)) return std::nullopt;
    if (!in.done()) return std::nullopt;
    return LocalTime(date->time_since_epoch() + *time + chr::seconds(*second));
}

} // namespace bkxsms

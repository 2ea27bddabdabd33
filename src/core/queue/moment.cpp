#include "core/queue/moment.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>

namespace bkxsms::queue {

TimePoint parse_moment(const std::string& what, const std::string& typed, const Zone& zone) {
    if (const auto instant = parse_rfc3339(typed)) return *instant;
    const auto wall = parse_local_time(typed);
    if (!wall)
        throw Error(Fault::data, fmt::format("{} '{}' is no time", what, typed),
                    "write 2026-11-24T09:00:00Z, or 2026-11-24 09:00 for a local time");
    const auto instants = zone.to_utc(*wall);
    switch (instants.kind) {
    case Zone::Instants::Kind::unique:
        return instants.earlier;
    case Zone::Instants::Kind::nonexistent:
        throw Error(Fault::data,
                    fmt::format("{} '{}' does not exist in {}: the clocks skip it", what, typed,
                                zone.name()),
                    "give the time with its offset, as 2026-03-29T03:30:00+02:00");
    case Zone::Instants::Kind::ambiguous:
        throw Error(Fault::data,
                    fmt::format("{} '{}' happens twice in {}: the clocks go back", what, typed,
                                zone.name()),
                    "give the time with its offset, as 2026-10-25T02:30:00+02:00");
    }
    throw Error(Fault::software, "a wall clock reading of no kind");
}

} // namespace bkxsms::queue

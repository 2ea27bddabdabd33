#pragma once

#include "core/base/clock.hpp"
#include "core/base/zone.hpp"

#include <string>

namespace bkxsms::queue {

/// A time as people type it: "2026-11-24T09:00:00Z", or "2026-11-24 09:00" on the clocks of
/// `zone`. `what` names it in messages. \throws Error{data} for anything else, and for a local
/// time that the clocks skip or show twice.
TimePoint parse_moment(const std::string& what, const std::string& typed, const Zone& zone);

} // namespace bkxsms::queue

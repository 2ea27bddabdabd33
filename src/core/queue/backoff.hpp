#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <cstdint>

namespace bkxsms::queue {

/// How long to wait before the next attempt, after `tries` that counted (1 or more): 5 min, 30
/// min, 2 h and 2 h from then on, scaled so that the first is `first`, spread by ±10 % so that
/// what failed together does not come back together. A provider's Retry-After wins if it is
/// longer. `spread` is any number; equal numbers give equal waits. Source: product document,
/// section 10, "Retry Logic".
milliseconds backoff(int tries, std::chrono::seconds first, std::chrono::seconds retry_after,
                     std::uint64_t spread) noexcept;

} // namespace bkxsms::queue

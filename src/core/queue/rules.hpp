#pragma once

#include "core/routing/breaker.hpp"
#include "core/routing/plan.hpp"

#include <chrono>
#include <vector>

namespace bkxsms::queue {

/// What the configuration says about sending.
struct Rules {
    routing::Plan plan; ///< without members: every gateway of the run, in their order
    routing::BreakerRules breaker;
    int takeover_limit = 16; ///< exchanges in flight that a provider takes over from others
    std::vector<config::Config::Sender> senders;

    bool retry_failed = true;
    int max_retries = 3;                   ///< after the first attempt
    std::chrono::seconds retry_delay{300}; ///< see backoff.hpp
    int bad_number_after = 3; ///< final refusals until a number is put aside; 0: never
};

} // namespace bkxsms::queue

#pragma once

#include "core/provider/outcome.hpp"
#include "core/queue/rules.hpp"
#include "core/store/attempts.hpp"

#include <functional>
#include <string>
#include <string_view>

/// \file
/// What becomes of a message when its attempt has ended. The one place where an outcome
/// turns into states of the database.

namespace bkxsms::queue {

/// How long an unknown outcome rests before it may be looked up: a provider may still be
/// working on a request that we have given up on. Source: docs/providers/twilio.md section 4
/// (26–30 s).
inline constexpr milliseconds settle_time{120'000};

/// What the message became.
enum class Ending {
    sent,
    retry,
    failed,
    suppressed,
    unknown,
    returned,
    passed_on, ///< another provider sends it at once
    settled_before
};
std::string_view word(Ending ending) noexcept;

struct Recorded {
    Ending ending;
    std::optional<TimePoint> next_at; ///< with `retry`
};

/// How an attempt ended, as the engine saw it.
struct AttemptResult {
    provider::Outcome outcome;
    milliseconds took{0};
    std::optional<milliseconds> clock_off; ///< provider's clock minus ours, if it is known
};

/// Who tries at once what certainly did not go.
struct Successor {
    std::string route; ///< store/routes.hpp; "" for nobody
    std::string why;
};
/// Asked once the attempt has ended, and only then.
using FindSuccessor = std::function<Successor(const store::Claim& claim)>;

/// REQUIRES: an open transaction.
Recorded record(store::Store& store, const store::Claim& claim, std::string_view provider,
                const FindSuccessor& find_successor, const AttemptResult& result,
                const Rules& rules, TimePoint now);

} // namespace bkxsms::queue

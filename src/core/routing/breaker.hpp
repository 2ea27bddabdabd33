#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <limits>
#include <string>
#include <string_view>

/// \file
/// Whether a provider is fit to be sent through, learned from how its exchanges end. Pure: the
/// state is a value that the store keeps, so that every runner and every later run knows it.
///
///     closed ──faults in a row, or half of many──▶ open: nothing goes but one trial a pause
///        ▲  └──account refused──▶ open: one trial for each run
///        │                          │ trial good
///        └──enough good in a row── recovering: one more in flight for each good one
///                                   └──fault──▶ open, for twice as long
///
/// A fault is an exchange in which the provider did not do its part: no connection, no answer
/// in time, an error of its own. A refused number or text is a good exchange; to be told to
/// slow down is neither.

namespace bkxsms::routing {

struct BreakerRules {
    int faults = 5; ///< in a row; 0: the breaker never opens
    std::chrono::seconds pause{60};
};

struct Breaker {
    enum class State { closed, open, recovering } state = State::closed;
    int faults = 0;                ///< in a row
    int good = 0;                  ///< in a row while recovering
    bool refused = false;          ///< open because the account is refused
    std::chrono::seconds pause{0}; ///< of the last opening
    TimePoint changed_at;          ///< when it came into this state
    TimePoint next_trial_at;       ///< while open
    std::string why;               ///< of the last opening: "connect: connection refused"

    bool operator==(const Breaker&) const = default;
};
std::string_view word(Breaker::State state) noexcept; ///< "closed", "open", "recovering"

enum class Change { none, opened, recovered };

/// How many exchanges may be in flight.
inline constexpr int unlimited = std::numeric_limits<int>::max();
int allowance(const Breaker& breaker, TimePoint now) noexcept;

/// One exchange was started on the strength of an allowance while it is open.
void start_trial(Breaker& breaker, const BreakerRules& rules, TimePoint now) noexcept;

/// How an exchange ended that was started at `asked_at`; what was started before the last
/// change says nothing new. `half`: faults are half of all in the window, and many.
Change note_good(Breaker& breaker, TimePoint asked_at, TimePoint now);
Change note_fault(Breaker& breaker, const BreakerRules& rules, bool half, std::string_view why,
                  TimePoint asked_at, TimePoint now);
/// The account is refused.
Change note_refusal(Breaker& breaker, std::string_view why, TimePoint now);

} // namespace bkxsms::routing

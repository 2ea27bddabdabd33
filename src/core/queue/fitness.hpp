#pragma once

#include "core/provider/outcome.hpp"
#include "core/queue/rules.hpp"
#include "core/routing/choice.hpp"
#include "core/store/attempts.hpp"
#include "core/store/health.hpp"

#include <string>
#include <string_view>

/// \file
/// How fit a provider is, as this run and all others see it: what is read from the store, what
/// this run adds, and what follows for the choice.

namespace bkxsms::queue {

class Fitness {
public:
    /// All references must outlive it.
    /// `daily_limit`: messages in 24 hours; 0: none.
    Fitness(store::Store& store, std::string provider, int daily_limit, const Rules& rules)
        : store_(store), provider_(std::move(provider)), daily_limit_(daily_limit),
          rules_(rules) {}

    /// Reads what others have learned. REQUIRES: an open transaction; keep() before its end.
    void learn(TimePoint now);
    /// An exchange ended.
    void note(const provider::Outcome& outcome, const store::Claim& claim, milliseconds took,
              TimePoint now);
    /// Messages were given to it.
    void note_handed(int count, TimePoint now);
    /// Writes what was noted.
    void keep(TimePoint now);

    /// What it says of the choice when `in_flight` messages are on their way to it.
    routing::Standing standing(int in_flight, TimePoint now) const;
    /// Its account was refused within this run.
    bool halted() const noexcept { return halted_; }
    /// What happened to it in this run: how often it was paused or well again, and why.
    struct Changes {
        int opened = 0, recovered = 0;
        std::string why;
    };
    const Changes& changes() const noexcept { return changes_; }
    /// It has become unfit since learn().
    bool just_opened() const noexcept { return just_opened_; }

private:
    bool half_are_faults(TimePoint now);
    void note_change(routing::Change change);

    store::Store& store_;
    std::string provider_;
    int daily_limit_;
    const Rules& rules_;
    routing::Breaker breaker_, as_read_;
    store::Tally tally_;              ///< of this round
    store::Tally day_, week_, slots_; ///< as of `figures_at_`
    TimePoint figures_at_;
    bool halted_ = false, just_opened_ = false;
    Changes changes_;
};

} // namespace bkxsms::queue

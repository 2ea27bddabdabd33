#pragma once

#include "core/queue/reconcile.hpp"
#include "core/queue/run.hpp"

#include <unordered_map>
#include <vector>

/// \file
/// One run of a Runner, from its lock to its last outcome; for run.cpp and session.cpp only.

namespace bkxsms::queue {

class Runner::Session {
public:
    Session(Runner& runner, const RunOptions& options);

    /// Works until nothing is due (or `until`), a stop is asked for, or the provider halts.
    RunTotals work();

private:
    struct Ended {
        store::Claim claim;
        AttemptResult result;
    };

    /// Halted, stopped or out of time: what is on the wire ends, and no more goes.
    bool told_to_end() const;
    bool takes_more() const; ///< not told to end, and the limit is not reached
    bool round();            ///< false if there was nothing to do
    /// The one transaction of a round; returns what leaves now.
    std::vector<store::Claim> commit_round(TimePoint now);
    void record_ended(TimePoint now);
    int room() const; ///< how many more may be on the wire
    bool may_claim(TimePoint now) const;
    std::vector<store::Claim> claim(TimePoint now);
    void write_audit(TimePoint now);

    void look_up_lost(TimePoint now);
    void launch(std::vector<store::Claim> claims, TimePoint now);
    void collect(milliseconds patience);
    void take_finished(milliseconds patience, std::size_t enough);
    void idle(TimePoint now);
    void count(Ending ending);

    Runner& runner_;
    const RunOptions& options_;
    OwnerLock lock_;
    Reconciler reconciler_;
    RunTotals totals_;
    std::unordered_map<std::uint64_t, store::Claim> in_flight_; ///< by attempt
    std::vector<Ended> ended_;                                  ///< finished, not recorded
    std::optional<milliseconds> clock_off_; ///< provider's clock minus ours, as last seen
    int claimed_ = 0;
    bool may_have_due_ = true; ///< the last claim may have left some
    TimePoint next_slot_;      ///< the rate limit lets nothing go before
    TimePoint next_look_;      ///< when to look at the queue again
    TimePoint next_look_up_;   ///< when to look for lost outcomes again
};

} // namespace bkxsms::queue

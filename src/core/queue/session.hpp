#pragma once

#include "core/queue/dispatch.hpp"

#include <deque>

/// \file
/// One run of a Runner, from its lock to its last outcome; for run.cpp and session.cpp only.

namespace bkxsms::queue {

class Runner::Session {
public:
    Session(Runner& runner, const RunOptions& options);

    /// Works until nothing is due (or `until`), a stop is asked for, or every account is
    /// refused.
    RunTotals work();

private:
    /// Stopped or out of time: what is on the wire ends, and no more goes.
    bool told_to_end() const;
    bool takes_more() const; ///< not told to end, and the limit is not reached
    bool round();            ///< false if there was nothing to do
    /// The one transaction of a round.
    void commit_round(TimePoint now);
    /// What nobody may claim, and is too late.
    void expire_overdue();
    void write_audit(TimePoint now);

    void collect(milliseconds patience);
    void take_finished(milliseconds patience, std::size_t enough);
    std::size_t ended() const noexcept;
    bool any_ended() const noexcept;
    bool any_may_claim(TimePoint now) const;
    /// When something may go at the earliest; TimePoint::max() if nothing is known to wait.
    TimePoint next_departure() const;
    void idle(TimePoint now);

    Runner& runner_;
    const RunOptions& options_;
    OwnerLock lock_;
    RunContext context_;
    std::deque<Channel> channels_; ///< one for each gateway
    Dispatcher dispatcher_;
    int claimed_ = 0;
    int gone_elsewhere_ = 0; ///< passed on and returned, as of the last round
};

} // namespace bkxsms::queue

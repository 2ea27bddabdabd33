#pragma once

#include "core/queue/fitness.hpp"
#include "core/queue/reconcile.hpp"
#include "core/queue/run.hpp"

#include <unordered_map>
#include <vector>

/// \file
/// One gateway within a run: what it may claim, has on the wire and has to record. For
/// session.cpp only.

namespace bkxsms::queue {

/// What the channels of a run share.
struct RunContext {
    store::Store& store;
    transport::Transport& transport;
    const Rules& rules;
    std::string owner; ///< the run's lock
    RunTotals totals;
};

class Channel {
public:
    /// All references must outlive it.
    Channel(RunContext& run, const Gateway& gateway);

    std::string_view name() const noexcept { return gateway_.provider->name(); }
    /// The account is refused: what is on the wire ends, and no more goes there.
    bool halted() const noexcept { return fitness_.halted(); }

    /// Starts the look-ups that are due.
    void look_up_lost(TimePoint now);
    bool has_ended() const noexcept { return !ended_.empty() || reconciler_.has_findings(); }
    std::size_t ended() const noexcept { return ended_.size(); }
    bool may_claim(TimePoint now) const noexcept;
    int room() const noexcept; ///< exchanges that may be started
    routing::Standing standing(TimePoint now) const;

    // One round, in one transaction, in this order:
    void learn(TimePoint now) { fitness_.learn(now); }
    /// What has ended, and what look-ups found. \returns true if it has become unfit by that:
    /// what waited for it alone is open again.
    bool record(const FindSuccessor& find_successor, TimePoint now);
    /// What it may claim: what waits for it, and with `taker` what waits for nobody yet.
    void set_streams(const routing::Taker* taker, TimePoint now);
    /// At most `most`; \returns how many.
    int claim(int most, TimePoint now);
    /// What was learned of the provider, for all.
    void keep(TimePoint now);
    /// What was claimed leaves. REQUIRES: the transaction is committed.
    void launch(TimePoint now);

    /// False if the exchange is another channel's.
    bool take(transport::Transport::Finished& finished, TimePoint now);

    /// There may be more to claim, now or at next_slot().
    bool may_have_due() const noexcept { return may_have_due_ && !halted(); }
    void expect_due(TimePoint now) noexcept;
    TimePoint next_slot() const noexcept { return next_slot_; }
    TimePoint next_look_up() const noexcept { return next_look_up_; }

private:
    struct Ended {
        store::Claim claim;
        AttemptResult result;
    };

    void record_one(const Ended& ended, const FindSuccessor& find_successor, TimePoint now);
    void record_findings(TimePoint now);
    void count(Ending ending) noexcept;

    RunContext& run_;
    const Gateway& gateway_;
    Reconciler reconciler_;
    Fitness fitness_;
    std::vector<store::Stream> streams_;
    bool is_taker_ = false;             ///< of what waits for nobody yet
    std::vector<store::Claim> leaving_; ///< claimed, not launched
    std::unordered_map<std::uint64_t, store::Claim> in_flight_; ///< by attempt
    std::vector<Ended> ended_;                                  ///< finished, not recorded
    std::optional<milliseconds> clock_off_; ///< provider's clock minus ours, as last seen
    int taking_over_ = 0;                   ///< of those in flight, in another one's place
    bool may_have_due_ = true;              ///< the last claim may have left some
    TimePoint next_slot_;                   ///< the rate limit lets nothing go before
    TimePoint next_look_;                   ///< when to look at the queue again
    TimePoint next_look_up_;                ///< when to look for lost outcomes again
};

} // namespace bkxsms::queue

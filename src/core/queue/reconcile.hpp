#pragma once

#include "core/provider/provider.hpp"
#include "core/store/uncertain.hpp"
#include "core/transport/transport.hpp"

#include <unordered_map>
#include <vector>

/// \file
/// The truth about sends whose answer was lost, by asking the provider. Until it is known,
/// a message is neither sent again nor called sent.
///
///     found by our reference, or by recipient, time and text   → accepted
///     not found, twice, some time apart                        → absent: sent again
///     found, but with another text                             → held: a person decides
///     no answer for a day, or a provider that cannot be asked  → held
///     on_uncertain = 'resend'                                  → sent again at once
///
/// A recipient has at most one open attempt at a provider (an index of the schema), so a
/// message to that number, of that minute, that belongs to no other attempt, is ours.

namespace bkxsms::queue {

/// Provider's clock minus ours, from the answer's own Date.
std::optional<milliseconds> clock_off(const transport::Exchange& exchange, TimePoint now);

class Reconciler {
public:
    /// All references must outlive it.
    Reconciler(store::Store& store, const provider::Provider& provider,
               transport::Transport& transport)
        : store_(store), provider_(provider), transport_(transport) {}

    /// Starts the look-ups that are due, a few at a time: providers allow some tens a minute.
    void begin(TimePoint now);

    /// Takes the end of a look-up; false if that exchange is not one.
    bool take(transport::Transport::Finished& finished, TimePoint now);

    bool has_findings() const noexcept { return !findings_.empty(); }

    struct Settled {
        int accepted = 0, requeued = 0, held = 0;
    };
    /// Writes what was found. REQUIRES: an open transaction.
    Settled record(TimePoint now);

private:
    enum class Verdict { found, missing, no_answer, ambiguous, cannot_ask, resend };
    struct LookUp {
        store::Uncertain lost;
        std::function<provider::Answer<provider::Page>(const transport::Exchange&)> read;
        int pages = 0;
    };
    struct Finding {
        store::Uncertain lost;
        Verdict verdict;
        provider::Receipt receipt; ///< with `found`
    };

    void ask(LookUp look_up, std::string_view page, TimePoint now);
    Verdict judge(const LookUp& look_up, const provider::Page& page, milliseconds off_now,
                  provider::Receipt& receipt);
    void record_found(const Finding& finding, Settled& settled, TimePoint now);
    void record_missing(const Finding& finding, Settled& settled, TimePoint now);
    void record_no_answer(const Finding& finding, Settled& settled, TimePoint now);
    void hold(const Finding& finding, std::string_view reason, Settled& settled, TimePoint now);

    store::Store& store_;
    const provider::Provider& provider_;
    transport::Transport& transport_;
    std::unordered_map<std::uint64_t, LookUp> looking_; ///< by ticket
    std::vector<Finding> findings_;
};

} // namespace bkxsms::queue

#pragma once

#include "core/store/attempts.hpp"

/// \file
/// Attempts whose outcome was lost, and how they are settled. A receipt may settle one at
/// any time (settle_accepted); then everything here finds it settled and changes nothing.
/// REQUIRES, for everything that writes: an open transaction.

namespace bkxsms::store {

struct Uncertain {
    AttemptId attempt;
    MessageId message;
    std::string provider, token, to, text;
    TimePoint wire_at;
    TimePoint ended_at; ///< when the outcome was given up
    std::optional<milliseconds>
        clock_off;       ///< provider's clock minus ours, at the time of the send
    int negatives = 0;   ///< look-ups that did not find it
    bool resend = false; ///< the message may go again blindly (on_uncertain = 'resend')
};

/// Those of `provider` whose look-up is due, the oldest first.
std::vector<Uncertain> uncertain_due(Store& store, std::string_view provider, int limit,
                                     TimePoint now);

/// Asked again at `next`; `missed`: it was not found this time. Of two runners that looked at
/// once, one counts.
void look_again(Store& store, const Uncertain& lost, TimePoint next, bool missed);

/// The attempt of that message whose outcome is not known: uncertain, or lost.
std::optional<Uncertain> open_outcome(Store& store, MessageId message);

/// It was certainly not taken, or may be sent twice: absent, its message pending again. False
/// if it was settled meanwhile.
bool settle_absent(Store& store, const Uncertain& lost, std::string_view why, TimePoint now);

/// Nobody will ever know by asking: lost, its message held for a person (or for a receipt that
/// still comes). The recipient's next texts no longer wait for it. False if it was settled
/// meanwhile.
bool settle_lost(Store& store, const Uncertain& lost, std::string_view reason, TimePoint now);

/// A person says that it was sent, and the provider's id is not known: lost, its message sent.
void assume_sent(Store& store, const Uncertain& lost, TimePoint now);

} // namespace bkxsms::store

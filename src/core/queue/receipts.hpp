#pragma once

#include "core/provider/outcome.hpp"
#include "core/store/attempts.hpp"
#include "core/store/store.hpp"

#include <string_view>

/// \file
/// T6: a provider's report takes effect, once, forward only.

namespace bkxsms::queue {

enum class Effect {
    applied,
    stale,          ///< the message, or the part, is further already
    repeated,       ///< this very event was seen before
    orphan,         ///< it speaks of no message of ours
    duplicate_send, ///< proof that something was sent twice, or that we had taken for not sent:
                    ///< an alarm
};
std::string_view word(Effect effect) noexcept;

/// A report about that attempt, or about one part of its message, within a transaction that is
/// open.
Effect apply_to_attempt(store::Store& store, std::string_view provider,
                        const provider::Receipt& receipt, const store::KnownAttempt& attempt,
                        TimePoint now);

/// A delivery that takes longer says that the provider is slow just now.
inline constexpr std::chrono::seconds usual_slow_after{300};

/// The attempt is found by our reference, else by the provider's id; an attempt whose outcome
/// was unknown is settled by it. What was not delivered for a passing reason may be sent again
/// (retry.hpp); if it arrives after all, it is not. One transaction.
Effect apply_receipt(store::Store& store, std::string_view provider,
                     const provider::Receipt& receipt, TimePoint now,
                     std::chrono::seconds slow_after = usual_slow_after);

} // namespace bkxsms::queue

#pragma once

#include "core/base/money.hpp"
#include "core/routing/breaker.hpp"
#include "core/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

/// \file
/// What every runner learns of a provider and every later one knows: bkx_sms_health, figures in
/// slots of ten minutes, and the breaker's row in bkx_sms_providers. REQUIRES, for what writes:
/// an open transaction.

namespace bkxsms::store {

/// Figures of some time.
struct Tally {
    std::int64_t handed = 0;   ///< messages given to it
    std::int64_t answered = 0; ///< good exchanges
    std::int64_t faults = 0;
    std::int64_t took_ms = 0;                    ///< of all good exchanges together
    std::int64_t delivered = 0, undelivered = 0; ///< reports
    std::int64_t slow = 0;                       ///< of the delivered
    std::int64_t delay_ms = 0;                   ///< of all delivered together

    bool operator==(const Tally&) const = default;
};

/// Into the slot of `now`; nothing for an empty tally.
void add_tally(Store& store, std::string_view provider, const Tally& tally, TimePoint now);
/// Of all slots that end after `since`.
Tally sum_tally(Store& store, std::string_view provider, TimePoint since);
/// Forgets slots of more than a week ago.
void forget_old_tallies(Store& store, TimePoint now);

/// What is left of the money there. \returns what was noted before.
std::optional<Money> note_balance(Store& store, std::string_view provider, const Money& money,
                                  TimePoint now);
std::optional<Money> last_balance(Store& store, std::string_view provider);

/// Of a provider that nothing is known of: closed.
routing::Breaker load_breaker(Store& store, std::string_view provider);
void keep_breaker(Store& store, std::string_view provider, const routing::Breaker& breaker,
                  TimePoint now);

} // namespace bkxsms::store

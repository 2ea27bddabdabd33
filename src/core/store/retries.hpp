#pragma once

#include "core/store/attempts.hpp"

#include <optional>
#include <vector>

/// \file
/// Messages that a provider took and did not deliver, and that may be sent again. REQUIRES, for
/// what writes: an open transaction.

namespace bkxsms::store {

/// It was not delivered, at that time, for a reason that may pass.
void allow_retry(Store& store, MessageId id, TimePoint since);

struct Retryable {
    MessageId id;
    int retries = 0; ///< so far
    TimePoint since, expires_at;
};
/// The oldest first, behind the one at `after`.
std::vector<Retryable> retryable(Store& store, int limit, const Retryable* after);
/// It stays as it is.
void give_up_retry(Store& store, MessageId id);

/// undelivered, failed → pending, due at once, and one retry more; so is what was put aside
/// with its number. Its attempt no longer stands for it. It may be as late as `expires_at`.
bool reopen(Store& store, MessageId id, TimePoint expires_at, TimePoint now);

/// It arrived after all: pending → sent, so that its report can take effect. False if it is on
/// its way again, or sent.
bool withdraw_retry(Store& store, const KnownAttempt& attempt, TimePoint now);

/// From sent to delivered; nullopt if one of the two is not known.
std::optional<milliseconds> delivery_time(Store& store, MessageId id);

} // namespace bkxsms::store

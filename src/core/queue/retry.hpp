#pragma once

#include "core/base/id.hpp"
#include "core/queue/rules.hpp"
#include "core/store/store.hpp"

#include <span>
#include <string>

/// \file
/// A second try for what a provider took and then did not deliver. (What it did not take waits
/// in the queue by itself: record.hpp.)

namespace bkxsms::queue {

struct RetryTotals {
    int reopened = 0;  ///< in the queue again
    int waiting = 0;   ///< their time has not come
    int exhausted = 0; ///< tried as often as allowed, or too late by now; they stay as they are
};

/// For cron: reopens what was not delivered for a passing reason, when as much time has passed
/// as backoff.hpp says. One transaction; an audit row if anything was reopened.
RetryTotals retry_due(store::Store& store, const Rules& rules, const std::string& actor,
                      TimePoint now);

/// By hand: all of them or none, whatever the reason was, with an audit row each. A number that
/// was put aside is tried again; what is too late may be as late after now as it was allowed to
/// be before. \throws Error{data} for the first that does not exist, is not undelivered or
/// failed, or whose outcome is not known.
void retry_by_hand(store::Store& store, std::span<const MessageId> ids,
                   const std::string& reason, const std::string& actor, TimePoint now);

} // namespace bkxsms::queue

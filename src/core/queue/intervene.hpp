#pragma once

#include "core/base/id.hpp"
#include "core/store/store.hpp"

#include <optional>
#include <span>
#include <string>

/// \file
/// What a person does to messages that have not left.

namespace bkxsms::queue {

struct Intervention {
    enum class Act {
        cancel,     ///< they never go
        hold,       ///< they wait until they are released
        release,    ///< what was held goes when it is due
        reschedule, ///< they go at `at`, and may be as late after it as before
    } act = Act::cancel;
    std::optional<TimePoint> at; ///< with reschedule
    std::string reason;          ///< the person's words, for the audit; may be ""
    std::string actor;
};

/// All of them or none, in one transaction with an audit row for each. To cancel what is
/// cancelled, and to hold what is held, is no error: scripts may say it twice. \throws
/// Error{data} for the first message that does not exist, has left, or may have left (only
/// resolve() speaks for that); {data} for a time at which a message would be past its end.
void intervene(store::Store& store, std::span<const MessageId> ids,
               const Intervention& intervention, TimePoint now);

} // namespace bkxsms::queue

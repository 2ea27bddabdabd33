#pragma once

#include "core/store/messages.hpp"

#include <vector>

namespace bkxsms::store {

/// Which messages a person asks for; what is not set does not restrict.
struct MessageFilter {
    std::optional<Status> status;
    std::string type, booking, batch; ///< "" for any
    std::string to;                   ///< E.164, exact; "" for any
    std::optional<TimePoint> since;   ///< accepted at or after
    MessageId before;                 ///< only older ones: the key of the next page
    int limit = 50;                   ///< 1–1000
};

/// Newest first. The next page starts before the last id of this one.
std::vector<Message> list_messages(Store& store, const MessageFilter& filter);

/// One change of a message's status.
struct LogEntry {
    std::string status, provider_status, details;
    TimePoint at;
};
std::vector<LogEntry> delivery_log(Store& store, MessageId id); ///< oldest first

/// How many messages stand in each status, the empty ones left out.
struct StatusCount {
    Status status;
    std::int64_t count;
};
std::vector<StatusCount> count_by_status(Store& store);

} // namespace bkxsms::store

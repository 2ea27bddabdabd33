#pragma once

#include "core/store/attempts.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// \file
/// bkx_sms_parts: the parts of a message, where a provider names and reports them one by one.
/// find_by_remote_id() knows their ids too. REQUIRES, for everything that writes: an open
/// transaction.

namespace bkxsms::store {

/// True for a message of more than one part. Of any other the message's own row says all.
bool is_divided(Store& store, MessageId message);

/// The ids that the answer to a send gave. One that belongs to another attempt stays there.
void remember_parts(Store& store, AttemptId attempt, std::string_view provider,
                    std::span<const std::string> ids);

/// What a report about one part comes to.
struct PartReport {
    Status whole;       ///< of the message: sent, failed, undelivered, delivered
    bool moved = false; ///< the part is further than it was
};

/// A part moves forward as a message does (transitions.hpp). The message is delivered when as
/// many parts are as it has; undelivered as soon as one is lost, failed if all are. nullopt if
/// the id is one too many: more parts than the message has came of one request. REQUIRES: the
/// id belongs to no other attempt.
std::optional<PartReport> report_part(Store& store, AttemptId attempt,
                                      std::string_view provider,
                                      std::string_view provider_message_id, Status status);

} // namespace bkxsms::store

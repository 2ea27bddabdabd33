#pragma once

#include "core/base/json.hpp"
#include "core/provider/provider.hpp"

#include <optional>

/// \file
/// What became of a message, as a delivery log has it and as an event of End User Messaging
/// tells it. Inside the adapter only. Facts: docs/providers/aws_sns.md sections 5.1 and 5.3.

namespace bkxsms::provider::sns {

/// An entry of a delivery log. nullopt if it is none: no well-formed message id, or neither
/// SUCCESS nor FAILURE. The text and the sender are not in it.
///
/// SUCCESS says that the carrier took the message: `sent`, and `delivered` only with the
/// handset's own acknowledgement. FAILURE is `failed` where it never left (opted out, too dear,
/// a text that cannot be sent), else `undelivered`.
std::optional<Sighting> read_log_entry(const json::Value& entry);

/// An event of a text. nullopt if it is none. TEXT_UNKNOWN, made after three days of silence,
/// is `sent`: it is no news, and `undelivered` would have the text sent twice.
std::optional<Receipt> read_event(const json::Value& event);

} // namespace bkxsms::provider::sns

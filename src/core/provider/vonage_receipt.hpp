#pragma once

#include "core/base/json.hpp"
#include "core/provider/form.hpp"
#include "core/provider/provider.hpp"

#include <optional>
#include <string>
#include <string_view>

/// \file
/// A message's state as Vonage writes it, in both formats of webhooks and in reports. Inside
/// the adapter only. Facts: docs/providers/vonage.md sections 3, 5 and 6.

namespace bkxsms::provider::vonage {

/// The word of a status. One that is not known is `queued`, which moves nothing. `unknown` is
/// `sent`: `delivered` could be false and `undelivered` would have the text sent twice.
Progress progress_of(std::string_view status) noexcept;

/// The failure in a report whose progress is undelivered or failed; nullopt for the others,
/// which have an error code too. `code` is an err-code ("9"), one of the Messages API's
/// ("1240") or none ("", "0"): then the status is the code.
std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code, std::string_view words);

/// The same for a repetition of the same report: id, status and error code, and the price once
/// there is one.
std::string event_key(const Receipt& receipt);

/// "2026-03-14T15:09:26.000Z", "…+0000", and "2026-03-14 15:09:26", which is UTC.
std::optional<TimePoint> read_time(std::string text);

/// A delivery report of the SMS API, about one part. \throws Error{data} if it has no proper
/// message id.
Receipt read_part_report(const Pairs& parameters);

/// A status webhook of the Messages API, version 1 or 0.1. \throws Error{data} as above.
Receipt read_message_status(const json::Value& document);

/// A record of the Reports API. nullopt if it is none.
std::optional<Sighting> read_record(const json::Value& record);

} // namespace bkxsms::provider::vonage

#pragma once

#include "core/base/json.hpp"
#include "core/provider/provider.hpp"

#include <optional>
#include <string_view>

/// \file
/// A message as Twilio writes it, in answers, lists and callbacks. Inside the adapter only.
/// Facts: docs/providers/twilio.md sections 2, 3 and 5.

namespace bkxsms::provider::twilio {

/// "SM" or "MM" and 32 hexadecimal digits.
bool is_message_sid(std::string_view text) noexcept;

/// The word of a status. One that is not known is `queued`, which moves nothing. So are the
/// states of inbound messages. `partially_delivered` is in Twilio's list and nowhere explained:
/// `sent`, because `delivered` could be false and `undelivered` would have the text sent twice.
Progress progress_of(std::string_view status) noexcept;

/// The failure in a report whose progress is undelivered or failed; nullopt for the others,
/// whose codes (30025, "half of the cap is used") are notices. Without a code, the status is
/// the code.
std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code, std::string_view words);

/// A message resource. nullopt if it is none: no well-formed sid, or no status.
std::optional<Sighting> read_message(const json::Value& message);

/// What a Message says of its size and price. Twilio writes both as strings; "0" parts means
/// not counted yet (messaging services), and a price is negative because it is a debit.
std::optional<int> read_segments(const json::Value& message);
std::optional<Money> read_price(const json::Value& message);

/// Code, category and words of an error body; if there is none, or no known code in it, what
/// the HTTP status means. `reply` is not 2xx.
Failure read_error(const transport::Reply& reply);

} // namespace bkxsms::provider::twilio

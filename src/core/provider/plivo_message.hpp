#pragma once

#include "core/base/json.hpp"
#include "core/provider/provider.hpp"

#include <optional>
#include <string>
#include <string_view>

/// \file
/// A message as Plivo writes it, in answers, lists and callbacks. Inside the adapter only.
/// Facts: docs/providers/plivo.md sections 2 to 5.

namespace bkxsms::provider::plivo {

/// Plivo's API names no currency: all of it is US dollars.
inline constexpr std::string_view currency = "USD";

/// The id that the answer to a send with one recipient gives; nullopt if it has none. Plivo
/// writes an array, whatever the number of recipients.
std::optional<std::string> read_sent_uuid(const json::Value& answer);

/// True if such an answer has no id, but lists the recipient among the invalid numbers: Plivo
/// answers 202 to that as well.
bool is_invalid_recipient(const json::Value& answer);

/// The word of a status. One that is not known is `queued`, which moves nothing. So are the
/// states of inbound messages. `read` is WhatsApp's; `rejected`, from older documents, is the
/// carrier's refusal.
Progress progress_of(std::string_view status) noexcept;

/// The failure in a report; nullopt unless its progress is undelivered or failed. The code of
/// no error is "000". Without a code, the status is the code.
std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code, std::string_view words);

/// What a message cost in all; nullopt for what is no amount, and for the 0 of a message that
/// is still queued and so not billed.
std::optional<Money> read_amount(std::string_view amount, Progress progress);

/// A message detail record. nullopt if it is none: no well-formed id, or no state. Numbers get
/// back their '+'. It has no text.
std::optional<Sighting> read_message(const json::Value& record);

/// Category and words of an error body, or what the HTTP status means: Plivo's refusals have
/// no codes. `reply` is not 2xx.
Failure read_error(const transport::Reply& reply);

/// The words of an error body, which may be a string or an object; "" if there are none.
std::string error_words(const json::Value& answer);

} // namespace bkxsms::provider::plivo

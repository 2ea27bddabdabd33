#pragma once

#include "core/sandbox/message.hpp"
#include "core/sandbox/plivo/account.hpp"

#include <string>
#include <string_view>

/// \file
/// A message as Plivo shows it: the message detail record, which holds no text. Source:
/// docs/providers/plivo.md sections 4 and 5.

namespace bkxsms::sandbox {

/// "queued", "sent", "delivered", "undelivered", "failed"; "received" for an inbound message.
std::string_view plivo_state(const Message& message, TimePoint now) noexcept;

/// The delivery error; "000" for none.
std::string plivo_error_code(const Message& message, std::string_view state);

/// The sender's digits or name; one of the account's numbers for a pool.
std::string plivo_sender(const Message& message, const PlivoAccount& account);

std::string_view without_plus(std::string_view number) noexcept;

/// The record as JSON, without the api_id that an answer has around it.
std::string plivo_record(const Message& message, const PlivoAccount& account, TimePoint now);

} // namespace bkxsms::sandbox

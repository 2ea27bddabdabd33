#pragma once

#include "core/sandbox/message.hpp"
#include "core/sandbox/twilio/account.hpp"

#include <string>
#include <string_view>

/// \file
/// A message as Twilio shows it: the Message resource of the 2010 API, with its field types
/// that surprise. Source: docs/providers/twilio.md sections 2 and 5.

namespace bkxsms::sandbox {

/// "accepted", "queued", "sent", "delivered", …; "received" for an inbound message.
std::string_view twilio_status(const Message& message, TimePoint now) noexcept;

/// The resource as JSON, ASCII only.
std::string twilio_json(const Message& message, const TwilioAccount& account, TimePoint now);

/// "Sun, 22 Nov 2026 15:29:58 +0000" (RFC 2822 section 3.3).
std::string format_rfc2822(TimePoint t);

} // namespace bkxsms::sandbox

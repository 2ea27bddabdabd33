#pragma once

#include "core/sandbox/callback_sender.hpp"
#include "core/sandbox/message.hpp"
#include "core/sandbox/twilio/account.hpp"

#include <string>
#include <string_view>

/// \file
/// Twilio's webhooks: which status callbacks a message has and when, what is in them, and the
/// X-Twilio-Signature. Source: docs/providers/twilio.md sections 5 to 7.

namespace bkxsms::sandbox {

/// base64(HMAC-SHA1(`token`, URL and the sorted fields)). The URL is signed as it stands but
/// for user, password and fragment.
std::string twilio_signature(std::string_view token, std::string_view url, Fields fields);

/// What "#rc=3&rp=all" behind a URL asks for; without it one repeat after a failed connection.
Retry twilio_retry(std::string_view url);

/// The status callbacks of a message that has a callback URL, spoilt as `callbacks` says: none
/// for the first status, `queued` only behind a service, then sent, then the last one.
/// `accepted` is now on the steady clock.
Chain twilio_status_chain(const MessagePtr& message, const TwilioAccount& account,
                          const Callbacks& callbacks, const std::string& token,
                          SteadyTime accepted);

/// The webhook for a message that somebody wrote to us.
Chain twilio_inbound_chain(const MessagePtr& message, const std::string& token, SteadyTime due);

} // namespace bkxsms::sandbox

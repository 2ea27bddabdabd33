#pragma once

#include "core/provider/vonage.hpp"

#include <vector>

/// \file
/// Vonage's webhooks. Inside the adapter only. Facts: docs/providers/vonage.md sections 6
/// and 7.

namespace bkxsms::provider::vonage {

/// Two schemes. "vonage-messages-jwt": an Authorization header, or a JSON body with
/// `message_uuid` that ought to have one; the token names the account and the SHA-256 of the
/// body. "vonage-sms-METHOD": all parameters are signed, in a query (GET), a form or a flat
/// JSON object; the method is the account's, never the request's. A `timestamp` must not be
/// older than 73 hours, for Vonage repeats a report for 72, nor five minutes ahead of `now`.
Verdict verify(const WebhookRequest& webhook, const VonageAccount& account, TimePoint now);

/// Either format, whichever provider asks. None for an inbound message, for a message that is
/// no SMS, and for the bare GET by which Vonage tries an address that is being set. \throws
/// Error{data} if it is no webhook of Vonage's, or of another account than `api_key`, or names
/// twice what may be named once.
std::vector<Receipt> read_receipts(const WebhookRequest& webhook, std::string_view api_key);

} // namespace bkxsms::provider::vonage

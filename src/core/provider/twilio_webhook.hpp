#pragma once

#include "core/provider/provider.hpp"
#include "core/security/secret.hpp"

#include <string_view>
#include <vector>

/// \file
/// Twilio's webhooks. Inside the adapter only. Facts: docs/providers/twilio.md sections 6
/// and 7.

namespace bkxsms::provider::twilio {

/// Judges X-Twilio-Signature. Three schemes: "twilio-form" (POST of a form: URL and all
/// parameters are signed), "twilio-get" (the URL with its query is), "twilio-json" (any other
/// body: the URL is, and names the body's SHA-256). A body that nothing covers is refused.
Verdict verify(const WebhookRequest& webhook, const security::Secret& auth_token);

/// \throws Error{data} if it is no webhook of Twilio's, or of another account than
/// `account_sid`, or names twice what may be named once.
std::vector<Receipt> read_receipts(const WebhookRequest& webhook, std::string_view account_sid);

} // namespace bkxsms::provider::twilio

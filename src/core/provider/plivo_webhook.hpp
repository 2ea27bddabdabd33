#pragma once

#include "core/provider/plivo.hpp"
#include "core/provider/provider.hpp"

#include <vector>

/// \file
/// Plivo's webhooks. Inside the adapter only. Facts: docs/providers/plivo.md sections 6 and 7.

namespace bkxsms::provider::plivo {

/// Judges the signatures, of which there may be several: in one header with commas between, and
/// in two headers, one made with the token of the account that owns the number, the other
/// ("Ma") with the main account's. One that matches is enough. Two schemes: "plivo-v3" (URL and
/// all parameters are signed) and, only if the account takes it, "plivo-v2" (the URL is,
/// without its query). If there is any header of V3, V3 alone decides.
Verdict verify(const WebhookRequest& webhook, const PlivoAccount& account);

/// \throws Error{data} if it is no webhook of Plivo's, or names twice what may be named once.
std::vector<Receipt> read_receipts(const WebhookRequest& webhook);

} // namespace bkxsms::provider::plivo

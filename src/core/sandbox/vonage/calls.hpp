#pragma once

#include "core/sandbox/http_message.hpp"
#include "core/sandbox/ledger.hpp"
#include "core/sandbox/scenario.hpp"
#include "core/sandbox/vonage/account.hpp"
#include "core/sandbox/vonage/route.hpp"
#include "core/sandbox/vonage/settings.hpp"

/// \file
/// Vonage besides sending: balance, prices, settings, numbers, insights, redaction. Source:
/// docs/providers/vonage.md section 4.

namespace bkxsms::sandbox {

/// All that such a call can look at.
struct VonageAsked {
    VonageCall call;
    const Request& request;
    const Fields& fields; ///< of the query and of a form or flat JSON body
    const VonageAccount& account;
    VonageSettings& settings;
    const Ledger& ledger;
    const Delivery& usual;
    TimePoint now;
};

/// For every call but sms, messages and reports.
Answer vonage_side_call(const VonageAsked& asked);

} // namespace bkxsms::sandbox

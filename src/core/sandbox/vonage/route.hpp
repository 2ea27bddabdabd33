#pragma once

#include "core/sandbox/scenario.hpp"

#include <optional>
#include <string_view>

/// \file
/// Paths of Vonage's APIs, which are on several hosts at Vonage and do not overlap.

namespace bkxsms::sandbox {

enum class VonageCall {
    sms,      ///< POST /sms/json
    messages, ///< POST /v1/messages
    reports,  ///< GET  /v2/reports/records
    balance,  ///< GET  /account/get-balance
    price,    ///< GET  /account/get-pricing/outbound/sms
    prices,   ///< GET  …/get-prefix-pricing/…, …/get-full-pricing/…
    settings, ///< POST /account/settings
    top_up,   ///< POST /account/top-up
    numbers,  ///< GET  /account/numbers
    search,   ///< GET  /number/search
    buy,      ///< POST /number/buy
    cancel,   ///< POST /number/cancel
    update,   ///< POST /number/update
    redact,   ///< POST /v1/redact/transaction
    insight,  ///< GET  /ni/{basic,standard,advanced,advanced/async}/json
    identity, ///< POST /identity-insights/v1/requests
};

struct VonageRoute {
    VonageCall call;
    std::string_view method;
    Operation operation; ///< what is neither a text nor a list of them counts as balance
};

/// Below one of Vonage's paths, if only for a 404.
bool is_vonage_path(std::string_view path) noexcept;

const VonageRoute* find_vonage_route(std::string_view path) noexcept; ///< nullptr for none

} // namespace bkxsms::sandbox

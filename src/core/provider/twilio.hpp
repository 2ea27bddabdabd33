#pragma once

#include "core/provider/provider.hpp"
#include "core/security/secret.hpp"

#include <memory>
#include <span>
#include <string>

namespace bkxsms::provider {

/// A Twilio account. Facts: docs/providers/twilio.md.
struct TwilioAccount {
    std::string account_sid;     ///< AC…, in every path
    std::string user;            ///< for Basic: the account SID, or an API key SID (SK…)
    security::Secret password;   ///< for Basic: the auth token, or the API key's secret
    security::Secret auth_token; ///< primary auth token: the key of webhook signatures
    std::string messaging_service_sid; ///< MG…, "" for none
    std::string base_url = "https://api.twilio.com";
};

std::unique_ptr<Provider> make_twilio(TwilioAccount account);

/// Twilio's codes, sorted by code. Source: docs/providers/twilio.md section 3.
std::span<const CodeMeaning> twilio_codes() noexcept;

} // namespace bkxsms::provider

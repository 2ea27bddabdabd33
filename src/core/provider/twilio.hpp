#pragma once

#include "core/provider/provider.hpp"
#include "core/security/secret.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bkxsms::provider {

/// A Twilio account. Facts: docs/providers/twilio.md.
struct TwilioAccount {
    std::string account_sid;     ///< AC…, in every path
    std::string user;            ///< for Basic: the account SID, or an API key SID (SK…)
    security::Secret password;   ///< for Basic: the auth token, or the API key's secret
    security::Secret auth_token; ///< primary auth token: the key of webhook signatures
    std::string messaging_service_sid;               ///< MG…, "" for none
    std::string base_url = "https://api.twilio.com"; ///< or "https://api.dublin.ie1.twilio.com"
    std::string pricing_url = "https://pricing.twilio.com";
    std::string lookups_url = "https://lookups.twilio.com";
};

/// How Twilio differs from what provider.hpp says of all:
/// - The reference of a message travels in its callback URL as `?ref=…`, before any query that
///   Outgoing::callback_url has, and is read back from there (Twilio has no field for it).
/// - Reports are POSTed or, if so configured, sent with GET. JSON webhooks (event streams) are
///   verified but carry no reports.
/// - A send that is refused for the account as a whole is Halted, so is one to a path that does
///   not exist: the account SID or the base URL is wrong, not the message. A trial account's
///   unverified recipient (21608) is Rejected, or it would hold up all who wait behind it; a
///   callback URL that Twilio refuses (21609) is Unknown, for nobody says that the message was
///   not made.
std::unique_ptr<Provider> make_twilio(TwilioAccount account);

/// Twilio's codes, sorted by code. Source: docs/providers/twilio.md section 3.
std::span<const CodeMeaning> twilio_codes() noexcept;

/// The row of `code`; nullptr if the table has none.
const CodeMeaning* find_twilio_code(std::string_view code) noexcept;

/// The row of `code`, else the rule for its range: 21xxx is a refused request, 30xxx a message
/// that was not delivered. nullopt for any other. The result's `code` may point to the
/// argument.
std::optional<CodeMeaning> twilio_meaning(std::string_view code) noexcept;

} // namespace bkxsms::provider

#pragma once

#include "core/provider/provider.hpp"
#include "core/security/secret.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace bkxsms::provider {

/// A Plivo account. Facts: docs/providers/plivo.md.
struct PlivoAccount {
    std::string auth_id;         ///< MA…, or SA… for a subaccount; in paths, user of Basic
    security::Secret auth_token; ///< password of Basic, key of this account's signatures
    security::Secret main_auth_token; ///< of the main account, if auth_id is a subaccount
    std::string powerpack_uuid;       ///< pool of senders for messages without one, "" for none
    std::string app_id;               ///< application for bought numbers, "" for the default
    /// Take webhooks that have only the old signature, V2. It covers the URL and nothing else:
    /// who has seen one webhook can make any other.
    bool accept_v2 = false;
    std::string base_url = "https://api.plivo.com";
    std::string lookup_url = "https://lookup.plivo.com";
};

/// How Plivo differs from what provider.hpp says of all:
/// - The reference of a message travels in its callback URL as `?ref=…`, as with Twilio.
/// Plivo's
///   own SDKs sign URLs with escapes, '@', odd ports and other than ASCII differently from one
///   another; a callback URL should have none of it.
/// - A message is sent from Outgoing::from, or, without one, by the powerpack.
/// - `sent` may be the last that is ever said: receipts are missing in many networks.
/// - Plivo's own order of reports (`Sequence`) is part of their event_key; which report counts
///   is decided by progress, as with all. Their times have no zone and are not read.
/// - Refusals have no codes, so an HTTP status and the words decide. Without funds, and from an
///   address that the account does not allow, it is Halted; a country that is not enabled
///   rejects that message only.
/// - look_up() shows neither text nor reference: two messages to one number at one time cannot
///   be told apart. Plivo allows 20 such requests a minute.
/// - All money is in US dollars: Plivo's API has no currency.
/// - Prices are one for a country, the dearest of its networks, for Plivo names these in words
///   only. number() costs money. own_numbers() fails for an account with more than 20.
/// - A question about what is no ISO country, no E.164 number and no message id is nullopt.
std::unique_ptr<Provider> make_plivo(PlivoAccount account);

/// Plivo's codes of messages that were not delivered, sorted by code (as text). Source:
/// docs/providers/plivo.md section 3.
std::span<const CodeMeaning> plivo_codes() noexcept;

/// The row of `code`; nullptr if the table has none.
const CodeMeaning* find_plivo_code(std::string_view code) noexcept;

} // namespace bkxsms::provider

#pragma once

#include "core/provider/provider.hpp"
#include "core/security/secret.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace bkxsms::provider {

/// How the account signs the webhooks of the SMS API: the "signature method" of its dashboard.
/// The webhooks of the Messages API do not depend on it.
enum class VonageSignature { md5hash, md5, sha1, sha256, sha512 };

/// A Vonage account, the same for both of its APIs. Facts: docs/providers/vonage.md.
struct VonageAccount {
    std::string api_key;         ///< eight characters
    security::Secret api_secret; ///< for Basic; without it there is no balance, price or report
    security::Secret signature_secret; ///< the key of webhook signatures; not the API secret
    VonageSignature signature_method = VonageSignature::sha256;
    /// The SMS API only: send with `sig` instead of Basic, which an account that enforces
    /// signatures wants.
    bool sign_sends = false;
    /// An application and its RSA key in PEM: the Messages API is then used as that
    /// application, and number() is answered. Both or neither.
    std::string application_id;
    security::Secret private_key;
    /// The Reports API, which is paid for by the record, is enabled for the account and may be
    /// asked for sends whose answer was lost.
    bool reports = false;

    std::string rest_url = "https://rest.nexmo.com";        ///< SMS, account, numbers
    std::string api_url = "https://api.nexmo.com";          ///< Messages, reports
    std::string insights_url = "https://api-eu.vonage.com"; ///< identity insights
};

/// "vonage": the SMS API. How it differs from what provider.hpp says of all:
/// - The answer, the ids and the reports are those of parts. A message of which one part was
///   taken is Accepted, with what became of the others in Accepted::partly. The reports of
///   different parts carry the same reference and different ids, and Receipt::part; a report's
///   price is left out: it is a part's.
/// - The text goes out as GSM-7 if it can, else as UCS-2; Vonage itself would mangle it.
/// - A sender is required: a message without one is refused (status 2).
/// - Outgoing::callback_url is left out if it has more than 100 characters, for Vonage would
///   refuse the message (status 23); reports then go to the address set for the account. Our
///   reference does not depend on it: it travels as `client-ref`.
/// - A callback URL that Vonage refuses (23) is Halted, for it is the same for every message. A
///   recipient that a demo account may not send to (29) is Rejected, or it would hold up all
///   who wait behind it. An internal error (5) is Unknown: "not sent" is its usual meaning
///   only.
///
/// Of both:
/// - The account's setting, not the API that sends, decides which of the two formats webhooks
///   have, so either provider verifies and reads both. Without a signature secret none is
///   genuine.
/// - status() and look_up() are paid for by the record and show what has reached Vonage's
///   reports. How late that may be is nowhere said: settling() gives a record a quarter of an
///   hour, twice, and does so only for an account with `reports`. look_up()'s window is widened
///   by a minute for clocks that differ; it shows the whole account's messages of that time,
///   and the parts of a message one by one, all with its reference. Texts are not asked for.
/// - number() needs an application. own_numbers() fails for an account with more than a
/// hundred. \throws Error{config} if the private key cannot be read.
std::unique_ptr<Provider> make_vonage(VonageAccount account);

/// "vonage" as well, for an account uses one API or the other: the Messages API, version 1, for
/// SMS. One id and one report for a whole message; Vonage waits five minutes for the reports of
/// its parts, so that a long message may be reported as rejected and have arrived. The callback
/// URL goes with the message as it is. \throws Error{config} if the private key cannot be read.
std::unique_ptr<Provider> make_vonage_messages(VonageAccount account);

/// Vonage's codes, sorted by code: the SMS API's statuses ("9"), its reports' error codes
/// ("err-9": the same numbers with another meaning) and those of the Messages API ("1240").
/// Source: docs/providers/vonage.md section 3.
std::span<const CodeMeaning> vonage_codes() noexcept;

/// The row of `code`; nullptr if the table has none.
const CodeMeaning* find_vonage_code(std::string_view code) noexcept;

} // namespace bkxsms::provider

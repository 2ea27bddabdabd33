#pragma once

#include "core/provider/provider.hpp"
#include "core/security/secret.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace bkxsms::provider {

/// SMS through AWS SNS, in one region of one AWS account. Facts: docs/providers/aws_sns.md.
struct SnsAccount {
    std::string access_key_id;          ///< AKIA…, or ASIA… of temporary credentials
    security::Secret secret_access_key; ///< the key of every request's signature
    security::Secret session_token;     ///< of temporary credentials; "" for none
    std::string region = "us-east-1";   ///< one that can send SMS; opt-outs are per region
    /// "Transactional" or "Promotional"; "" for the account's own, which starts as Promotional.
    std::string sms_type = "Transactional";
    std::string max_price; ///< USD per message, "0.50"; "" for none. Above it nothing is sent.
    /// 12 digits: names the delivery logs. "" where delivery logging is off: no status().
    std::string account_id;
    /// Delivery logging is on and samples 100 % of the successes. Then, and only then, a
    /// message that is not in the logs was not sent, and look_up() is offered.
    bool logs_every_message = false;
    std::string base_url; ///< "" for https://sns.<region>.amazonaws.com
    std::string logs_url; ///< "" for https://logs.<region>.amazonaws.com
};

/// How SNS differs from what provider.hpp says of all:
/// - There is nothing to carry a reference, a callback URL or a validity: Outgoing's are not
///   used, and reports name no reference.
/// - A sender of digits goes out as an origination number, any other as a sender ID.
/// - Accepted means accepted and no more: an opted-out number, one above max_price and, for
///   minutes, one beyond the spend limit get an id and are then not sent. number() tells of
///   opt-outs before; of the rest only the delivery logs do.
/// - A lost answer to a send can be settled from the delivery logs alone, three days later: see
///   settling(). Any 5xx may have been taken, ServiceUnavailable too; throttling was not.
/// - status() reads two logs in pages: Question::more leads on.
/// - An account that may not publish is Halted, not the message Rejected: a permission to send
///   SMS cannot name a number.
/// - There is no balance(). The monthly limit and what is spent of it are two answers of two
///   services, and the second is hours old. There are no prices() either.
/// - verify() refuses everything: a webhook names the certificate it is signed with, which has
///   to be fetched. sns::verify() in sns_webhook.hpp judges with the certificate at hand.
///
/// \throws Error{config} for a region, account id, SMS type or price that cannot be one: the
/// region is part of the host that gets the requests.
std::unique_ptr<Provider> make_sns(SnsAccount account);

/// SNS's codes and the events of its sender, sorted by code. Source: docs/providers/aws_sns.md
/// sections 3 and 5.
std::span<const CodeMeaning> sns_codes() noexcept;

/// The row of `code`; nullptr if the table has none.
const CodeMeaning* find_sns_code(std::string_view code) noexcept;

/// What a delivery log's `providerResponse` means: phrases, so they are found inside it and in
/// any case of letters. `unknown` for one that is not known. The result's `code` is empty.
CodeMeaning sns_response_meaning(std::string_view response);

} // namespace bkxsms::provider

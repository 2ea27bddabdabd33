#pragma once

#include "core/sandbox/aws/account.hpp"
#include "core/sandbox/plivo/account.hpp"
#include "core/sandbox/twilio/account.hpp"
#include "core/sandbox/vonage/account.hpp"

#include <string>
#include <vector>

/// \file
/// The accounts that `bkxsms sandbox` offers when it is told nothing: the same everywhere, and
/// of no worth anywhere. bkxsms-sandbox(1) names them.

namespace bkxsms::sandbox {

TwilioAccount demonstration_account();
PlivoAccount demonstration_plivo_account();
AwsAccount demonstration_aws_account();
VonageAccount demonstration_vonage_account(); ///< its application has demonstration_key_pem

/// One line for each, for a person: "twilio account AC… with token …".
std::vector<std::string> demonstration_credentials();

} // namespace bkxsms::sandbox

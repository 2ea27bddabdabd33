#include "core/sandbox/demonstration.hpp"

#include "core/sandbox/demonstration_key.hpp"

#include <fmt/format.h>

namespace bkxsms::sandbox {

TwilioAccount demonstration_account() {
    TwilioAccount account;
    account.sid = "AC0000000000000000000000005a4db0c5";
    account.token = security::Secret("00000000000000000000005a4db0c5ff");
    return account;
}

PlivoAccount demonstration_plivo_account() {
    PlivoAccount account;
    account.auth_id = "MA000000000005A4DB0C";
    account.tokens.emplace_back("00000000000000000000000000000000005a4db0");
    return account;
}

AwsAccount demonstration_aws_account() {
    AwsAccount account;
    account.id = "000005400050";
    account.access_key = "AKIA00000000SANDBOX0";
    account.secret_key = security::Secret("000000000000000000000000000000005a4db0c5");
    account.opted_out = {"+15005550004"}; // as Twilio's magic number
    return account;
}

VonageAccount demonstration_vonage_account() {
    VonageAccount account;
    account.api_key = "5a4db0c5";
    account.secrets.emplace_back("0000000000000000");
    account.signature_secret =
        security::Secret("000000000000000000000000000000000000005a4db0c5ff");
    account.application_id = "5a4db0c5-0000-4000-8000-000000000000";
    account.application_certificate_pem = demonstration_certificate_pem;
    return account;
}

std::vector<std::string> demonstration_credentials() {
    const auto twilio = demonstration_account();
    const auto plivo = demonstration_plivo_account();
    const auto aws = demonstration_aws_account();
    const auto vonage = demonstration_vonage_account();
    return {fmt::format("twilio account {} with token {}", twilio.sid, twilio.token.reveal()),
            fmt::format("plivo account {} with token {}", plivo.auth_id,
                        plivo.tokens.front().reveal()),
            fmt::format("aws access key {} with secret {}", aws.access_key,
                        aws.secret_key.reveal()),
            fmt::format("vonage api key {} with secret {}", vonage.api_key,
                        vonage.secrets.front().reveal()),
            fmt::format("vonage application {}, signature secret {}", vonage.application_id,
                        vonage.signature_secret.reveal())};
}

} // namespace bkxsms::sandbox

#include "core/sandbox/demonstration.hpp"

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

std::vector<std::string> demonstration_credentials() {
    const auto twilio = demonstration_account();
    const auto plivo = demonstration_plivo_account();
    return {fmt::format("twilio account {} with token {}", twilio.sid, twilio.token.reveal()),
            fmt::format("plivo account {} with token {}", plivo.auth_id,
                        plivo.tokens.front().reveal())};
}

} // namespace bkxsms::sandbox

#pragma once

#include "core/provider/twilio.hpp"
#include "rig.hpp"

#include <memory>
#include <string>

/// \file
/// A Twilio account that nobody has.

namespace bkxsms::provider::test {

inline constexpr auto account_sid = "AC00000000000000000000000000000a01";
inline constexpr auto message_sid = "SM00000000000000000000000000000b02";
inline constexpr auto auth_token = "0123456789abcdef0123456789abcdef";

inline TwilioAccount twilio_account() {
    TwilioAccount account;
    account.account_sid = account_sid;
    account.user = account_sid;
    account.password = security::Secret(auth_token);
    account.auth_token = security::Secret(auth_token);
    return account;
}

inline std::unique_ptr<Provider> twilio() {
    return make_twilio(twilio_account());
}

inline std::unique_ptr<Provider> twilio_with_token(std::string token) {
    auto account = twilio_account();
    account.auth_token = security::Secret(std::move(token));
    return make_twilio(std::move(account));
}

} // namespace bkxsms::provider::test

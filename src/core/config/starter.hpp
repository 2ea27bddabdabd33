#pragma once

#include <cstdint>
#include <string>

/// \file
/// The first bkxsms.toml, as `bkxsms init` writes it: short, commented, only what a newcomer
/// has to decide. Everything else has a default; bkxsms.toml(5) has the rest.

namespace bkxsms::config {

struct StarterChoices {
    bool sandbox = false; ///< talk to `bkxsms sandbox` on this machine, not to Twilio
    std::uint16_t sandbox_port = 8025;

    std::string business_name;
    std::string region; ///< "GB"; "" leaves the key out
    std::string timezone = "UTC";
    std::string locale = "en";
    std::string currency = "USD";

    // "" leaves a line to fill in; the sandbox has its own.
    std::string account_sid;
    std::string phone_number;
    std::string auth_token = "file:twilio.token"; ///< reference; init writes the file, 0600
    std::string public_url;                       ///< "" leaves webhooks out
};

/// The sandbox's demonstration account (sandbox::demonstration_account).
inline constexpr const char* sandbox_account_sid = "AC0000000000000000000000005a4db0c5";
inline constexpr const char* sandbox_phone_number = "+15005550006";

/// The text. It parses to exactly the choices; values are quoted, whatever they hold.
/// \throws Error{usage}, worded as by config::parse, for a choice that the file must not hold.
std::string starter_toml(const StarterChoices& choices);

} // namespace bkxsms::config

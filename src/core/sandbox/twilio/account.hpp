#pragma once

#include "core/security/secret.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// \file
/// An account at the sandbox's Twilio.

namespace bkxsms::sandbox {

struct TwilioAccount {
    std::string sid;        ///< AC and 32 hexadecimal digits
    security::Secret token; ///< the primary auth token: Basic's password, and signs callbacks
    std::vector<std::pair<std::string, security::Secret>> keys; ///< API keys: SK…, its secret
    std::string parent; ///< its owner's SID, whose credentials work here too; "" for none

    /// Test credentials: they can only send, only from Twilio's magic number, and nothing ever
    /// calls back.
    bool test = false;

    std::vector<std::string> numbers;  ///< its own senders; empty: anything well-formed
    std::vector<std::string> services; ///< its MG…; empty: anything well-formed
    std::int64_t balance_nano = 20'000'000'000;
    std::string currency = "USD";
};

} // namespace bkxsms::sandbox

#pragma once

#include "core/security/secret.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// \file
/// An account at the sandbox's Plivo.

namespace bkxsms::sandbox {

struct PlivoAccount {
    std::string auth_id; ///< MA, or SA for a subaccount, and 18 letters and digits
    /// The auth tokens in force, at least one: each works as Basic's password, and a V3 header
    /// holds one signature for each.
    std::vector<security::Secret> tokens;
    std::string
        parent; ///< of a subaccount: its main account's id, which signs -Ma-V2 and -Ma-V3

    std::vector<std::string> numbers; ///< its own senders, digits; empty: anything well-formed
    std::int64_t credits_nano = 20'000'000'000; ///< at 0 nothing is sent
    /// The account's time zone, minutes east of UTC: records are written in it, filters are
    /// not.
    int utc_offset_min = 330;
};

} // namespace bkxsms::sandbox

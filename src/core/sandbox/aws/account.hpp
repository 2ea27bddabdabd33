#pragma once

#include "core/security/secret.hpp"

#include <string>
#include <utility>
#include <vector>

/// \file
/// An account at the sandbox's AWS.

namespace bkxsms::sandbox {

struct AwsAccount {
    std::string id;         ///< twelve digits
    std::string access_key; ///< AKIA…, or ASIA… with a session token
    security::Secret secret_key;
    security::Secret session_token; ///< of temporary credentials; "" without

    std::vector<std::string> numbers;   ///< its origination numbers, with '+'; empty: any
    std::vector<std::string> opted_out; ///< at the start, with '+'
    /// GetSMSAttributes at the start. What is not set is not shown.
    std::vector<std::pair<std::string, std::string>> attributes{
        {"MonthlySpendLimit", "1"},
        {"DeliveryStatusIAMRole", "arn:aws:iam::000000000000:role/sandbox"},
        {"DeliveryStatusSuccessSamplingRate", "100"}};
    bool in_sandbox = false; ///< AWS's own SMS sandbox; only told, not enforced
};

} // namespace bkxsms::sandbox

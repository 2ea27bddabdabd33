#pragma once

#include "core/base/clock.hpp"
#include "core/sandbox/aws/account.hpp"
#include "core/sandbox/aws/error.hpp"
#include "core/sandbox/http_message.hpp"

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

/// \file
/// AWS Signature Version 4, from the verifying side. Source: docs/providers/aws_sns.md
/// section 1.

namespace bkxsms::sandbox {

struct AwsLogin {
    const AwsAccount* account = nullptr;
    std::string region; ///< of the signature's scope; any one will do
};

class AwsGate {
public:
    /// `accounts` must outlive it.
    explicit AwsGate(const std::vector<AwsAccount>& accounts) : accounts_(accounts) {}

    /// Who has signed the request for `service`, or the error that AWS has for it: no or half a
    /// signature, an unknown key, a wrong session token, a clock more than 15 minutes off, a
    /// payload hash or signature that is not this request's. Thread-safe.
    std::variant<AwsLogin, AwsError> check(const Request& request, AwsService service,
                                           TimePoint now);

private:
    std::string signing_key(const AwsAccount& account, std::string_view scope);

    const std::vector<AwsAccount>& accounts_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::string> keys_; ///< by access key and scope
};

/// What the signature is over (step 1), for the headers named in `signed_headers`
/// ("host;x-amz-date"). `payload_hash` is the hexadecimal SHA-256 of the body.
std::string aws_canonical_request(const Request& request, std::string_view signed_headers,
                                  std::string_view payload_hash);

} // namespace bkxsms::sandbox

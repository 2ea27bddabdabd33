#pragma once

#include "core/base/clock.hpp"
#include "unit/sandbox/rig.hpp"

#include <map>
#include <string>

namespace bkxsms::test {

/// Signature Version 4 as a client makes it, for "/" without a query: `headers` are all signed,
/// with lower-case names. Returns the Authorization header's value.
std::string sign_v4(const std::string& access_key, const std::string& secret,
                    const std::string& region, const std::string& service,
                    const std::map<std::string, std::string>& headers, const std::string& body);

std::string amz_date(TimePoint t); ///< "20260314T150926Z"

/// A Rig with an account at the sandbox's AWS that owns its credentials.
class AwsRig : public Rig {
public:
    static constexpr const char* account_id = "123456789012";
    static constexpr const char* access_key = "AKIDEXAMPLE0000TEST1";
    static constexpr const char* secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY1";

    explicit AwsRig(const std::string& scenario = "{}",
                    const std::function<void(sandbox::AwsAccount&)>& adjust = nullptr);

    struct Call {
        std::string body = {};
        std::string service = "sns";
        std::string target = {}; ///< X-Amz-Target
        std::string region = "us-east-1";
        std::string key = access_key;
        std::string secret_key = secret;
        std::string token = {}; ///< X-Amz-Security-Token
        milliseconds clock_error{0};
        std::string content_hash = {};    ///< X-Amz-Content-Sha256
        std::string unsigned_header = {}; ///< "name: value"
    };
    Reply call(const Call& call) const;
    /// Action and the rest of the form, "Action=…&Version=…" put before it.
    Reply sns(const std::string& action, const Form& form = {}) const;
    Reply publish(Form more = {}, const std::string& to = "+15005550123") const;
};

/// What stands between <name> and </name>, "" if it is not there.
std::string element(const std::string& xml, const std::string& name);

} // namespace bkxsms::test

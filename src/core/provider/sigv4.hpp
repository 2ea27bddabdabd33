#pragma once

#include "core/base/clock.hpp"
#include "core/security/secret.hpp"
#include "core/transport/exchange.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// \file
/// AWS Signature Version 4: how a request to AWS says who sends it. Private to the room. Facts:
/// docs/providers/aws_sns.md section 1.
///
/// Not libcurl's own signer: Debian 12's puts headers into the signature that it does not send,
/// and takes its clock from the system.
///
/// The secret access key goes into HMAC and nowhere else: what leaves this file is the access
/// key's id and an HMAC by a key that is good for one day, one region and one service.

namespace bkxsms::provider::sigv4 {

struct Credentials {
    std::string access_key_id;
    security::Secret secret_access_key;
    security::Secret session_token; ///< of temporary credentials; "" for none
};

/// What a signature is good for.
struct Scope {
    std::string region;  ///< "us-east-1"
    std::string service; ///< "sns", "logs"
};

/// Makes a request complete: Authorization, X-Amz-Date and, with temporary credentials,
/// X-Amz-Security-Token. Signed are method, path, query, body, host, X-Amz-Date, the token and
/// every header the request has so far. What the transport adds (User-Agent, Accept,
/// Content-Length) is not: a proxy may change it. A second call would sign the first one's
/// headers and send them twice.
void sign(transport::Request* request, const Credentials& credentials, const Scope& scope,
          TimePoint now);

/// The steps, for tests that compare each with AWS's own. Names are lower case; a value may be
/// a secret, and so is what holds all of them.
using SignedHeaders = std::vector<std::pair<std::string, security::Secret>>;

std::string timestamp(TimePoint now); ///< "20260314T150926Z"
security::Secret canonical_request(std::string_view method, std::string_view url,
                                   SignedHeaders headers, std::string_view body);
std::string string_to_sign(const security::Secret& canonical_request, const Scope& scope,
                           std::string_view timestamp);
/// The signature: 64 hexadecimal digits.
std::string signature(std::string_view string_to_sign, const security::Secret& secret_key,
                      const Scope& scope, std::string_view timestamp);
/// "content-type;host;x-amz-date"
std::string signed_names(SignedHeaders headers);

} // namespace bkxsms::provider::sigv4

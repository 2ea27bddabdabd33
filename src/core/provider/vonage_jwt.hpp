#pragma once

#include "core/provider/provider.hpp"
#include "core/security/secret.hpp"

#include <string>
#include <string_view>

/// \file
/// The two JSON Web Tokens (RFC 7519) of Vonage's: the one that we send, signed with an
/// application's RSA key, and the one that comes with a webhook of the Messages API, signed
/// with the account's signature secret. Inside the adapter only. Facts:
/// docs/providers/vonage.md sections 1 and 7.2.

namespace bkxsms::provider::vonage {

/// A token for an application, good for 15 minutes from `now`. \throws Error{config} if the key
/// cannot be read.
security::Secret application_token(std::string_view application_id,
                                   const security::Secret& private_key, std::string_view jti,
                                   TimePoint now);

/// "Bearer …" for that request. The token's unique id is made of the request and the time: only
/// the same message in the same millisecond has the same.
security::Secret bearer_authorization(std::string_view application_id,
                                      const security::Secret& private_key,
                                      const transport::Request& request, TimePoint now);

/// Why `token` does not prove that `body` is from Vonage for the account `api_key`; "" if it
/// does. A token is good from five minutes before its time of issue to 25 hours after it:
/// Vonage repeats a webhook for 24.
std::string_view doubt_of_token(std::string_view token, std::string_view body,
                                std::string_view api_key, const security::Secret& secret,
                                TimePoint now);

} // namespace bkxsms::provider::vonage

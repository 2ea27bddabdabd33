#pragma once

/// \file
/// The one RSA key of the sandbox: it signs what SNS posts, and is that of the application at
/// Vonage. GET /_sandbox/application-key hands it out.

namespace bkxsms::sandbox {

extern const char* const demonstration_key_pem;         ///< PKCS#8, 2048 bits
extern const char* const demonstration_certificate_pem; ///< X.509 of its public half

} // namespace bkxsms::sandbox

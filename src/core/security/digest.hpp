#pragma once

#include "core/base/encode.hpp"

#include <string>
#include <string_view>

/// \file
/// The digests that providers' signatures are made of, through libcrypto. All results are raw
/// bytes in a std::string; base/encode.hpp makes text of them.

namespace bkxsms::security {

enum class Hash { md5, sha1, sha256, sha512 };

std::string digest(Hash hash, std::string_view data);
std::string hmac(Hash hash, std::string_view key, std::string_view data);

/// RSASSA-PKCS1-v1_5 over `data` with the public key of an X.509 certificate in PEM. False for
/// a wrong signature; \throws Error{data} if the certificate cannot be read.
bool rsa_verify(Hash hash, std::string_view certificate_pem, std::string_view data,
                std::string_view signature);

/// Equal, in a time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

} // namespace bkxsms::security

#pragma once

#include "core/base/clock.hpp"
#include "core/security/secret.hpp"

#include <string>
#include <string_view>

/// \file
/// The digests that providers' signatures are made of, through libcrypto. All results are raw
/// bytes in a std::string; base/encode.hpp makes text of them.
///
/// The first call in a process makes libcrypto start and read its configuration: 1 ms. Later
/// ones take one or two microseconds.

namespace bkxsms::security {

enum class Hash { md5, sha1, sha256, sha512 };

/// \throws Error{os} if this system's libcrypto refuses the hash (MD5 under FIPS).
std::string digest(Hash hash, std::string_view data);
std::string hmac(Hash hash, std::string_view key, std::string_view data);

/// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2) over `data` with the public key of the first X.509
/// certificate in `certificate_pem`. False for a wrong signature; \throws Error{data} if the
/// certificate cannot be read or its key is no RSA key of 2048 bits or more. Who issued the
/// certificate is not looked at.
bool rsa_verify(Hash hash, std::string_view certificate_pem, std::string_view data,
                std::string_view signature);

/// The RSASSA-PKCS1-v1_5 signature (RFC 8017, 8.2) over `data` with an unencrypted private key,
/// PKCS #8 or PKCS #1 in PEM. The same for the same data. Some 1 ms. \throws Error{config} if
/// the key cannot be read or is no RSA key of 2048 bits or more.
std::string rsa_sign(Hash hash, const Secret& private_key_pem, std::string_view data);

/// True from the certificate's notBefore to its notAfter. \throws Error{data} as rsa_verify.
bool certificate_covers(std::string_view certificate_pem, TimePoint when);

/// Equal, in a time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

} // namespace bkxsms::security

#pragma once

#include "core/base/encode.hpp"
#include "core/provider/plivo.hpp"
#include "core/security/digest.hpp"
#include "rig.hpp"

#include <memory>
#include <string>

/// \file
/// A Plivo account that nobody has.

namespace bkxsms::provider::test {

inline constexpr auto plivo_auth_id = "MAXXXXMADEUPXXXX0001";
inline constexpr auto plivo_token = "0123456789abcdef0123456789abcdef01234567";
inline constexpr auto plivo_uuid = "5b40a428-bfc7-4daf-9d06-726c558bf3b8";
inline constexpr auto plivo_nonce = "31627761595286130198";

inline PlivoAccount plivo_account() {
    PlivoAccount account;
    account.auth_id = plivo_auth_id;
    account.auth_token = security::Secret(plivo_token);
    return account;
}

inline std::unique_ptr<Provider> plivo() {
    return make_plivo(plivo_account());
}

inline std::string plivo_signature(std::string_view content,
                                   std::string_view token = plivo_token) {
    return to_base64(as_bytes(security::hmac(security::Hash::sha256, token, content)));
}

} // namespace bkxsms::provider::test

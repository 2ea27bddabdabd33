#include "core/sandbox/basic_auth.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"

namespace bkxsms::sandbox {

std::string basic_credentials(std::string_view user, const security::Secret& password) {
    std::string pair(user);
    pair += ':';
    pair += password.reveal();
    return to_base64(as_bytes(pair));
}

std::string_view basic_of(std::string_view authorization) {
    constexpr std::string_view scheme = "basic ";
    if (ascii_lower(authorization.substr(0, scheme.size())) != scheme) return {};
    return trim(authorization.substr(scheme.size()));
}

} // namespace bkxsms::sandbox

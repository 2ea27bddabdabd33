#pragma once

#include "core/security/secret.hpp"

#include <string>
#include <string_view>

/// \file
/// HTTP's Basic authentication (RFC 7617), from the server's side.

namespace bkxsms::sandbox {

/// base64(`user`:`password`).
std::string basic_credentials(std::string_view user, const security::Secret& password);

/// What stands behind "Basic" in an Authorization header, still encoded; "" for another scheme.
std::string_view basic_of(std::string_view authorization);

} // namespace bkxsms::sandbox

#pragma once

#include "core/provider/form.hpp"
#include "core/security/secret.hpp"
#include "core/transport/exchange.hpp"

#include <string>
#include <string_view>

/// \file
/// What adapters make requests of in the same way.

namespace bkxsms::provider {

/// A base URL as it was configured, without any '/' at its end: a path follows.
std::string base_of(std::string url);

/// "Basic …" for an Authorization header (RFC 7617).
security::Secret basic_authorization(std::string_view user, const security::Secret& password);

/// A GET that wants JSON.
transport::Request get_request(std::string url, security::Secret authorization);

/// The request becomes a POST with that body.
void post_form(transport::Request* request, const Pairs& form);
void post_json(transport::Request* request, std::string body);

} // namespace bkxsms::provider

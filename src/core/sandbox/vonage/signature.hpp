#pragma once

#include "core/sandbox/http_message.hpp"
#include "core/sandbox/vonage/account.hpp"

#include <string>
#include <string_view>

/// \file
/// The `sig` of Vonage's SMS API, of sends and of webhooks. Source: docs/providers/vonage.md
/// section 7.1.

namespace bkxsms::sandbox {

/// Lower-case hexadecimal, over `fields` without a `sig`, decoded.
std::string vonage_signature(VonageSigning method, std::string_view secret, Fields fields);

} // namespace bkxsms::sandbox

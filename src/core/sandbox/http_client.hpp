#pragma once

#include "core/sandbox/callback.hpp"

#include <stop_token>
#include <string>

/// \file
/// One POST over a fresh connection to a loopback address: all of HTTP that callbacks need. It
/// shares nothing with the transport room, whose receiver it tests.

namespace bkxsms::sandbox {

/// \pre `target.program` is empty.
PostResult post_over_http(const Callback& callback, const CallbackTarget& target,
                          const std::stop_token& stop);

} // namespace bkxsms::sandbox

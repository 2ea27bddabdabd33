#pragma once

#include "core/sandbox/callback.hpp"

#include <stop_token>

/// \file
/// One callback into a CGI program (RFC 3875), as the web server in front of it would hand it
/// over: so a demonstration has callbacks without a web server.

namespace bkxsms::sandbox {

/// Runs `target.program` once, with the callback's body on its standard input; its standard
/// error is ours. A program that cannot be started is `no_connection`; one that is killed,
/// writes no header or runs longer than post_timeout answers as a web server would: 500, or
/// `timed_out`.
PostResult post_to_program(const Callback& callback, const CallbackTarget& target,
                           const std::stop_token& stop);

} // namespace bkxsms::sandbox

#pragma once

#include "core/transport/exchange.hpp"

#include <curl/curl.h>

/// \file
/// What a failed exchange is called. Private to the room.

namespace bkxsms::transport {

/// How far an exchange came.
struct Progress {
    bool has_address = false; ///< the host's name was looked up
    bool on_wire = false;     ///< TCP and TLS stood, the request's head was about to be sent
};

/// `code` is not CURLE_OK.
NoReply::Why why_of(CURLcode code, const Progress& progress) noexcept;

} // namespace bkxsms::transport

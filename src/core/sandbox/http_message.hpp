#pragma once

#include "core/base/clock.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// \file
/// One HTTP request as the sandbox sees it, and its answer with the way the answer is to go
/// wrong. Values; the server (http_server.hpp) does what they say.

namespace bkxsms::sandbox {

/// Names with values, in the order they came.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// Views into the connection's memory: valid while the handler runs.
struct Request {
    std::string_view method;
    std::string_view path;  ///< as sent, before the '?'
    std::string_view query; ///< as sent, behind the '?'
    std::string_view body;
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    int concurrent = 0; ///< requests being worked on, this one included

    /// The first header of that name in any case, "" if there is none.
    std::string_view header(std::string_view name) const noexcept;
};

/// What becomes of an answer on its way back.
enum class Ending {
    whole,   ///< it arrives
    cut,     ///< the first `cut_after` bytes arrive, then the connection is closed
    hang_up, ///< the connection is closed without a byte
    silent,  ///< nothing happens until the client leaves, or for max_silence
    trickle, ///< it arrives byte by byte, one each trickle_pause
};

inline constexpr milliseconds max_silence{120'000};
inline constexpr milliseconds trickle_pause{100};

struct Answer {
    int status = 200;
    std::string content_type = "application/json";
    Fields headers = {}; ///< besides Content-Type and Content-Length
    std::string body = {};
    std::vector<std::string> ids = {}; ///< in `body`: of the messages that were accepted

    milliseconds wait{0}; ///< before the first byte; no thread sleeps for it
    Ending ending = Ending::whole;
    std::size_t cut_after = 0; ///< bytes counted from the status line on; 0: half of all
};

} // namespace bkxsms::sandbox

#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// \file
/// A webhook as a web server hands it to a CGI program (RFC 3875), read with every limit there
/// is: who calls is unknown until `webhook-import` has checked the signature. Arguments are
/// never looked at (Apache makes some of "?queue-run+--all"); the only variables read are named
/// in cgi.cpp, and each must be printable ASCII. No outside library: this is all that the web
/// server's side consists of.

namespace bkxsms::inbound {

struct CgiLimits {
    std::size_t body_bytes = 64 * 1024;
    std::size_t variable_bytes = 8 * 1024; ///< of one environment variable
    std::chrono::milliseconds deadline{
        10'000};             ///< for the whole body; Apache starts us before it
    bool allow_http = false; ///< for tests on loopback
};

/// A request as it arrived; nothing in it is believed.
struct WebhookFile {
    TimePoint received_at;   ///< when its body was whole
    std::string provider;    ///< "twilio", "vonage", "plivo"
    std::string route;       ///< "status"
    std::string method;      ///< "POST"
    std::string request_uri; ///< path and query, raw
    std::string remote_addr;
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::string body;
};

struct CgiRefusal {
    int status; ///< 204: nothing was said, a provider tries the address; 400, 403, 404, 405,
                ///< 408, 411, 413, 500
};

/// The value of a variable, nullptr if there is none: getenv(3) or a test's table.
using Environment = std::function<const char*(const char* name)>;

/// Takes the request, or says with which status it is refused. `body_in` is read for
/// CONTENT_LENGTH bytes and not one more (RFC 3875, 4.2), and only when all else is right.
std::variant<WebhookFile, CgiRefusal> read_cgi_request(const Environment& environment,
                                                       int body_in, const CgiLimits& limits);

/// The whole answer: status line, headers, no body and no reason.
std::string cgi_answer(int status);

} // namespace bkxsms::inbound

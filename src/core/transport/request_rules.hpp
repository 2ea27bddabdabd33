#pragma once

#include "core/transport/exchange.hpp"

#include <string>
#include <unordered_map>
#include <variant>

/// \file
/// What a request must be before anything is tried. An adapter builds requests from templates,
/// configuration and people's texts; whatever slips through there is stopped here:
///
/// - The method is GET, POST or DELETE; only a POST has a body.
/// - The URL is printable ASCII without user name or password; its scheme is https, or http
///   when its host is 127.0.0.0/8, [::1] or localhost.
/// - A header's name is a token (RFC 9110 section 5.6.2) and its value has no control
///   character but the tab, so no second header and no second request can hide in it. Headers
///   that frame the message or that libcurl writes itself are not taken from the caller.

namespace bkxsms::transport {

/// Where a lawful request goes.
struct Target {
    bool loopback = false;
    std::string origin; ///< "https://api.example:443": what a name look-up is remembered by
};

/// Which rule the request breaks; never repeats what the caller gave.
struct Breach {
    std::string rule;
};

/// Remembers the URLs it found lawful: a run posts thousands of requests to one or two.
class RequestRules {
public:
    std::variant<Target, Breach> check(const Request& request);

private:
    std::unordered_map<std::string, Target> lawful_;
};

} // namespace bkxsms::transport

#pragma once

#include "core/sandbox/http_message.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// \file
/// A webhook on its way out: what is posted, and where it goes instead of the internet.

namespace bkxsms::sandbox {

/// How often a provider repeats a callback that failed, and after which failures.
struct Retry {
    int count = 0;
    bool on_connect = false;
    bool on_timeout = false;
    bool on_4xx = false;
    bool on_5xx = false;
};

/// Twilio's limits (docs/providers/twilio.md section 6): 5 s to connect, 15 s for all.
inline constexpr milliseconds connect_timeout{5'000};
inline constexpr milliseconds post_timeout{15'000};

struct Callback {
    std::string url; ///< absolute; user, password and fragment are not sent
    Fields headers;  ///< besides Host and Content-Length; with Content-Type
    std::string body;
    Retry retry;
    std::string method = "POST";
    milliseconds timeout = post_timeout; ///< for all of one try
};

/// Where callbacks go, whatever their URL says. The sandbox never leaves the machine.
struct CallbackTarget {
    /// A CGI program to be run for each, as a web server in front of it would: the callback's
    /// path is PATH_INFO, HTTPS=on if the URL is https.
    std::filesystem::path program;
    std::vector<std::string> environment; ///< "NAME=value" for the program, like SetEnv
    /// Without a program: "127.0.0.1:8080" takes all of them, as a local web server behind the
    /// public name would. Without either, a URL itself must name http on a loopback address.
    std::string connect_to;
};

/// What became of one try.
struct PostResult {
    enum class Kind {
        answered, ///< see `status`
        no_connection,
        timed_out,
        refused, ///< the URL leads off this machine; nothing was tried
    } kind = Kind::refused;
    int status = 0;
};

} // namespace bkxsms::sandbox

#pragma once

#include "core/base/clock.hpp"
#include "core/security/secret.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// \file
/// One HTTP exchange, as a value: what a provider's adapter asks for, and what became of it.

namespace bkxsms::transport {

using Headers = std::vector<std::pair<std::string, std::string>>;
using SecretHeaders = std::vector<std::pair<std::string, security::Secret>>;

/// Enough for any answer but a long list.
inline constexpr std::size_t usual_reply_bytes = 256 * 1024;

struct Request {
    std::string method = "GET"; ///< GET, POST, DELETE
    std::string url;            ///< https, or http to a loopback address (the sandbox)
    Headers headers;            ///< without Host, Content-Length, Authorization
    /// Value of the Authorization header ("Basic …"), kept unprintable.
    std::optional<security::Secret> authorization;
    SecretHeaders secret_headers; ///< as `headers`, with values kept unprintable
    std::string body;
    std::size_t most_reply_bytes = usual_reply_bytes; ///< a longer body is no reply
};

struct Reply {
    int status = 0;
    Headers headers; ///< names in lower case
    /// At most Request::most_reply_bytes. Whole if the server said how long it is (a length or
    /// chunks); else as much as came before the connection ended.
    std::string body;
    milliseconds took{0};

    /// The first header of that (lower-case) name, "" if there is none.
    std::string_view header(std::string_view name) const noexcept;
};

/// No reply came, or none that can be believed whole.
struct NoReply {
    enum class Why {
        resolve,   ///< no such host
        connect,   ///< refused, unreachable, no connection (TLS included) in time
        tls,       ///< certificate or handshake
        timeout,   ///< the whole exchange took too long
        broken,    ///< the connection ended before a whole reply
        too_large, ///< more than Request::most_reply_bytes
        malformed, ///< not HTTP
        refused,   ///< the request breaks a rule of ours (scheme, host); nothing was tried
        local,     ///< this machine's fault: out of memory or descriptors
    } why = Why::broken;
    /// The question that decides between trying again and asking: false only if no byte of the
    /// request's body, or of a request without body, can have left this machine.
    bool may_have_arrived = true;
    std::string detail; ///< the library's words, without URL and without secret
    milliseconds took{0};
};
std::string_view word(NoReply::Why why) noexcept;

using Exchange = std::variant<Reply, NoReply>;

} // namespace bkxsms::transport

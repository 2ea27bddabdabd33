#pragma once

#include "core/sandbox/http_message.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

/// \file
/// HTTP/1.1 on a loopback address, through libmicrohttpd: keep-alive, epoll, one thread that
/// answers. It can delay an answer without holding a thread, and break it as Answer::ending
/// says.

namespace bkxsms::sandbox {

inline constexpr std::size_t max_request_bytes = 256 * 1024; ///< body; 413 beyond

struct HttpOptions {
    std::string address = "127.0.0.1"; ///< in 127.0.0.0/8, or "::1"
    std::uint16_t port = 0;            ///< 0: any free one
    unsigned max_connections = 4096;
};

class HttpServer {
public:
    /// Called when the head of a request is there and its body is not: false closes the
    /// connection before a byte of the body is read.
    using Gate = std::function<bool(const Request& head)>;
    /// Called once per whole request, on the server's thread. An exception becomes 500.
    using Handler = std::function<Answer(const Request&)>;

    /// Listens when it returns. \throws Error{usage} if the address is not loopback;
    /// {unavailable} if it cannot be bound.
    HttpServer(const HttpOptions& options, Gate gate, Handler handler);
    ~HttpServer(); ///< closes every connection

    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    std::uint16_t port() const noexcept;

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

} // namespace bkxsms::sandbox

#pragma once

#include "core/base/clock.hpp"
#include "core/transport/bell.hpp"
#include "core/transport/handles.hpp"

#include <optional>

/// \file
/// Tells a multi handle which of its sockets are ready (curl_multi_socket_action over epoll),
/// so a wake-up costs as much as there is to do. curl_multi_poll and curl_multi_perform look at
/// every running exchange each time: with 512 waiting and a few ready that is a good part of
/// the work. Private to the room.

namespace bkxsms::transport {

class SocketWatch {
public:
    SocketWatch(); ///< \throws std::system_error without a descriptor left
    ~SocketWatch();
    SocketWatch(const SocketWatch&) = delete;
    SocketWatch& operator=(const SocketWatch&) = delete;

    /// Begins to serve `multi`, which must not outlive this.
    void attach(CURLM* multi);

    /// Sleeps until a socket is ready, a timer of libcurl is due or `patience` is over, and has
    /// libcurl do what there is to do. \returns false if a signal or wake() cut the sleep
    /// short.
    bool work(milliseconds patience);

    /// From any thread: work() returns, now or, if it does not sleep, the next time.
    void wake() noexcept { bell_.ring(); }

private:
    using Steady = std::chrono::steady_clock;

    static int on_interest(CURL*, curl_socket_t socket, int what, void* self,
                           void* known) noexcept;
    static int on_timer(CURLM*, long in_ms, void* self) noexcept;
    void act(curl_socket_t socket, int ready);

    CURLM* multi_ = nullptr;
    int epoll_;
    Bell bell_;
    std::optional<Steady::time_point> due_at_;
};

} // namespace bkxsms::transport

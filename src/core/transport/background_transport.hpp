#pragma once

#include "core/transport/bell.hpp"
#include "core/transport/curl_transport.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace bkxsms::transport {

/// A CurlTransport on a thread of its own: exchanges go on while the caller is busy, with a
/// commit for example. The thread does nothing but HTTP: it sees neither database nor log, and
/// takes no signals, so that they cut the caller's wait() short.
class BackgroundTransport final : public Transport {
public:
    /// \throws Error{os} if libcurl is not there, std::system_error without a thread left.
    explicit BackgroundTransport(CurlOptions options);
    /// Drops what is running: its connections are reset.
    ~BackgroundTransport() override;

    void start(Ticket ticket, Request request) override;
    [[nodiscard]] std::vector<Finished> wait(milliseconds patience,
                                             std::size_t enough) override;
    [[nodiscard]] std::size_t running() const noexcept override { return running_; }
    [[nodiscard]] std::size_t on_wire() const noexcept override { return on_wire_; }

private:
    struct Order {
        Ticket ticket;
        Request request;
    };

    void work();
    /// Sleeps while there is nothing to do. False when it is time to end.
    bool take_orders(std::vector<Order>& orders);
    void deliver(std::vector<Finished> finished);

    CurlTransport wire_;      ///< the thread's, but for wake()
    std::size_t running_ = 0; ///< the caller's
    std::atomic<std::size_t> on_wire_ = 0;

    std::mutex mutex_; ///< guards the next four
    std::vector<Order> orders_;
    std::vector<Finished> finished_;
    std::size_t wanted_ = 0; ///< how many the caller sleeps for; 0: it does not sleep
    bool stopping_ = false;
    std::condition_variable ordered_; ///< an order came, or the end
    Bell enough_;                     ///< rung when `wanted_` have finished

    std::thread thread_;
};

} // namespace bkxsms::transport

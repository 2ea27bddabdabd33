#include "core/transport/background_transport.hpp"

#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <utility>

namespace bkxsms::transport {
namespace {

/// Longest sleep of the thread; an order or the end wakes it.
constexpr milliseconds long_time{60'000};

/// No signal reaches a thread that is made meanwhile.
class SignalsBlocked {
public:
    SignalsBlocked() noexcept {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

} // namespace

BackgroundTransport::BackgroundTransport(CurlOptions options) : wire_(std::move(options)) {
    const SignalsBlocked blocked;
    thread_ = std::thread([this] { work(); });
}

BackgroundTransport::~BackgroundTransport() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    ordered_.notify_one();
    wire_.wake();
    thread_.join();
}

void BackgroundTransport::start(Ticket ticket, Request request) {
    ++running_;
    ++on_wire_;
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        first = orders_.empty();
        orders_.push_back({ticket, std::move(request)});
    }
    if (!first) return; // woken already
    ordered_.notify_one();
    wire_.wake();
}

std::vector<Transport::Finished> BackgroundTransport::wait(milliseconds patience,
                                                           std::size_t enough) {
    std::unique_lock lock(mutex_);
    const auto wanted = std::min(enough, running_);
    if (finished_.size() < wanted) {
        wanted_ = wanted;
        enough_.hear(); // an earlier ring that came too late
        lock.unlock();
        enough_.sleep(patience);
        lock.lock();
        wanted_ = 0;
    }
    running_ -= finished_.size();
    return std::exchange(finished_, {});
}

void BackgroundTransport::work() {
    std::vector<Order> orders;
    while (take_orders(orders)) {
        for (auto& order : orders) wire_.start(order.ticket, std::move(order.request));
        orders.clear();
        deliver(wire_.wait(long_time, 1));
    }
}

bool BackgroundTransport::take_orders(std::vector<Order>& orders) {
    std::unique_lock lock(mutex_);
    if (wire_.running() == 0)
        ordered_.wait(lock, [this] { return stopping_ || !orders_.empty(); });
    std::swap(orders, orders_);
    return !stopping_;
}

void BackgroundTransport::deliver(std::vector<Finished> finished) {
    on_wire_ -= finished.size();
    const std::lock_guard lock(mutex_);
    std::ranges::move(finished, std::back_inserter(finished_));
    if (wanted_ == 0 || finished_.size() < wanted_) return;
    wanted_ = 0;
    enough_.ring();
}

} // namespace bkxsms::transport

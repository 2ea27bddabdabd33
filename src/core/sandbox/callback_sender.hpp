#pragma once

#include "core/sandbox/callback.hpp"
#include "core/sandbox/delay_queue.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

/// \file
/// Makes callbacks when they are due, on threads of its own. The callbacks of one chain are
/// made in the chain's order, each after the one before it has ended; chains do not wait for
/// each other.

namespace bkxsms::sandbox {

struct Posting {
    SteadyTime due;
    std::function<Callback()> make; ///< called when it is due
};
using Chain = std::vector<Posting>;

class CallbackSender {
public:
    explicit CallbackSender(CallbackTarget target, unsigned threads = 4);
    ~CallbackSender(); ///< what is not yet due is never made

    CallbackSender(const CallbackSender&) = delete;
    CallbackSender& operator=(const CallbackSender&) = delete;

    void schedule(Chain chain);

    struct Stats {
        std::int64_t made = 0;    ///< tries, repeats included
        std::int64_t taken = 0;   ///< answered 2xx
        std::int64_t failed = 0;  ///< given up
        std::int64_t refused = 0; ///< not for this machine
        std::int64_t pending = 0; ///< due later, or being made
    };
    Stats stats() const noexcept;

private:
    struct Work {
        Chain chain;
        std::size_t next = 0;
    };
    void run(const std::stop_token& stop);
    void make(const Callback& callback, const std::stop_token& stop);
    PostResult post(const Callback& callback, const std::stop_token& stop) const;

    CallbackTarget target_;
    DelayQueue<Work> queue_;
    std::atomic<std::int64_t> made_{0}, taken_{0}, failed_{0}, refused_{0}, pending_{0};
    std::vector<std::jthread> threads_;
};

} // namespace bkxsms::sandbox

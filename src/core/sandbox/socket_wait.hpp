#pragma once

#include "core/base/clock.hpp"
#include "core/sandbox/delay_queue.hpp"

#include <stop_token>
#include <string>

/// \file
/// Waiting for a descriptor without outliving a deadline or the sandbox.

namespace bkxsms::sandbox {

/// A moment after which to give up, and somebody who may say so earlier.
struct Patience {
    SteadyTime until;
    std::stop_token stop;

    bool over() const {
        return stop.stop_requested() || std::chrono::steady_clock::now() >= until;
    }
};

enum class Ready { yes, no };

/// Waits until one of poll(2)'s `events` holds for `fd`; also for errors and hang-ups, which
/// the caller's next read or write will show.
Ready wait_until_ready(int fd, short events, const Patience& patience);

/// Reads to the end of file, at most `limit` bytes, or until patience is over.
std::string read_until_closed(int fd, std::size_t limit, const Patience& patience);

} // namespace bkxsms::sandbox

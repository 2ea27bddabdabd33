#pragma once

#include "cmd/session.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace bkxsms::cmd {

/// How far long work has come, on standard error: a line that redraws itself on a terminal, one
/// line a minute with -v elsewhere, nothing otherwise.
class Progress {
public:
    /// `what` was done to each: "accepted". `total` 0: not known.
    Progress(std::string what, const GlobalOptions& options, std::size_t total = 0);

    void show(std::size_t done_so_far);
    void done(); ///< clears the line

private:
    using SteadyClock = std::chrono::steady_clock;

    std::string what_;
    std::size_t total_;
    bool terminal_;
    bool verbose_;
    bool drawn_ = false;
    SteadyClock::time_point started_ = SteadyClock::now();
    SteadyClock::time_point next_ = started_;
};

} // namespace bkxsms::cmd

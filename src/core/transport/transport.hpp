#pragma once

#include "core/transport/exchange.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bkxsms::transport {

/// Many HTTP exchanges at once. One of the three seams to the world: CurlTransport in
/// production, test::FakeTransport in tests. Never repeats a request, never follows a redirect
/// (a 3xx is a Reply), never logs. For one thread.
class Transport {
public:
    virtual ~Transport() = default;

    using Ticket = std::uint64_t; ///< the caller's name for an exchange

    /// Begins an exchange and returns at once. Each started exchange finishes exactly once.
    virtual void start(Ticket ticket, Request request) = 0;

    struct Finished {
        Ticket ticket;
        Exchange exchange;
    };
    /// Waits for at most `patience` until `enough` exchanges have finished, or all that run,
    /// and returns all that have. Returns early, perhaps with none, if a signal comes.
    [[nodiscard]] virtual std::vector<Finished> wait(milliseconds patience,
                                                     std::size_t enough) = 0;

    /// Started, and not yet returned by wait().
    [[nodiscard]] virtual std::size_t running() const noexcept = 0;
    /// Of those, how many have not finished: only start() makes it grow.
    [[nodiscard]] virtual std::size_t on_wire() const noexcept = 0;
};

} // namespace bkxsms::transport

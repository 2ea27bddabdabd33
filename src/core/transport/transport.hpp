#pragma once

#include "core/transport/exchange.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bkxsms::transport {

/// Many HTTP exchanges at once. One of the three seams to the world: CurlTransport in
/// production, test::FakeTransport in tests. Never repeats a request, never follows a redirect
/// (a 3xx is a Reply), never logs. One thread.
class Transport {
public:
    virtual ~Transport() = default;

    using Ticket = std::uint64_t; ///< the caller's name for an exchange

    /// Begins an exchange and returns at once. Each started exchange finishes exactly once; the
    /// network is worked only within wait().
    virtual void start(Ticket ticket, Request request) = 0;

    struct Finished {
        Ticket ticket;
        Exchange exchange;
    };
    /// Works on the running exchanges for at most `patience` and returns as soon as at least
    /// one has finished: all that have. Empty if none did in time or none is running, or a
    /// signal came.
    [[nodiscard]] virtual std::vector<Finished> wait(milliseconds patience) = 0;

    /// Started, and not yet returned by wait().
    [[nodiscard]] virtual std::size_t running() const noexcept = 0;
};

} // namespace bkxsms::transport

#pragma once

#include "core/base/clock.hpp"

/// \file
/// Wakes a thread that sleeps on descriptors (eventfd). Private to the room.

namespace bkxsms::transport {

/// Rung twice before it is heard is rung once.
class Bell {
public:
    Bell(); ///< \throws std::system_error without a descriptor left
    ~Bell();
    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;

    void ring() noexcept; ///< from any thread
    /// Silent again until the next ring.
    void hear() noexcept;
    /// Sleeps until it rings, for at most `patience` or until a signal comes, and hears it.
    void sleep(milliseconds patience) noexcept;

    /// Readable while it rings.
    int descriptor() const noexcept { return event_; }

private:
    int event_;
};

} // namespace bkxsms::transport

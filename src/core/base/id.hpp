#pragma once

#include <compare>
#include <cstdint>

/// \file
/// A row's number, typed by the table it belongs to, so that a message's number is never passed
/// for an attempt's.

namespace bkxsms {

template <class Tag>
struct Id {
    std::int64_t value = 0; ///< 1 or more for a stored row; 0 is "none"

    auto operator<=>(const Id&) const = default;
    explicit operator bool() const noexcept { return value != 0; }
};

using MessageId = Id<struct MessageTag>;
using AttemptId = Id<struct AttemptTag>;

} // namespace bkxsms

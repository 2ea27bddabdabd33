#pragma once

#include "core/store/store.hpp"

#include <span>
#include <string_view>

namespace bkxsms::store {

struct Slots {
    std::size_t messages = 0; ///< how many of the asked, from the front, may go now
    TimePoint next_at;        ///< when it is worth asking again
};

/// Takes places in a provider's flow of `segments_per_second`, kept in bkx_sms_providers and so
/// shared by all runners (the generic cell rate algorithm, ITU-T I.371, with 100 ms of slack so
/// that places can be taken in groups). `segments` has the size of each message that waits. A
/// rate of 0 is no limit. REQUIRES: an open transaction.
Slots take_slots(Store& store, std::string_view provider, double segments_per_second,
                 std::span<const int> segments, TimePoint now);

} // namespace bkxsms::store

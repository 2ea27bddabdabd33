#pragma once

#include "core/store/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bkxsms::store {

/// A provider's flow of so many segments per second, kept in bkx_sms_providers and so shared by
/// all runners (the generic cell rate algorithm, ITU-T I.371, with 100 ms of slack so that
/// places can be taken in groups). REQUIRES: one open transaction, from construction to keep().
class Flow {
public:
    /// A rate of 0 is no limit.
    Flow(Store& store, std::string_view provider, double segments_per_second, TimePoint now);

    /// A place for a message of that size. False: there is none before next_at().
    bool take(int segments) noexcept;
    TimePoint next_at() const noexcept;
    /// Writes down what was taken; without it, nothing was.
    void keep();

private:
    Store& store_;
    std::string provider_;
    TimePoint now_;
    std::int64_t interval_us_ = 0; ///< of one segment; 0: no limit
    std::int64_t next_us_ = 0;     ///< when the next segment goes, since 1970
};

} // namespace bkxsms::store

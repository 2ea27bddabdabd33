#include "core/store/rate.hpp"

#include <algorithm>
#include <cmath>

namespace bkxsms::store {

namespace {

constexpr std::int64_t slack_us = 100'000;
constexpr std::int64_t largest = 10; // segments of one message; config: max_parts

} // namespace

Flow::Flow(Store& store, std::string_view provider, double segments_per_second, TimePoint now)
    : store_(store), provider_(provider), now_(now) {
    if (segments_per_second <= 0) return;
    interval_us_ = static_cast<std::int64_t>(std::ceil(1e6 / segments_per_second));
    auto read =
        store.db.use("SELECT next_slot_us FROM bkx_sms_providers WHERE provider_name = ?1");
    if (read.bind(provider).step()) next_us_ = read.integer(0);
    // No message keeps the next waiting for longer than this: then the clock went back, and
    // must not stop the queue for as long as it jumped.
    const auto now_us = to_millis(now) * 1000;
    if (next_us_ > now_us + slack_us + largest * interval_us_) next_us_ = now_us;
    next_us_ = std::max(next_us_, now_us);
}

bool Flow::take(int segments) noexcept {
    if (interval_us_ == 0) return true;
    if (next_us_ > to_millis(now_) * 1000 + slack_us) return false;
    next_us_ += interval_us_ * segments;
    return true;
}

TimePoint Flow::next_at() const noexcept {
    return interval_us_ == 0 ? now_ : from_millis((next_us_ - slack_us) / 1000 + 1);
}

void Flow::keep() {
    if (interval_us_ == 0) return;
    store_.db
        .use("INSERT INTO bkx_sms_providers (provider_name, next_slot_us, created_at, "
             "updated_at) VALUES (?1, ?2, ?3, ?3) ON CONFLICT (provider_name) "
             "DO UPDATE SET next_slot_us = ?2, updated_at = ?3")
        .bind(provider_, next_us_, now_)
        .run();
}

} // namespace bkxsms::store

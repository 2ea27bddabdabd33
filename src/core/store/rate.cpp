#include "core/store/rate.hpp"

#include <algorithm>
#include <cmath>

namespace bkxsms::store {

Slots take_slots(Store& store, std::string_view provider, double segments_per_second,
                 std::span<const int> segments, TimePoint now) {
    if (segments_per_second <= 0) return {segments.size(), now};
    constexpr std::int64_t slack_us = 100'000;
    constexpr std::int64_t largest = 10; // segments of one message; config: max_parts
    const auto interval_us = static_cast<std::int64_t>(std::ceil(1e6 / segments_per_second));
    const std::int64_t now_us = to_millis(now) * 1000;

    store.db
        .use("INSERT INTO bkx_sms_providers (provider_name, created_at, updated_at) "
             "VALUES (?1, ?2, ?2) ON CONFLICT DO NOTHING")
        .bind(provider, now)
        .run();
    std::int64_t next_us = 0;
    {
        auto read =
            store.db.use("SELECT next_slot_us FROM bkx_sms_providers WHERE provider_name = ?1");
        if (read.bind(provider).step()) next_us = read.integer(0);
    }
    // No message keeps the next waiting for longer than this: then the clock went back, and
    // must not stop the queue for as long as it jumped.
    if (next_us > now_us + slack_us + largest * interval_us) next_us = now_us;
    next_us = std::max(next_us, now_us);

    Slots slots;
    for (const int size : segments) {
        if (next_us > now_us + slack_us) break;
        next_us += interval_us * size;
        ++slots.messages;
    }
    store.db
        .use("UPDATE bkx_sms_providers SET next_slot_us = ?2, updated_at = ?3 "
             "WHERE provider_name = ?1")
        .bind(provider, next_us, now)
        .run();
    slots.next_at = from_millis((next_us - slack_us) / 1000 + 1);
    return slots;
}

} // namespace bkxsms::store

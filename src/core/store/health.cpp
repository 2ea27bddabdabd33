#include "core/store/health.hpp"

namespace bkxsms::store {

namespace {

constexpr std::chrono::minutes slot_length{10};
constexpr std::chrono::days kept{7};

TimePoint slot_of(TimePoint now) noexcept {
    const milliseconds length = slot_length;
    return from_millis(to_millis(now) / length.count() * length.count());
}

} // namespace

void add_tally(Store& store, std::string_view provider, const Tally& t, TimePoint now) {
    if (t == Tally{}) return;
    auto add = store.db.use(
        "INSERT INTO bkx_sms_health (provider, slot_at, handed, answered, faults, took_ms, "
        "delivered, undelivered, slow, delay_ms) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (provider, slot_at) "
        "DO UPDATE SET handed = handed + ?3, answered = answered + ?4, faults = faults + ?5, "
        "took_ms = took_ms + ?6, delivered = delivered + ?7, undelivered = undelivered + ?8, "
        "slow = slow + ?9, delay_ms = delay_ms + ?10");
    add.bind(provider, slot_of(now), t.handed, t.answered, t.faults, t.took_ms, t.delivered,
             t.undelivered, t.slow, t.delay_ms)
        .run();
}

Tally sum_tally(Store& store, std::string_view provider, TimePoint since) {
    auto read = store.db.use(
        "SELECT coalesce(sum(handed), 0), coalesce(sum(answered), 0), coalesce(sum(faults), "
        "0), coalesce(sum(took_ms), 0), coalesce(sum(delivered), 0), "
        "coalesce(sum(undelivered), 0), coalesce(sum(slow), 0), coalesce(sum(delay_ms), 0) "
        "FROM bkx_sms_health WHERE provider = ?1 AND slot_at > ?2");
    read.bind(provider, since - slot_length).step();
    return {read.integer(0), read.integer(1), read.integer(2), read.integer(3),
            read.integer(4), read.integer(5), read.integer(6), read.integer(7)};
}

void forget_old_tallies(Store& store, TimePoint now) {
    store.db.use("DELETE FROM bkx_sms_health WHERE slot_at < ?1").bind(now - kept).run();
}

std::optional<Money> last_balance(Store& store, std::string_view provider) {
    auto read = store.db.use("SELECT balance_nano, balance_currency FROM bkx_sms_providers "
                             "WHERE provider_name = ?1 AND balance_nano IS NOT NULL");
    if (!read.bind(provider).step()) return std::nullopt;
    return Money{read.integer(0), read.text(1)};
}

std::optional<Money> note_balance(Store& store, std::string_view provider, const Money& money,
                                  TimePoint now) {
    auto before = last_balance(store, provider);
    auto write = store.db.use(
        "INSERT INTO bkx_sms_providers (provider_name, balance_nano, balance_currency, "
        "last_checked_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4, ?4) "
        "ON CONFLICT (provider_name) DO UPDATE SET balance_nano = ?2, balance_currency = ?3, "
        "last_checked_at = ?4, updated_at = ?4");
    write.bind(provider, money.nano, money.currency, now).run();
    return before;
}

routing::Breaker load_breaker(Store& store, std::string_view provider) {
    using State = routing::Breaker::State;
    auto read = store.db.use("SELECT breaker, faults, good, refused, pause_s, changed_at, "
                             "next_trial_at, why FROM bkx_sms_providers "
                             "WHERE provider_name = ?1");
    routing::Breaker breaker;
    if (!read.bind(provider).step()) return breaker;
    for (const auto state : {State::open, State::recovering})
        if (read.text(0) == word(state)) breaker.state = state;
    breaker.faults = static_cast<int>(read.integer(1));
    breaker.good = static_cast<int>(read.integer(2));
    breaker.refused = read.integer(3) != 0;
    breaker.pause = std::chrono::seconds(read.integer(4));
    breaker.changed_at = read.time(5);
    breaker.next_trial_at = read.time(6);
    breaker.why = read.text(7);
    return breaker;
}

void keep_breaker(Store& store, std::string_view provider, const routing::Breaker& breaker,
                  TimePoint now) {
    auto write = store.db.use(
        "INSERT INTO bkx_sms_providers (provider_name, breaker, faults, good, refused, "
        "pause_s, "
        "changed_at, next_trial_at, why, created_at, updated_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10) ON CONFLICT (provider_name) "
        "DO UPDATE SET breaker = ?2, faults = ?3, good = ?4, refused = ?5, pause_s = ?6, "
        "changed_at = ?7, next_trial_at = ?8, why = ?9, updated_at = ?10");
    write
        .bind(provider, word(breaker.state), breaker.faults, breaker.good, breaker.refused,
              std::int64_t{breaker.pause.count()}, breaker.changed_at, breaker.next_trial_at,
              unless_empty(breaker.why), now)
        .run();
}

} // namespace bkxsms::store

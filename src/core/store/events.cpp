#include "core/store/events.hpp"

namespace bkxsms::store {

bool remember_event(Store& store, std::string_view provider, std::string_view event_key,
                    std::string_view kind, TimePoint now) {
    auto insert = store.db.use(
        "INSERT INTO bkx_sms_events (provider, event_key, kind, effect, first_seen_at) "
        "VALUES (?1, ?2, ?3, 'applied', ?4) ON CONFLICT DO NOTHING");
    return insert.bind(provider, event_key, kind, now).run() == 1;
}

void note_effect(Store& store, std::string_view provider, std::string_view event_key,
                 MessageId message, std::string_view effect) {
    std::optional<std::int64_t> id;
    if (message) id = message.value;
    auto update = store.db.use("UPDATE bkx_sms_events SET message_id = ?3, effect = ?4 "
                               "WHERE provider = ?1 AND event_key = ?2");
    update.bind(provider, event_key, id, effect).run();
}

} // namespace bkxsms::store

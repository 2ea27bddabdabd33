#include "core/store/routes.hpp"

namespace bkxsms::store {

std::vector<Unrouted> unrouted_due(Store& store, int limit, TimePoint now) {
    std::vector<Unrouted> found;
    const auto room = [&] { return limit - static_cast<int>(found.size()); };
    for (int lane = 2; lane >= 0 && room() > 0; --lane) {
        auto read = store.db.use(
            "SELECT id, to_bidx, country, message_type, segments, attempts, retries "
            "FROM bkx_sms_messages WHERE status = 'pending' AND route IS NULL "
            "AND priority = ?1 AND due_at <= ?2 ORDER BY due_at, id LIMIT ?3");
        read.bind(lane, now, room());
        while (read.step())
            found.push_back({MessageId{read.integer(0)}, read.blob(1), read.text(2),
                             read.text(3), static_cast<int>(read.integer(4)),
                             static_cast<int>(read.integer(5)),
                             static_cast<int>(read.integer(6))});
    }
    return found;
}

void set_route(Store& store, MessageId id, std::string_view route, std::string_view why) {
    auto update = store.db.use("UPDATE bkx_sms_messages SET route = ?2, route_why = ?3 "
                               "WHERE id = ?1 AND status = 'pending' AND route IS NULL");
    update.bind(id.value, route, unless_empty(why)).run();
}

std::string last_provider(Store& store, const Bytes& to_index) {
    auto read = store.db.use("SELECT provider FROM bkx_sms_messages WHERE to_bidx = ?1 "
                             "AND sent_at IS NOT NULL ORDER BY id DESC LIMIT 1");
    return read.bind(to_index).step() ? read.text(0) : std::string();
}

std::vector<std::string> tried_providers(Store& store, MessageId id, int retries) {
    auto read = store.db.use("SELECT DISTINCT provider FROM bkx_sms_attempts "
                             "WHERE message_id = ?1 AND retry = ?2 "
                             "AND (state = 'nosend' OR state = 'rejected')");
    read.bind(id.value, retries);
    std::vector<std::string> names;
    while (read.step()) names.push_back(read.text(0));
    return names;
}

void forget_routes(Store& store, TimePoint now) {
    auto update = store.db.use("UPDATE bkx_sms_messages SET route = NULL, route_why = NULL, "
                               "updated_at = ?1 WHERE status = 'pending' "
                               "AND route IS NOT NULL AND wanted_provider IS NULL");
    update.bind(now).run();
}

void forget_routes_to(Store& store, std::string_view provider, TimePoint now) {
    auto update = store.db.use("UPDATE bkx_sms_messages SET route = NULL, route_why = NULL, "
                               "updated_at = ?3 WHERE status = 'pending' "
                               "AND (route = ?1 OR route = ?2) AND wanted_provider IS NULL");
    update.bind(provider, takeover_route(provider), now).run();
}

int expire_overdue(Store& store, TimePoint now) {
    // Each seeks in the index of what waits; a scan would see all that is scheduled.
    std::int64_t expired = 0;
    for (int lane = 2; lane >= 0; --lane) {
        auto open = store.db.use("UPDATE bkx_sms_messages SET status = 'expired', "
                                 "reason = 'too_late', updated_at = ?1 "
                                 "WHERE status = 'pending' AND route IS NULL "
                                 "AND priority = ?2 AND due_at <= ?1 AND expires_at <= ?1");
        expired += open.bind(now, lane).run();
    }
    auto routed = store.db.use("UPDATE bkx_sms_messages SET status = 'expired', "
                               "reason = 'too_late', updated_at = ?1 WHERE status = 'pending' "
                               "AND route IS NOT NULL AND due_at <= ?1 AND expires_at <= ?1");
    return static_cast<int>(expired + routed.bind(now).run());
}

} // namespace bkxsms::store

#include "core/store/retries.hpp"

namespace bkxsms::store {

void allow_retry(Store& store, MessageId id, TimePoint since) {
    auto update = store.db.use("UPDATE bkx_sms_messages SET retry_since = ?2 WHERE id = ?1 "
                               "AND (status = 'undelivered' OR status = 'failed')");
    update.bind(id.value, since).run();
}

std::vector<Retryable> retryable(Store& store, int limit, const Retryable* after) {
    auto read =
        store.db.use("SELECT id, retries, retry_since, expires_at FROM bkx_sms_messages "
                     "WHERE retry_since IS NOT NULL AND (retry_since, id) > (?1, ?2) "
                     "AND (status = 'undelivered' OR status = 'failed') "
                     "ORDER BY retry_since, id LIMIT ?3");
    read.bind(after == nullptr ? TimePoint{} : after->since,
              after == nullptr ? std::int64_t{0} : after->id.value, limit);
    std::vector<Retryable> found;
    while (read.step())
        found.push_back({MessageId{read.integer(0)}, static_cast<int>(read.integer(1)),
                         read.time(2), read.time(3)});
    return found;
}

void give_up_retry(Store& store, MessageId id) {
    store.db.use("UPDATE bkx_sms_messages SET retry_since = NULL WHERE id = ?1")
        .bind(id.value)
        .run();
}

bool reopen(Store& store, MessageId id, TimePoint expires_at, TimePoint now) {
    auto free = store.db.use("UPDATE bkx_sms_attempts SET state = 'undelivered' "
                             "WHERE message_id = ?1 AND state = 'accepted' AND EXISTS "
                             "(SELECT 1 FROM bkx_sms_messages WHERE id = ?1 "
                             "AND (status = 'undelivered' OR status = 'failed'))");
    free.bind(id.value).run();
    auto update = store.db.use(
        "UPDATE bkx_sms_messages SET status = 'pending', reason = 'retry', retry_since = NULL, "
        "retries = retries + 1, route = wanted_provider, route_why = NULL, due_at = ?2, "
        "expires_at = ?3, sent_at = NULL, failed_at = NULL, provider_message_id = NULL, "
        "provider_status = NULL, updated_at = ?2 WHERE id = ?1 "
        "AND (status = 'undelivered' OR status = 'failed' "
        "OR (status = 'suppressed' AND reason = 'bad_number')) "
        "AND NOT EXISTS (SELECT 1 FROM bkx_sms_attempts a WHERE a.message_id = ?1 "
        "AND (a.state = 'inflight' OR a.state = 'uncertain' OR a.state = 'lost' "
        "OR a.state = 'accepted'))");
    return update.bind(id.value, now, expires_at).run() == 1;
}

bool withdraw_retry(Store& store, const KnownAttempt& attempt, TimePoint now) {
    auto update = store.db.use(
        "UPDATE bkx_sms_messages SET status = 'sent', reason = NULL, sent_at = ?2, "
        "updated_at = ?2 WHERE id = ?1 AND status = 'pending' "
        "AND NOT EXISTS (SELECT 1 FROM bkx_sms_attempts a WHERE a.message_id = ?1 "
        "AND (a.state = 'inflight' OR a.state = 'uncertain' OR a.state = 'lost' "
        "OR a.state = 'accepted'))");
    if (update.bind(attempt.message.value, now).run() == 0) return false;
    auto again = store.db.use("UPDATE bkx_sms_attempts SET state = 'accepted' WHERE id = ?1");
    again.bind(attempt.id.value).run();
    return true;
}

std::optional<milliseconds> delivery_time(Store& store, MessageId id) {
    auto read = store.db.use("SELECT delivered_at - sent_at FROM bkx_sms_messages "
                             "WHERE id = ?1 AND delivered_at >= sent_at");
    if (!read.bind(id.value).step()) return std::nullopt;
    return milliseconds(read.integer(0));
}

} // namespace bkxsms::store

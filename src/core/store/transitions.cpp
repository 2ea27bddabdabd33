#include "core/store/transitions.hpp"

namespace bkxsms::store {

namespace {

/// An estimate in another currency than the bill's goes when the bill comes: a row has one
/// currency, and an amount under the wrong one is worse than none.
struct CostColumns {
    std::optional<std::int64_t> nano;
    std::optional<std::string> currency;

    explicit CostColumns(const std::optional<Money>& cost) {
        if (!cost) return;
        nano = cost->nano;
        currency = cost->currency;
    }
};

} // namespace

bool mark_sent(Store& store, MessageId id, std::string_view provider,
               std::string_view provider_message_id, std::optional<int> segments,
               const std::optional<Money>& cost, TimePoint now) {
    const CostColumns price(cost);
    auto update = store.db.use(
        "UPDATE bkx_sms_messages SET status = 'sent', reason = NULL, provider = ?2, "
        "provider_message_id = ?3, segments = coalesce(?4, segments), "
        "cost_estimate_nano = CASE WHEN ?6 <> currency THEN NULL ELSE cost_estimate_nano END, "
        "cost_nano = coalesce(?5, cost_nano), currency = coalesce(?6, currency), sent_at = ?7, "
        "attempts = attempts + 1, error_category = NULL, error_code = NULL, error_message = "
        "NULL, "
        "updated_at = ?7 WHERE id = ?1 AND status IN ('sending', 'unknown')");
    return update
               .bind(id.value, provider, provider_message_id, segments, price.nano,
                     price.currency, now)
               .run() == 1;
}

bool requeue(Store& store, MessageId id, const Again& again, std::string_view reason,
             const ErrorText& error, TimePoint now) {
    auto update = store.db.use("UPDATE bkx_sms_messages SET status = 'pending', due_at = ?2, "
                               "attempts = attempts + ?3, retries = retries + ?4, "
                               "route = coalesce(wanted_provider, ?5), route_why = ?11, "
                               "reason = ?6, error_category = ?7, error_code = ?8, "
                               "error_message = ?9, updated_at = ?10 "
                               "WHERE id = ?1 AND status IN ('sending', 'unknown')");
    return update
               .bind(id.value, again.due_at, again.count != Again::Count::nothing,
                     again.count == Again::Count::retry, unless_empty(again.route),
                     unless_empty(reason), unless_empty(error.category),
                     unless_empty(error.code), unless_empty(error.message), now,
                     unless_empty(again.why))
               .run() == 1;
}

bool stop(Store& store, MessageId id, Status status, std::string_view reason,
          const ErrorText& error, TimePoint now) {
    std::optional<TimePoint> failed_at;
    if (status == Status::failed) failed_at = now;
    auto update =
        store.db.use("UPDATE bkx_sms_messages SET status = ?2, reason = ?3, error_category = "
                     "?4, error_code = ?5, error_message = ?6, "
                     "failed_at = coalesce(?7, failed_at), updated_at = ?8, "
                     "attempts = (SELECT count(*) FROM bkx_sms_attempts "
                     "WHERE message_id = ?1) "
                     "WHERE id = ?1 AND status IN ('sending', 'unknown')");
    return update
               .bind(id.value, word(status), reason, unless_empty(error.category),
                     unless_empty(error.code), unless_empty(error.message), failed_at, now)
               .run() == 1;
}

bool cancel(Store& store, MessageId id, std::string_view reason, TimePoint now) {
    auto update = store.db.use("UPDATE bkx_sms_messages SET status = 'cancelled', reason = ?2, "
                               "updated_at = ?3 WHERE id = ?1 "
                               "AND (status = 'pending' OR status = 'held') "
                               "AND NOT EXISTS (SELECT 1 FROM bkx_sms_attempts a "
                               "WHERE a.message_id = ?1 AND (a.state = 'uncertain' "
                               "OR a.state = 'lost'))");
    return update.bind(id.value, reason, now).run() == 1;
}

bool hold(Store& store, MessageId id, std::string_view reason, TimePoint now) {
    auto update = store.db.use("UPDATE bkx_sms_messages SET status = 'held', reason = ?2, "
                               "updated_at = ?3 WHERE id = ?1 AND status = 'pending'");
    return update.bind(id.value, reason, now).run() == 1;
}

bool release(Store& store, MessageId id, TimePoint now) {
    auto update = store.db.use("UPDATE bkx_sms_messages SET status = 'pending', reason = NULL, "
                               "updated_at = ?2 WHERE id = ?1 AND status = 'held' "
                               "AND NOT EXISTS (SELECT 1 FROM bkx_sms_attempts a "
                               "WHERE a.message_id = ?1 AND (a.state = 'uncertain' "
                               "OR a.state = 'lost'))");
    return update.bind(id.value, now).run() == 1;
}

bool reschedule(Store& store, MessageId id, TimePoint at, TimePoint now) {
    auto update = store.db.use(
        "UPDATE bkx_sms_messages SET due_at = ?2, scheduled_at = ?2, "
        "expires_at = ?2 + expires_at - coalesce(scheduled_at, created_at), updated_at = ?3 "
        "WHERE id = ?1 AND (status = 'pending' OR status = 'held') "
        "AND NOT EXISTS (SELECT 1 FROM bkx_sms_attempts a WHERE a.message_id = ?1 "
        "AND (a.state = 'uncertain' OR a.state = 'lost'))");
    return update.bind(id.value, at, now).run() == 1;
}

namespace {

bool advance_status(Store& store, MessageId id, const Report& report, TimePoint now) {
    const bool failure =
        report.status == Status::failed || report.status == Status::undelivered;
    std::optional<TimePoint> delivered_at, failed_at;
    std::optional<std::string> reason;
    if (report.status == Status::delivered) delivered_at = report.happened_at;
    if (failure) {
        failed_at = report.happened_at;
        reason = report.error.category.empty() ? "provider" : report.error.category;
    }
    auto update = store.db.use(
        "UPDATE bkx_sms_messages SET status = ?2, reason = ?3, provider = ?4, "
        "provider_message_id = ?5, provider_status = ?6, sent_at = coalesce(sent_at, ?7), "
        "delivered_at = ?8, failed_at = ?9, error_category = ?10, error_code = ?11, "
        "error_message = ?12, updated_at = ?13 WHERE id = ?1 AND "
        "CASE status WHEN 'sending' THEN 0 WHEN 'unknown' THEN 0 WHEN 'held' THEN 0 WHEN "
        "'sent' THEN 1 "
        "WHEN 'failed' THEN 2 WHEN 'undelivered' THEN 3 ELSE 9 END < "
        "CASE ?2 WHEN 'sent' THEN 1 WHEN 'failed' THEN 2 WHEN 'undelivered' THEN 3 ELSE 4 END");
    return update
               .bind(id.value, word(report.status), reason, report.provider,
                     report.provider_message_id, unless_empty(report.provider_status),
                     report.happened_at, delivered_at, failed_at,
                     unless_empty(report.error.category), unless_empty(report.error.code),
                     unless_empty(report.error.message), now)
               .run() == 1;
}

} // namespace

bool advance(Store& store, MessageId id, const Report& report, TimePoint now) {
    const bool moved = advance_status(store, id, report, now);
    const CostColumns price(report.cost);
    if (price.nano || report.segments) {
        auto update =
            store.db.use("UPDATE bkx_sms_messages SET cost_estimate_nano = CASE WHEN ?3 <> "
                         "currency THEN NULL ELSE cost_estimate_nano END, "
                         "cost_nano = coalesce(?2, cost_nano), "
                         "currency = coalesce(?3, currency), segments = coalesce(?4, "
                         "segments), updated_at = ?5 "
                         "WHERE id = ?1");
        update.bind(id.value, price.nano, price.currency, report.segments, now).run();
    }
    return moved;
}

} // namespace bkxsms::store

#include "core/store/parts.hpp"

namespace bkxsms::store {

bool is_divided(Store& store, MessageId message) {
    auto read = store.db.use("SELECT segments > 1 FROM bkx_sms_messages WHERE id = ?1");
    return read.bind(message.value).step() && read.integer(0) != 0;
}

namespace {

void add_part(Store& store, AttemptId attempt, std::string_view provider,
              std::string_view provider_message_id) {
    auto insert = store.db.use("INSERT INTO bkx_sms_parts "
                               "(provider, provider_message_id, attempt_id, status) "
                               "VALUES (?1, ?2, ?3, 'sent') ON CONFLICT DO NOTHING");
    insert.bind(provider, provider_message_id, attempt.value).run();
}

bool is_part(Store& store, AttemptId attempt, std::string_view provider,
             std::string_view provider_message_id) {
    auto read = store.db.use("SELECT 1 FROM bkx_sms_parts WHERE provider = ?1 "
                             "AND provider_message_id = ?2 AND attempt_id = ?3");
    return read.bind(provider, provider_message_id, attempt.value).step();
}

bool move_part(Store& store, std::string_view provider, std::string_view provider_message_id,
               Status status) {
    auto update = store.db.use(
        "UPDATE bkx_sms_parts SET status = ?3 WHERE provider = ?1 AND provider_message_id = ?2 "
        "AND CASE status WHEN 'sent' THEN 1 WHEN 'failed' THEN 2 WHEN 'undelivered' THEN 3 "
        "ELSE 4 END < "
        "CASE ?3 WHEN 'sent' THEN 1 WHEN 'failed' THEN 2 WHEN 'undelivered' THEN 3 ELSE 4 END");
    return update.bind(provider, provider_message_id, word(status)).run() == 1;
}

/// Of one attempt: how many parts its message has, and how many are known, and known as what.
struct Counts {
    std::int64_t all = 0, known = 0, delivered = 0, lost = 0, failed = 0;
};

Counts count_parts(Store& store, AttemptId attempt) {
    auto read = store.db.use(
        "SELECT m.segments, count(p.status), coalesce(sum(p.status = 'delivered'), 0), "
        "coalesce(sum(p.status = 'undelivered' OR p.status = 'failed'), 0), "
        "coalesce(sum(p.status = 'failed'), 0) "
        "FROM bkx_sms_attempts a JOIN bkx_sms_messages m ON m.id = a.message_id "
        "LEFT JOIN bkx_sms_parts p ON p.attempt_id = a.id WHERE a.id = ?1");
    if (!read.bind(attempt.value).step()) return {};
    return {read.integer(0), read.integer(1), read.integer(2), read.integer(3),
            read.integer(4)};
}

Status whole_of(const Counts& counts) noexcept {
    if (counts.failed >= counts.all) return Status::failed;
    if (counts.lost > 0) return Status::undelivered;
    return counts.delivered >= counts.all ? Status::delivered : Status::sent;
}

} // namespace

void remember_parts(Store& store, AttemptId attempt, std::string_view provider,
                    std::span<const std::string> ids) {
    for (const auto& id : ids) add_part(store, attempt, provider, id);
}

std::optional<PartReport> report_part(Store& store, AttemptId attempt,
                                      std::string_view provider,
                                      std::string_view provider_message_id, Status status) {
    const bool is_new = !is_part(store, attempt, provider, provider_message_id);
    if (is_new) {
        const auto counts = count_parts(store, attempt);
        if (counts.known >= counts.all) return std::nullopt;
        add_part(store, attempt, provider, provider_message_id);
    }
    const bool moved = move_part(store, provider, provider_message_id, status);
    return PartReport{whole_of(count_parts(store, attempt)), is_new || moved};
}

} // namespace bkxsms::store

#include "core/store/uncertain.hpp"

namespace bkxsms::store {

namespace {

Uncertain read_uncertain(Store& store, const Statement& read) {
    const auto uid = read.text(4);
    const auto open = [&](std::string_view column, int at) {
        return store.vault.open({"bkx_sms_messages", column, uid}, read.blob(at));
    };
    Uncertain lost;
    lost.attempt = AttemptId{read.integer(0)};
    lost.message = MessageId{read.integer(1)};
    lost.provider = read.text(2);
    lost.token = read.text(3);
    lost.to = open("to_number", 5);
    lost.text = open("message", 6);
    lost.wire_at = read.time(7);
    lost.ended_at = read.time(8);
    lost.negatives = static_cast<int>(read.integer(9));
    lost.resend = read.integer(10) != 0;
    if (const auto off = read.integer_if(11)) lost.clock_off = milliseconds(*off);
    return lost;
}

} // namespace

std::vector<Uncertain> uncertain_due(Store& store, std::string_view provider, int limit,
                                     TimePoint now) {
    auto read = store.db.use(
        "SELECT a.id, a.message_id, a.provider, a.token, m.uid, m.to_number, m.message, "
        "a.wire_at, coalesce(a.ended_at, a.wire_at), a.negatives, m.on_uncertain = 'resend', "
        "a.clock_off_ms "
        "FROM bkx_sms_attempts a INDEXED BY bkx_sms_attempts_uncertain "
        "JOIN bkx_sms_messages m ON m.id = a.message_id "
        "WHERE a.state = 'uncertain' AND a.provider = ?1 AND a.next_check_at <= ?2 "
        "ORDER BY a.next_check_at LIMIT ?3");
    read.bind(provider, now, limit);
    std::vector<Uncertain> found;
    while (read.step()) found.push_back(read_uncertain(store, read));
    return found;
}

std::optional<Uncertain> open_outcome(Store& store, MessageId message) {
    auto read = store.db.use(
        "SELECT a.id, a.message_id, a.provider, a.token, m.uid, m.to_number, m.message, "
        "a.wire_at, coalesce(a.ended_at, a.wire_at), a.negatives, m.on_uncertain = 'resend', "
        "a.clock_off_ms "
        "FROM bkx_sms_attempts a JOIN bkx_sms_messages m ON m.id = a.message_id "
        "WHERE a.message_id = ?1 AND (a.state = 'uncertain' OR a.state = 'lost') "
        "AND (m.status = 'unknown' OR m.status = 'held')");
    if (!read.bind(message.value).step()) return std::nullopt;
    return read_uncertain(store, read);
}

void look_again(Store& store, const Uncertain& lost, TimePoint next, bool missed) {
    auto update = store.db.use("UPDATE bkx_sms_attempts SET next_check_at = ?2, "
                               "negatives = negatives + ?3 "
                               "WHERE id = ?1 AND state = 'uncertain' AND negatives = ?4");
    update.bind(lost.attempt.value, next, missed, lost.negatives).run();
}

bool settle_absent(Store& store, const Uncertain& lost, std::string_view why, TimePoint now) {
    auto close = store.db.use("UPDATE bkx_sms_attempts SET state = 'absent', "
                              "next_check_at = NULL, error_message = ?2 "
                              "WHERE id = ?1 AND (state = 'uncertain' OR state = 'lost') "
                              "AND negatives = ?3");
    if (close.bind(lost.attempt.value, why, lost.negatives).run() == 0) return false;
    auto back = store.db.use("UPDATE bkx_sms_messages SET status = 'pending', reason = NULL, "
                             "due_at = ?2, error_category = NULL, error_code = NULL, "
                             "error_message = NULL, updated_at = ?2 "
                             "WHERE id = ?1 AND (status = 'unknown' OR status = 'held')");
    back.bind(lost.message.value, now).run();
    return true;
}

bool settle_lost(Store& store, const Uncertain& lost, std::string_view reason, TimePoint now) {
    auto close =
        store.db.use("UPDATE bkx_sms_attempts SET state = 'lost', next_check_at = NULL "
                     "WHERE id = ?1 AND state = 'uncertain'");
    if (close.bind(lost.attempt.value).run() == 0) return false;
    auto hold = store.db.use("UPDATE bkx_sms_messages SET status = 'held', reason = ?2, "
                             "updated_at = ?3 WHERE id = ?1 AND status = 'unknown'");
    hold.bind(lost.message.value, reason, now).run();
    return true;
}

void assume_sent(Store& store, const Uncertain& lost, TimePoint now) {
    auto close =
        store.db.use("UPDATE bkx_sms_attempts SET state = 'lost', next_check_at = NULL "
                     "WHERE id = ?1 AND state = 'uncertain'");
    close.bind(lost.attempt.value).run();
    auto update = store.db.use("UPDATE bkx_sms_messages SET status = 'sent', reason = NULL, "
                               "provider = ?2, sent_at = ?3, updated_at = ?4 "
                               "WHERE id = ?1 AND (status = 'unknown' OR status = 'held')");
    update.bind(lost.message.value, lost.provider, lost.wire_at, now).run();
}

} // namespace bkxsms::store

#include "core/store/uncertain.hpp"

#include "core/store/transitions.hpp"

namespace bkxsms::store {

std::vector<Uncertain> uncertain_due(Store& store, std::string_view provider, int limit,
                                     TimePoint now) {
    auto read = store.db.use(
        "SELECT a.id, a.message_id, a.token, m.uid, m.to_number, m.message, a.wire_at, "
        "a.ended_at, a.negatives, m.on_uncertain = 'resend' "
        "FROM bkx_sms_attempts a JOIN bkx_sms_messages m ON m.id = a.message_id "
        "WHERE a.state = 'uncertain' AND a.provider = ?1 AND a.next_check_at <= ?2 "
        "ORDER BY a.next_check_at LIMIT ?3");
    read.bind(provider, now, limit);
    std::vector<Uncertain> found;
    while (read.step()) {
        const auto uid = read.text(3);
        const auto open = [&](std::string_view column, int at) {
            return store.vault.open({"bkx_sms_messages", column, uid}, read.blob(at));
        };
        found.push_back({AttemptId{read.integer(0)}, MessageId{read.integer(1)}, read.text(2),
                         open("to_number", 4), open("message", 5), read.time(6),
                         read.time_if(7).value_or(now), static_cast<int>(read.integer(8)),
                         read.integer(9) != 0});
    }
    return found;
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
                              "WHERE id = ?1 AND state = 'uncertain' AND negatives = ?3");
    if (close.bind(lost.attempt.value, why, lost.negatives).run() == 0) return false;
    requeue(store, lost.message, now, false, "", {}, now);
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

} // namespace bkxsms::store

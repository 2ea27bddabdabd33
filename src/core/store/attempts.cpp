#include "core/store/attempts.hpp"

#include "core/base/random.hpp"
#include "core/store/bad_numbers.hpp"
#include "core/store/message_row.hpp"
#include "core/store/transitions.hpp"

#include <algorithm>
#include <set>

namespace bkxsms::store {

namespace {

/// A due row as the claim reads it, still sealed.
struct DueRow {
    std::int64_t id;
    std::string uid;
    Bytes to_sealed, to_index, from_sealed, text_sealed;
    std::string type, country, why;
    int segments, retries;
    bool wants_provider, resend;
    TimePoint due_at, expires_at;
};

std::vector<DueRow> due_rows(Store& store, std::string_view provider,
                             const std::optional<std::string>& route, int lane, int limit,
                             TimePoint now) {
    auto read = store.db.use(
        "SELECT m.id, m.uid, m.to_number, m.to_bidx, m.from_number, m.message, m.message_type, "
        "m.segments, m.retries, m.wanted_provider IS NOT NULL, m.on_uncertain, m.due_at, "
        "m.expires_at, m.country, m.route_why FROM bkx_sms_messages m "
        "WHERE m.status = 'pending' AND m.route IS ?5 AND m.priority = ?1 AND m.due_at <= ?2 "
        "AND (m.expires_at <= ?2 OR NOT EXISTS (SELECT 1 FROM bkx_sms_attempts a "
        "WHERE a.provider = ?3 AND a.to_bidx = m.to_bidx "
        "AND (a.state = 'inflight' OR a.state = 'uncertain'))) "
        "ORDER BY m.due_at, m.id LIMIT ?4");
    read.bind(lane, now, provider, limit, route);
    std::vector<DueRow> rows;
    while (read.step())
        rows.push_back({read.integer(0), read.text(1), read.blob(2), read.blob(3), read.blob(4),
                        read.blob(5), read.text(6), read.text(13), read.text(14),
                        static_cast<int>(read.integer(7)), static_cast<int>(read.integer(8)),
                        read.integer(9) != 0, read.text(10) == "resend", read.time(11),
                        read.time(12)});
    return rows;
}

/// Why nothing is sent to that number; "" if nothing speaks against it.
std::string barred(Store& store, const Bytes& to_index, int bad_number_after, TimePoint now) {
    auto read = store.db.use(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM bkx_sms_opt_outs WHERE phone_bidx = ?1) "
        "THEN 'opted_out' WHEN ?2 > 0 AND EXISTS (SELECT 1 FROM bkx_sms_bad_numbers "
        "WHERE phone_bidx = ?1 AND refusals >= ?2 AND last_at > ?3) THEN 'bad_number' END");
    read.bind(to_index, bad_number_after, now - bad_number_memory).step();
    return read.text(0);
}

/// pending → a final state, straight from the queue.
void drop(Store& store, std::int64_t id, Status status, std::string_view reason,
          TimePoint now) {
    auto update = store.db.use("UPDATE bkx_sms_messages SET status = ?2, reason = ?3, "
                               "updated_at = ?4 WHERE id = ?1 AND status = 'pending'");
    update.bind(id, word(status), reason, now).run();
}

Claim take(Store& store, const DueRow& row, const Claimant& by, const Stream& stream,
           TimePoint now) {
    const auto open = [&](std::string_view column, const Bytes& sealed) {
        return sealed.empty() ? std::string()
                              : store.vault.open({"bkx_sms_messages", column, row.uid}, sealed);
    };
    Claim claim;
    claim.message = MessageId{row.id};
    claim.token = random_token(now);
    claim.to = open("to_number", row.to_sealed);
    claim.from = open("from_number", row.from_sealed);
    claim.text = open("message", row.text_sealed);
    claim.type = row.type;
    claim.country = row.country;
    claim.segments = row.segments;
    claim.retries = row.retries;
    claim.wants_provider = row.wants_provider;
    claim.resend_when_uncertain = row.resend;
    claim.takes_over = stream.takes_over;
    claim.claimed_at = now;
    claim.due_at = row.due_at;
    claim.expires_at = row.expires_at;

    auto insert = store.db.use(
        "INSERT INTO bkx_sms_attempts (message_id, n, provider, to_bidx, token, owner, state, "
        "wire_at, retry, why) VALUES (?1, (SELECT coalesce(max(n), 0) + 1 FROM "
        "bkx_sms_attempts WHERE message_id = ?1), ?2, ?3, ?4, ?5, 'inflight', ?6, ?7, ?8)");
    insert
        .bind(row.id, by.provider, row.to_index, claim.token, by.owner, now, row.retries,
              unless_empty(row.why.empty() ? stream.why : row.why))
        .run();
    claim.attempt = AttemptId{store.db.last_id()};

    auto update = store.db.use("UPDATE bkx_sms_messages SET status = 'sending', reason = NULL, "
                               "provider = ?2, updated_at = ?3 WHERE id = ?1");
    update.bind(row.id, by.provider, now).run();
    return claim;
}

/// Fills a batch, one lane and stream after the other.
class Claiming {
public:
    Claiming(Store& store, Claimant by, int limit, Flow& flow, TimePoint now)
        : store_(store), by_(std::move(by)), limit_(limit), flow_(flow), now_(now) {}

    ClaimBatch all() {
        for (int lane = 2; lane >= 0; --lane)
            for (auto& stream : by_.streams) from(stream, lane);
        return std::move(batch_);
    }

private:
    void from(Stream& stream, int lane) {
        const int limit = std::min(limit_, stream.most);
        if (flow_is_full_ || limit == 0) return;
        const auto rows = due_rows(store_, by_.provider, stream.route, lane, limit, now_);
        for (const auto& row : rows) {
            if (!look_at(row, stream)) return;
        }
        // What was dropped, or waits for another of its recipient, took a place as well: it
        // comes again with the next claim.
        limit_ -= static_cast<int>(rows.size());
        stream.most -= static_cast<int>(rows.size());
        batch_.more = batch_.more || static_cast<int>(rows.size()) == limit;
    }

    /// False if the flow has no place for it.
    bool look_at(const DueRow& row, const Stream& stream) {
        if (row.expires_at <= now_) {
            drop(store_, row.id, Status::expired, "too_late", now_);
            ++batch_.expired;
        } else if (const auto why = barred(store_, row.to_index, by_.bad_number_after, now_);
                   !why.empty()) {
            drop(store_, row.id, Status::suppressed, why, now_);
            ++batch_.suppressed;
        } else if (!recipients_.contains(row.to_index)) {
            flow_is_full_ = !flow_.take(row.segments);
            if (flow_is_full_) {
                batch_.more = true;
                return false;
            }
            recipients_.insert(row.to_index);
            batch_.claims.push_back(take(store_, row, by_, stream, now_));
        }
        return true;
    }

    Store& store_;
    Claimant by_;
    int limit_;
    Flow& flow_;
    TimePoint now_;
    ClaimBatch batch_;
    bool flow_is_full_ = false;
    std::set<Bytes> recipients_;
};

} // namespace

ClaimBatch claim(Store& store, Claimant by, int limit, Flow& flow, TimePoint now) {
    return Claiming(store, std::move(by), limit, flow, now).all();
}

namespace {

/// Nothing changes if the attempt has ended, or if its remote id belongs to another one.
bool try_to_end(Store& store, AttemptId id, const AttemptEnd& end, TimePoint now) {
    auto update =
        store.db.use("UPDATE OR IGNORE bkx_sms_attempts SET state = ?2, "
                     "provider_message_id = ?3, error_category = ?4, "
                     "error_code = ?5, error_message = ?6, took_ms = ?7, clock_off_ms = ?8, "
                     "next_check_at = ?9, "
                     "ended_at = ?10 WHERE id = ?1 AND state IN ('inflight', 'uncertain')");
    return update
               .bind(id.value, end.state, unless_empty(end.provider_message_id),
                     unless_empty(end.error_category), unless_empty(end.error_code),
                     unless_empty(end.error_message), end.took.count(), end.clock_off_ms,
                     end.next_check_at, now)
               .run() == 1;
}

bool owned_by_another(Store& store, AttemptId id, std::string_view provider_message_id) {
    auto other = store.db.use(
        "SELECT 1 FROM bkx_sms_attempts a WHERE a.provider_message_id = ?2 AND a.id <> ?1 "
        "AND a.provider = (SELECT provider FROM bkx_sms_attempts WHERE id = ?1)");
    return other.bind(id.value, provider_message_id).step();
}

} // namespace

bool end_attempt(Store& store, AttemptId id, AttemptEnd& end, TimePoint now) {
    if (try_to_end(store, id, end, now)) return true;
    if (end.state != "accepted" || !owned_by_another(store, id, end.provider_message_id))
        return false;
    end.state = "uncertain";
    end.error_message = "the provider named an id that belongs to another message";
    end.provider_message_id.clear();
    return try_to_end(store, id, end, now);
}

std::vector<AttemptRow> attempts_of(Store& store, MessageId message) {
    auto read = store.db.use(
        "SELECT n, provider, state, token, provider_message_id, error_category, error_code, "
        "error_message, why, wire_at, ended_at, took_ms FROM bkx_sms_attempts "
        "WHERE message_id = ?1 ORDER BY n");
    read.bind(message.value);
    std::vector<AttemptRow> rows;
    while (read.step())
        rows.push_back({static_cast<int>(read.integer(0)), read.text(1), read.text(2),
                        read.text(3), read.text(4), read.text(5), read.text(6), read.text(7),
                        read.text(8), read.time(9), read.time_if(10), read.integer_if(11)});
    return rows;
}

} // namespace bkxsms::store

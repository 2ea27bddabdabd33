#include "core/base/error.hpp"
#include "core/store/attempts.hpp"

namespace bkxsms::store {

// INDEXED BY: that index holds what is on its way; the planner might take the one that holds
// every attempt that was ever accepted.

std::vector<std::string> owners_of_open_attempts(Store& store) {
    auto read = store.db.use(
        "SELECT DISTINCT owner FROM bkx_sms_attempts INDEXED BY bkx_sms_attempts_open"
        " WHERE state = 'inflight'");
    std::vector<std::string> owners;
    while (read.step()) owners.push_back(read.text(0));
    return owners;
}

int recover(Store& store, std::string_view owner, TimePoint now,
            [[maybe_unused]] milliseconds settle) {
    // Messages first: the attempts' states say which.
#ifdef BKXSMS_NAIVE
    // What most queues do: a dead worker's work is done again. The crash tests must catch this.
    auto again = store.db.use("UPDATE bkx_sms_messages SET status = 'pending', updated_at = ?2 "
                              "WHERE status = 'sending' "
                              "AND id IN (SELECT message_id FROM bkx_sms_attempts INDEXED BY "
                              "bkx_sms_attempts_open WHERE owner "
                              "= ?1 AND state = 'inflight')");
    const auto found = again.bind(owner, now).run();
    auto forget = store.db.use("UPDATE bkx_sms_attempts INDEXED BY bkx_sms_attempts_open SET "
                               "state = 'nosend', ended_at = ?2 "
                               "WHERE owner = ?1 AND state = 'inflight'");
    forget.bind(owner, now).run();
#else
    auto lost = store.db.use(
        "UPDATE bkx_sms_messages SET status = 'unknown', reason = 'runner_died', "
        "attempts = attempts + 1, updated_at = ?2 WHERE status = 'sending' AND id IN "
        "(SELECT message_id FROM bkx_sms_attempts INDEXED BY bkx_sms_attempts_open WHERE owner "
        "= ?1 AND state = 'inflight')");
    const auto found = lost.bind(owner, now).run();
    auto doubt = store.db.use("UPDATE bkx_sms_attempts INDEXED BY bkx_sms_attempts_open SET "
                              "state = 'uncertain', ended_at = ?2, "
                              "next_check_at = ?3 WHERE owner = ?1 AND state = 'inflight'");
    doubt.bind(owner, now, now + settle).run();
#endif
    return static_cast<int>(found);
}

namespace {

std::optional<KnownAttempt> read_known(Statement& read) {
    if (!read.step()) return std::nullopt;
    return KnownAttempt{AttemptId{read.integer(0)}, MessageId{read.integer(1)}, read.text(2),
                        read.text(3)};
}

} // namespace

std::optional<KnownAttempt> find_by_token(Store& store, std::string_view provider,
                                          std::string_view token) {
    auto read =
        store.db.use("SELECT id, message_id, state, provider_message_id FROM bkx_sms_attempts "
                     "WHERE token = ?1 AND provider = ?2");
    return read_known(read.bind(token, provider));
}

std::optional<KnownAttempt> find_by_remote_id(Store& store, std::string_view provider,
                                              std::string_view provider_message_id) {
    auto read =
        store.db.use("SELECT id, message_id, state, provider_message_id FROM bkx_sms_attempts "
                     "WHERE provider_message_id = ?1 AND provider = ?2");
    if (auto found = read_known(read.bind(provider_message_id, provider))) return found;
    auto part = store.db.use(
        "SELECT a.id, a.message_id, a.state, a.provider_message_id FROM bkx_sms_parts p "
        "JOIN bkx_sms_attempts a ON a.id = p.attempt_id "
        "WHERE p.provider_message_id = ?1 AND p.provider = ?2");
    return read_known(part.bind(provider_message_id, provider));
}

bool settle_accepted(Store& store, AttemptId id, std::string_view provider,
                     std::string_view provider_message_id, TimePoint now) {
    const auto owner = find_by_remote_id(store, provider, provider_message_id);
    if (owner && owner->id != id) return false;
    auto update = store.db.use(
        "UPDATE bkx_sms_attempts SET state = 'accepted', provider_message_id = ?2, "
        "ended_at = coalesce(ended_at, ?3), next_check_at = NULL "
        "WHERE id = ?1 AND state IN ('inflight', 'uncertain', 'lost')");
    update.bind(id.value, provider_message_id, now).run();
    return true;
}

} // namespace bkxsms::store

#include "core/queue/retry.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/queue/backoff.hpp"
#include "core/store/audit.hpp"
#include "core/store/bad_numbers.hpp"
#include "core/store/retries.hpp"

#include <fmt/format.h>

#include <optional>

namespace bkxsms::queue {

namespace {

constexpr int page = 1000;

void audit_due(store::Store& store, const RetryTotals& totals, const std::string& actor,
               TimePoint now) {
    json::Writer detail;
    detail.begin_object().key("reopened").integer(totals.reopened).end_object();
    store::write_audit(store, {actor, "retry", "messages", detail.str()}, now);
}

[[noreturn]] void refuse(const store::Message& message) {
    throw Error(Fault::data,
                fmt::format("message {} is {}", message.id.value, word(message.status)),
                message.status == store::Status::pending
                    ? "it waits in the queue already"
                    : "only what failed or was not delivered can be sent again");
}

} // namespace

RetryTotals retry_due(store::Store& store, const Rules& rules, const std::string& actor,
                      TimePoint now) {
    RetryTotals totals;
    if (!rules.retry_failed) return totals;
    store::Transaction tx(store.db);
    std::optional<store::Retryable> last;
    while (true) {
        const auto found = store::retryable(store, page, last ? &*last : nullptr);
        if (found.empty()) break;
        last = found.back();
        for (const auto& message : found) {
            const auto wait = backoff(message.retries + 1, rules.retry_delay, {},
                                      static_cast<std::uint64_t>(message.id.value));
            const auto at = message.since + wait;
            if (message.retries >= rules.max_retries || at >= message.expires_at ||
                now >= message.expires_at) {
                store::give_up_retry(store, message.id);
                ++totals.exhausted;
            } else if (at > now) {
                ++totals.waiting;
            } else if (store::reopen(store, message.id, message.expires_at, now)) {
                ++totals.reopened;
            }
        }
    }
    if (totals.reopened > 0) audit_due(store, totals, actor, now);
    tx.commit();
    return totals;
}

void retry_by_hand(store::Store& store, std::span<const MessageId> ids,
                   const std::string& reason, const std::string& actor, TimePoint now) {
    store::Transaction tx(store.db);
    for (const auto id : ids) {
        const auto message = store::load_message(store, id);
        const auto life =
            message.expires_at - message.scheduled_at.value_or(message.created_at);
        store::forget_bad_number(store, id);
        if (!store::reopen(store, id, std::max(message.expires_at, now + life), now))
            refuse(message);
        json::Writer detail;
        detail.begin_object();
        if (!reason.empty()) detail.key("reason").string(reason);
        detail.end_object();
        store::write_audit(
            store, {actor, "retry", fmt::format("message {}", id.value), detail.str()}, now);
    }
    tx.commit();
}

} // namespace bkxsms::queue

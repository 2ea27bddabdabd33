#include "core/queue/receipts.hpp"

#include "core/base/log.hpp"
#include "core/store/attempts.hpp"
#include "core/store/bad_numbers.hpp"
#include "core/store/events.hpp"
#include "core/store/health.hpp"
#include "core/store/parts.hpp"
#include "core/store/retries.hpp"
#include "core/store/transitions.hpp"

namespace bkxsms::queue {

namespace {

std::optional<store::KnownAttempt> find_attempt(store::Store& store, std::string_view provider,
                                                const provider::Receipt& receipt) {
    if (!receipt.reference.empty())
        if (auto found = store::find_by_token(store, provider, receipt.reference)) return found;
    return store::find_by_remote_id(store, provider, receipt.provider_message_id);
}

store::Status status_of(provider::Progress progress) noexcept {
    switch (progress) {
    case provider::Progress::queued:
    case provider::Progress::sent:
        break;
    case provider::Progress::delivered:
        return store::Status::delivered;
    case provider::Progress::undelivered:
        return store::Status::undelivered;
    case provider::Progress::failed:
        return store::Status::failed;
    }
    return store::Status::sent;
}

store::Report report_of(std::string_view provider, const provider::Receipt& receipt,
                        TimePoint now) {
    store::Report report;
    report.status = status_of(receipt.progress);
    report.provider = provider;
    report.provider_message_id = receipt.provider_message_id;
    report.provider_status = receipt.provider_status;
    if (receipt.failure)
        report.error = {std::string(word(receipt.failure->category)), receipt.failure->code,
                        receipt.failure->why};
    report.cost = receipt.price;
    report.segments = receipt.segments;
    report.happened_at = receipt.happened_at.value_or(now);
    return report;
}

/// What a report did, and whether its message moved by it: one of its parts may have, alone.
struct Applied {
    Effect effect;
    bool moved = false;
};

/// A report about one part of a message that has several: what it makes of the message is
/// counted over all parts.
Applied apply_to_part(store::Store& store, std::string_view provider,
                      const provider::Receipt& receipt, const store::KnownAttempt& attempt,
                      TimePoint now) {
    const auto& id = receipt.provider_message_id;
    const auto owner = store::find_by_remote_id(store, provider, id);
    if (owner && owner->id != attempt.id) return {Effect::orphan};
    const auto part =
        store::report_part(store, attempt.id, provider, id, status_of(receipt.progress));
    if (!part) return {Effect::duplicate_send};

    auto report = report_of(provider, receipt, now);
    report.status = part->whole;
    report.segments.reset();
    // The first id that was seen stands for the message.
    if (!attempt.provider_message_id.empty())
        report.provider_message_id = attempt.provider_message_id;
    store::settle_accepted(store, attempt.id, provider, report.provider_message_id, now);
    const bool moved = store::advance(store, attempt.message, report, now);
    return {moved || part->moved ? Effect::applied : Effect::stale, moved};
}

bool is_passing(const std::optional<provider::Failure>& failure) {
    return failure && (failure->remedy == provider::Remedy::later ||
                       failure->remedy == provider::Remedy::backoff);
}

/// What follows of a message's new status, beyond the message.
void draw_conclusions(store::Store& store, std::string_view provider,
                      const provider::Receipt& receipt, MessageId message,
                      std::chrono::seconds slow_after, TimePoint now) {
    const auto status = status_of(receipt.progress);
    if (status == store::Status::sent) return;
    store::Tally tally;
    if (status == store::Status::delivered) {
        store::forget_bad_number(store, message);
        tally.delivered = 1;
        const auto delay = store::delivery_time(store, message).value_or(milliseconds(0));
        tally.delay_ms = delay.count();
        tally.slow = delay > slow_after ? 1 : 0;
    } else {
        tally.undelivered = 1;
        const auto category = receipt.failure ? word(receipt.failure->category) : "";
        if (store::is_bad_number(category))
            store::note_bad_number(store, message, category, now);
        // Of several parts some may have arrived.
        if (is_passing(receipt.failure) && !store::is_divided(store, message))
            store::allow_retry(store, message, receipt.happened_at.value_or(now));
    }
    store::add_tally(store, provider, tally, now);
}

/// A message that was sent again because it was said not to have been delivered.
Applied apply_to_superseded(store::Store& store, std::string_view provider,
                            const provider::Receipt& receipt,
                            const store::KnownAttempt& attempt, TimePoint now) {
    if (status_of(receipt.progress) != store::Status::delivered ||
        !store::withdraw_retry(store, attempt, now))
        return {Effect::stale};
    store::advance(store, attempt.message, report_of(provider, receipt, now), now);
    return {Effect::applied, true};
}

Applied apply(store::Store& store, std::string_view provider, const provider::Receipt& receipt,
              const store::KnownAttempt& attempt, TimePoint now) {
    if (attempt.state == "nosend" || attempt.state == "absent" || attempt.state == "rejected")
        return {Effect::duplicate_send};
    if (attempt.state == "undelivered")
        return apply_to_superseded(store, provider, receipt, attempt, now);
    if (receipt.part && store::is_divided(store, attempt.message))
        return apply_to_part(store, provider, receipt, attempt, now);
    // One token, two ids: two messages came of one request.
    if (attempt.state == "accepted" &&
        attempt.provider_message_id != receipt.provider_message_id)
        return {Effect::duplicate_send};
    if (!store::settle_accepted(store, attempt.id, provider, receipt.provider_message_id, now))
        return {Effect::orphan};
    const bool moved =
        store::advance(store, attempt.message, report_of(provider, receipt, now), now);
    return {moved ? Effect::applied : Effect::stale, moved};
}

} // namespace

std::string_view word(Effect effect) noexcept {
    constexpr std::string_view words[] = {"applied", "stale", "repeated", "orphan",
                                          "duplicate-send"};
    return words[static_cast<std::size_t>(effect)];
}

Effect apply_to_attempt(store::Store& store, std::string_view provider,
                        const provider::Receipt& receipt, const store::KnownAttempt& attempt,
                        TimePoint now) {
    return apply(store, provider, receipt, attempt, now).effect;
}

Effect apply_receipt(store::Store& store, std::string_view provider,
                     const provider::Receipt& receipt, TimePoint now,
                     std::chrono::seconds slow_after) {
    store::Transaction tx(store.db);
    if (!store::remember_event(store, provider, receipt.event_key, "receipt", now))
        return Effect::repeated;
    const auto attempt = find_attempt(store, provider, receipt);
    const auto [effect, moved] =
        attempt ? apply(store, provider, receipt, *attempt, now) : Applied{Effect::orphan};
    if (moved) draw_conclusions(store, provider, receipt, attempt->message, slow_after, now);
    store::note_effect(store, provider, receipt.event_key,
                       attempt ? attempt->message : MessageId{}, word(effect));
    tx.commit();
    log::event(effect == Effect::duplicate_send ? log::Level::error : log::Level::info,
               "receipt",
               {{"id", attempt ? attempt->message.value : 0},
                {"via", provider},
                {"status", receipt.provider_status},
                {"effect", word(effect)}});
    return effect;
}

} // namespace bkxsms::queue

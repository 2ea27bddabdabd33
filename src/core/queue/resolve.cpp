#include "core/queue/resolve.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/store/audit.hpp"
#include "core/store/transitions.hpp"
#include "core/store/uncertain.hpp"

#include <fmt/format.h>

namespace bkxsms::queue {

namespace {

store::Uncertain require_open(store::Store& store, MessageId id) {
    const auto message = store::load_message(store, id);
    if (auto open = store::open_outcome(store, id)) return std::move(*open);
    throw Error(Fault::data,
                fmt::format("message {} is {}: its outcome is not in doubt", id.value,
                            word(message.status)),
                "only what is unknown or held for its outcome can be resolved");
}

void mark_as_sent(store::Store& store, const store::Uncertain& open,
                  const Resolution& resolution, TimePoint now) {
    if (resolution.provider_message_id.empty()) {
        store::assume_sent(store, open, now);
        return;
    }
    const auto attempt = store::find_by_token(store, open.provider, open.token);
    if (!attempt || !store::settle_accepted(store, open.attempt, open.provider,
                                            resolution.provider_message_id, now))
        throw Error(Fault::data, "the provider's id belongs to another message",
                    "look at it with `bkxsms messages list`, or leave --provider-id out");
    store::Report report;
    report.status = store::Status::sent;
    report.provider = open.provider;
    report.provider_message_id = resolution.provider_message_id;
    report.happened_at = open.wire_at;
    store::advance(store, open.message, report, now);
}

void audit(store::Store& store, MessageId id, const Resolution& resolution, TimePoint now) {
    json::Writer detail;
    detail.begin_object().key("outcome").string(resolution.sent ? "sent" : "not-sent");
    detail.key("reason").string(resolution.reason).end_object();
    store::write_audit(
        store, {resolution.actor, "resolve", fmt::format("message {}", id.value), detail.str()},
        now);
}

} // namespace

void resolve(store::Store& store, MessageId id, const Resolution& resolution, TimePoint now) {
    store::Transaction tx(store.db);
    const auto open = require_open(store, id);
    if (resolution.sent)
        mark_as_sent(store, open, resolution, now);
    else
        store::settle_absent(store, open, "a person said so", now);
    audit(store, id, resolution, now);
    tx.commit();
}

} // namespace bkxsms::queue

#include "core/queue/intervene.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/store/audit.hpp"
#include "core/store/transitions.hpp"
#include "core/store/uncertain.hpp"

#include <fmt/format.h>

namespace bkxsms::queue {

namespace {

using Act = Intervention::Act;
using store::Status;

std::string_view word(Act act) noexcept {
    constexpr std::string_view words[] = {"cancel", "hold", "release", "reschedule"};
    return words[static_cast<std::size_t>(act)];
}

bool perform(store::Store& store, MessageId id, const Intervention& intervention,
             TimePoint now) {
    switch (intervention.act) {
    case Act::cancel:
        return store::cancel(store, id, "by_hand", now);
    case Act::hold:
        return store::hold(store, id, "by_hand", now);
    case Act::release:
        return store::release(store, id, now);
    case Act::reschedule:
        return store::reschedule(store, id, intervention.at.value_or(now), now);
    }
    return false;
}

/// It is as it should be already.
bool is_done(Act act, Status status) noexcept {
    return (act == Act::cancel && status == Status::cancelled) ||
           (act == Act::hold && status == Status::held) ||
           (act == Act::release && status == Status::pending);
}

[[noreturn]] void refuse(store::Store& store, const store::Message& message) {
    if (store::open_outcome(store, message.id))
        throw Error(Fault::data, fmt::format("message {} may have left", message.id.value),
                    "say what became of it with `bkxsms messages resolve`");
    if (message.status == Status::sending)
        throw Error(Fault::data,
                    fmt::format("message {} is on its way to the provider", message.id.value),
                    "it is too late to change it");
    throw Error(Fault::data,
                fmt::format("message {} is {}", message.id.value, word(message.status)),
                "only what is pending or held can be changed");
}

void audit(store::Store& store, MessageId id, const Intervention& intervention, TimePoint now) {
    json::Writer detail;
    detail.begin_object();
    if (intervention.at) detail.key("at").string(format_rfc3339(*intervention.at));
    if (!intervention.reason.empty()) detail.key("reason").string(intervention.reason);
    detail.end_object();
    store::write_audit(store,
                       {intervention.actor, std::string(word(intervention.act)),
                        fmt::format("message {}", id.value), detail.str()},
                       now);
}

void require_future(store::Store& store, MessageId id, TimePoint now) {
    if (store::load_message(store, id).expires_at > now) return;
    throw Error(Fault::data,
                fmt::format("message {} would be past for longer than it may live", id.value),
                "give a later time");
}

} // namespace

void intervene(store::Store& store, std::span<const MessageId> ids,
               const Intervention& intervention, TimePoint now) {
    store::Transaction tx(store.db);
    for (const auto id : ids) {
        const auto message = store::load_message(store, id);
        if (perform(store, id, intervention, now)) {
            if (intervention.act == Act::reschedule) require_future(store, id, now);
            audit(store, id, intervention, now);
        } else if (!is_done(intervention.act, message.status) ||
                   store::open_outcome(store, id)) {
            refuse(store, message);
        }
    }
    tx.commit();
}

} // namespace bkxsms::queue

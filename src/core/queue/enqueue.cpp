#include "core/queue/enqueue.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

namespace bkxsms::queue {

namespace {

/// A full disk is refused at the door, while what was accepted can still be finished: the
/// outcome of a text that was sent must find room. Postfix does the same (queue_minfree).
void require_free_space(const config::Config& config) {
    if (config.database.empty() || config.min_free_bytes == 0) return;
    struct statvfs disk {};
    if (statvfs(config.database.parent_path().c_str(), &disk) != 0) return;
    const auto free_bytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    if (free_bytes < config.min_free_bytes)
        throw Error(
            Fault::temporary,
            fmt::format("only {} MiB are free where the database is; nothing was accepted",
                        free_bytes >> 20),
            "free some disk space and repeat with the same --key");
}

Receipt accept_one(store::Store& store, const store::NewMessage& message, TimePoint now) {
    if (!message.key.empty()) {
        const auto earlier =
            store::find_by_key(store, message.key, store::fingerprint(store, message));
        if (earlier && !earlier->same_request)
            return Refused{
                fmt::format("the key was used for a different message, {}", earlier->id.value),
                "use a new --key for a new message"};
        if (earlier) return Accepted{earlier->id, earlier->status, true};
    }
    return Accepted{store::insert_message(store, message, now), store::Status::pending, false};
}

void audit(store::Store& store, const std::vector<Receipt>& receipts, const Group& group,
           TimePoint now) {
    std::int64_t accepted = 0, duplicates = 0, refused = 0;
    MessageId only;
    for (const auto& receipt : receipts) {
        if (const auto* ok = std::get_if<Accepted>(&receipt)) {
            ++(ok->duplicate ? duplicates : accepted);
            only = ok->id;
        } else {
            ++refused;
        }
    }
    json::Writer detail;
    detail.begin_object().key("accepted").integer(accepted);
    if (duplicates > 0) detail.key("duplicates").integer(duplicates);
    if (refused > 0) detail.key("refused").integer(refused);
    detail.end_object();
    auto object = "batch " + group.batch;
    if (group.batch.empty())
        object = refused > 0 ? "no message" : fmt::format("message {}", only.value);
    store::write_audit(store, {group.actor, group.action, object, detail.str()}, now);
}

} // namespace

std::vector<Receipt> accept(store::Store& store, const config::Config& config,
                            std::span<const store::NewMessage> messages, const Group& group,
                            TimePoint now) {
    require_free_space(config);
    std::vector<Receipt> receipts;
    receipts.reserve(messages.size());
    store::Transaction tx(store.db);
    for (const auto& message : messages) receipts.push_back(accept_one(store, message, now));
    audit(store, receipts, group, now);
    tx.commit();
    return receipts;
}

} // namespace bkxsms::queue

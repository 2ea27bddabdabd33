#include "core/base/log.hpp"
#include "core/queue/run.hpp"

namespace bkxsms::queue {

store::Recovered recover_dead_owners(store::Store& store,
                                     const std::filesystem::path& run_folder, TimePoint now) {
    store::Recovered total;
    const auto owners = store::owners_of_open_attempts(store);
    remove_stale_locks(run_folder, owners);
    for (const auto& owner : owners) {
        const auto dead = DeadOwner::take(run_folder, owner);
        if (!dead) continue;
        store::Transaction tx(store.db);
        const auto done = store::recover(store, owner, now, settle_time);
        tx.commit();
        log::warn("recovered", {{"owner", owner},
                                {"requeued", std::int64_t{done.requeued}},
                                {"unknown", std::int64_t{done.unknown}}});
        total.requeued += done.requeued;
        total.unknown += done.unknown;
    }
    return total;
}

} // namespace bkxsms::queue

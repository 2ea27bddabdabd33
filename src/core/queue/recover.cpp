#include "core/base/log.hpp"
#include "core/queue/run.hpp"

namespace bkxsms::queue {

int recover_dead_owners(store::Store& store, const std::filesystem::path& run_folder,
                        TimePoint now) {
    int total = 0;
    const auto owners = store::owners_of_open_attempts(store);
    remove_stale_locks(run_folder, owners);
    for (const auto& owner : owners) {
        const auto dead = DeadOwner::take(run_folder, owner);
        if (!dead) continue;
        store::Transaction tx(store.db);
        const auto done = store::recover(store, owner, now, settle_time);
        tx.commit();
        log::warn("recovered", {{"owner", owner}, {"unknown", std::int64_t{done}}});
        total += done;
    }
    return total;
}

} // namespace bkxsms::queue

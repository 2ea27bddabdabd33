#include "core/queue/run.hpp"

#include "core/queue/session.hpp"

namespace bkxsms::queue {

Runner::Runner(store::Store& store, Clock& clock, transport::Transport& transport,
               std::vector<Gateway> gateways, Rules rules, std::filesystem::path run_folder,
               std::string actor)
    : store_(store), clock_(clock), transport_(transport), gateways_(std::move(gateways)),
      rules_(std::move(rules)), run_folder_(std::move(run_folder)), actor_(std::move(actor)) {
    if (!rules_.plan.members.empty()) return;
    for (const auto& gateway : gateways_)
        rules_.plan.members.push_back({std::string(gateway.provider->name())});
}

Runner::~Runner() = default;

RunTotals Runner::run(const RunOptions& options) {
    store_.db.expect_many_writes();
    Session session(*this, options);
    auto totals = session.work();
    // The log of the database is emptied while nobody waits for us.
    store_.db.checkpoint();
    return totals;
}

} // namespace bkxsms::queue

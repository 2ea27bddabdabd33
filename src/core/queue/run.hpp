#pragma once

#include "core/base/clock.hpp"
#include "core/provider/provider.hpp"
#include "core/queue/lock.hpp"
#include "core/queue/record.hpp"
#include "core/queue/rules.hpp"
#include "core/store/store.hpp"
#include "core/transport/transport.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// \file
/// Sending what is due: hundreds of exchanges at once, and the database sees groups:
///
///     round:  one transaction { outcomes of what ended | claim what goes next }
///             → start the claimed ones' exchanges → wait for some to finish
///
/// No transaction is open while anybody waits for a network. A byte leaves only after the
/// transaction that says so is on the disk. Any number of runners may work at once.

namespace bkxsms::queue {

/// A provider as the engine uses it.
struct Gateway {
    std::unique_ptr<provider::Provider> provider;
    std::string sender;       ///< used where the message names none
    std::string callback_url; ///< "" for no reports
    int concurrency = 64;     ///< exchanges of this process in flight
    double rate = 0;          ///< segments per second over all runners; 0: no limit
};

struct RunTotals {
    int recovered = 0; ///< messages of dead runners, whose outcome is to be looked up
    int sent = 0, retry = 0, failed = 0, suppressed = 0, expired = 0, unknown = 0, returned = 0;
    int settled = 0;   ///< lost outcomes that became known
    int held = 0;      ///< lost outcomes that nobody will know: a person must decide
    int passed_on = 0; ///< what one provider did not take, and another sends
    std::map<std::string, std::string> halted; ///< who refuses the account, and why
    std::map<std::string, std::string> paused; ///< who became unfit, and why
    std::map<std::string, std::string>
        recovered_providers; ///< who is well again, and why it was not

    int ended() const noexcept {
        return sent + retry + failed + suppressed + expired + unknown + returned;
    }
};

struct RunOptions {
    std::optional<TimePoint> until; ///< go on sending what becomes due; absent: stop when idle
    int limit = 0;                  ///< messages to claim at most; 0: no limit
    std::function<bool()> stop;     ///< asked each round: finish what is in flight, then end
    std::function<void(const RunTotals&)> progress; ///< after each round that ended something
};

class Runner {
public:
    /// All references must outlive the runner.
    Runner(store::Store& store, Clock& clock, transport::Transport& transport,
           std::vector<Gateway> gateways, Rules rules, std::filesystem::path run_folder,
           std::string actor);
    ~Runner();

    /// Recovers what dead runners left, then sends. A run that did something leaves one audit
    /// row. \throws Error from the store; what was in flight then is recovered by the next run.
    RunTotals run(const RunOptions& options);

private:
    class Session;

    store::Store& store_;
    Clock& clock_;
    transport::Transport& transport_;
    std::vector<Gateway> gateways_;
    Rules rules_;
    std::filesystem::path run_folder_;
    std::string actor_;
};

/// What every owner that is certainly dead had on the wire becomes uncertain: the first step of
/// run(). \returns how many messages.
int recover_dead_owners(store::Store& store, const std::filesystem::path& run_folder,
                        TimePoint now);

} // namespace bkxsms::queue

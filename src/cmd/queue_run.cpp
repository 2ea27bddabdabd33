// bkxsms queue-run: send what is due. See bkxsms-queue-run(1).

#include "cmd/alarm.hpp"
#include "cmd/checks.hpp"
#include "cmd/command.hpp"
#include "cmd/progress.hpp"
#include "cmd/session.hpp"
#include "cmd/startup.hpp"
#include "cmd/wire.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/queue/run.hpp"

#include <fmt/format.h>
#include <memory>

namespace bkxsms::cmd {
namespace {

struct QueueRunOptions {
    std::string keep_going;
    int limit = 0;
};

void print_totals(const queue::RunTotals& totals, Session& session) {
    auto& out = session.out();
    if (!out.structured()) {
        if (session.options().verbose)
            Output::note(fmt::format(
                "{} sent, {} to try again, {} failed, {} unknown, {} expired", totals.sent,
                totals.retry, totals.failed, totals.unknown, totals.expired));
        return;
    }
    json::Writer json;
    json.begin_object();
    json.key("recovered").integer(totals.recovered).key("sent").integer(totals.sent);
    json.key("retry").integer(totals.retry).key("failed").integer(totals.failed);
    json.key("suppressed").integer(totals.suppressed).key("expired").integer(totals.expired);
    json.key("unknown").integer(totals.unknown).key("returned").integer(totals.returned);
    json.key("settled").integer(totals.settled).key("held").integer(totals.held);
    json.key("passed_on").integer(totals.passed_on);
    out.line(json.end_object().str());
}

/// What changed with this run; what lasts was said when it began.
void raise_alarms(const queue::RunTotals& totals, const config::Config& config, TimePoint now) {
    for (const auto& [provider, why] : totals.paused)
        raise_alarm(config,
                    {totals.halted.contains(provider) ? "account_refused" : "provider_paused",
                     provider, why},
                    now);
    for (const auto& [provider, why] : totals.recovered_providers)
        raise_alarm(config, {"provider_recovered", provider, why}, now);
}

int run_queue(const QueueRunOptions& typed, Session& session) {
    const auto& config = session.config();
    if (!config.enabled || !config.queue_enabled) return 0;
    queue::RunOptions options;
    options.limit = typed.limit;
    if (!typed.keep_going.empty()) {
        const auto duration = parse_duration(typed.keep_going);
        if (!duration)
            throw Error(Fault::usage,
                        fmt::format("--for '{}' is no duration", typed.keep_going),
                        "write 55s or 5m");
        options.until = session.now() + *duration;
    }
    catch_stop_signals();
    options.stop = stop_requested;
    Progress progress("sent", session.options());
    options.progress = [&](const queue::RunTotals& totals) {
        progress.show(static_cast<std::size_t>(totals.ended()));
    };

    const auto transport = make_transport();
    auto gateways = make_gateways(config);
    const bool takes_over = gateways.size() > 1 && config.fallback_enabled;
    auto rules = make_rules(config, gateways);
    queue::Runner runner(session.store(), session.clock(), *transport, std::move(gateways),
                         std::move(rules), config.run, Session::actor());
    const auto totals = runner.run(options);
    progress.done();
    raise_alarms(totals, config, session.now());
    print_totals(totals, session);
    if (!totals.halted.empty())
        throw Error(Fault::unavailable,
                    fmt::format("{} refuses the account: {}", totals.halted.begin()->first,
                                totals.halted.begin()->second),
                    takes_over ? "correct the account or its credentials; until then the next "
                                 "provider sends its messages"
                               : "the messages wait; correct the account or its credentials");
    return 0;
}

} // namespace

Action declare_queue_run(CLI::App& app) {
    auto options = std::make_shared<QueueRunOptions>();
    app.add_option("--for", options->keep_going, "Keep going and send what becomes due")
        ->type_name("DURATION");
    app.add_option("--limit", options->limit, "Messages to take at most")
        ->type_name("COUNT")
        ->check(whole_number(1, 1'000'000'000));
    return [options](Session& session) { return run_queue(*options, session); };
}

} // namespace bkxsms::cmd

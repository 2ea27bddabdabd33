// bkxsms retry: try again what was not delivered. See bkxsms-retry(1).

#include "core/queue/retry.hpp"
#include "cmd/checks.hpp"
#include "cmd/command.hpp"
#include "cmd/session.hpp"
#include "cmd/wire.hpp"
#include "core/base/json.hpp"
#include "core/queue/clean.hpp"

#include <fmt/format.h>
#include <limits>
#include <memory>
#include <vector>

namespace bkxsms::cmd {
namespace {

struct RetryOptions {
    std::vector<std::int64_t> ids;
    std::string reason;
};

int retry_ids(const RetryOptions& typed, Session& session) {
    queue::require_clean_label("--reason", typed.reason);
    std::vector<MessageId> ids;
    for (const auto id : typed.ids) ids.push_back(MessageId{id});
    queue::retry_by_hand(session.store(), ids, typed.reason, Session::actor(), session.now());
    return 0;
}

int run_retry(const RetryOptions& typed, Session& session) {
    if (!typed.ids.empty()) return retry_ids(typed, session);
    const auto& config = session.config();
    if (!config.enabled || !config.queue_enabled) return 0;
    const auto totals = queue::retry_due(session.store(), make_rules(config, {}),
                                         Session::actor(), session.now());
    auto& out = session.out();
    if (out.structured()) {
        json::Writer json;
        json.begin_object().key("reopened").integer(totals.reopened);
        json.key("waiting").integer(totals.waiting);
        json.key("exhausted").integer(totals.exhausted);
        out.line(json.end_object().str());
    } else if (session.options().verbose) {
        Output::note(fmt::format("{} in the queue again, {} wait for their time, {} given up",
                                 totals.reopened, totals.waiting, totals.exhausted));
    }
    return 0;
}

} // namespace

Action declare_retry(CLI::App& app) {
    auto options = std::make_shared<RetryOptions>();
    app.add_option("id", options->ids, "These messages, whatever became of them")
        ->type_name("ID")
        ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()));
    app.add_option("--reason", options->reason, "Why; kept in the audit")->type_name("TEXT");
    return [options](Session& session) { return run_retry(*options, session); };
}

} // namespace bkxsms::cmd

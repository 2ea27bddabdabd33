// bkxsms webhook-import: verify and apply what bkxsms-hook spooled. See
// bkxsms-webhook-import(1).

#include "cmd/command.hpp"
#include "cmd/session.hpp"
#include "cmd/wire.hpp"
#include "core/base/json.hpp"
#include "core/inbound/import.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {
namespace {

int run_import(Session& session) {
    const auto& config = session.config();
    const auto gateways = make_gateways(config);
    inbound::Providers providers;
    for (const auto& gateway : gateways) providers.push_back(gateway.provider.get());
    const auto totals = inbound::import_spool(session.store(), providers, config.public_url,
                                              config.spool, session.clock(), config.slow_after);
    auto& out = session.out();
    if (out.structured()) {
        json::Writer json;
        json.begin_object().key("applied").integer(totals.applied);
        json.key("stale").integer(totals.stale).key("repeated").integer(totals.repeated);
        json.key("orphan").integer(totals.orphan).key("refused").integer(totals.refused);
        out.line(json.end_object().str());
    } else if (session.options().verbose) {
        Output::note(fmt::format("{} applied, {} known before, {} refused", totals.applied,
                                 totals.stale + totals.repeated, totals.refused));
    }
    return 0;
}

} // namespace

Action declare_webhook_import(CLI::App&) {
    return [](Session& session) { return run_import(session); };
}

} // namespace bkxsms::cmd

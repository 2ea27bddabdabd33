#include "cmd/intervene.hpp"

#include "cmd/checks.hpp"
#include "cmd/session.hpp"
#include "core/base/zone.hpp"
#include "core/queue/clean.hpp"
#include "core/queue/intervene.hpp"
#include "core/queue/moment.hpp"

#include <array>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace bkxsms::cmd {
namespace {

using Act = queue::Intervention::Act;

struct Typed {
    std::vector<std::int64_t> ids;
    std::string reason, at, zone;
};

int run(Act act, const Typed& typed, Session& session) {
    queue::require_clean_label("--reason", typed.reason);
    queue::Intervention intervention;
    intervention.act = act;
    intervention.reason = typed.reason;
    intervention.actor = Session::actor();
    if (act == Act::reschedule)
        intervention.at = queue::parse_moment(
            "--at", typed.at,
            Zone::named(typed.zone.empty() ? session.config().timezone : typed.zone));
    std::vector<MessageId> ids;
    for (const auto id : typed.ids) ids.push_back(MessageId{id});
    session.will_write();
    queue::intervene(session.store(), ids, intervention, session.now());
    return 0;
}

CLI::App* declare(CLI::App& messages, Act act, Typed& typed) {
    constexpr std::array<std::array<const char*, 2>, 4> words = {{
        {"cancel", "What has not left never goes"},
        {"hold", "What has not left waits until it is released"},
        {"release", "What was held goes when it is due"},
        {"reschedule", "What has not left goes at another time"},
    }};
    const auto& [name, summary] = words[static_cast<std::size_t>(act)];
    auto* const app = messages.add_subcommand(name, summary)->fallthrough();
    app->add_option("id", typed.ids, "Their numbers")
        ->required()
        ->type_name("ID")
        ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()));
    if (act == Act::reschedule) {
        app->add_option("--at", typed.at, "When")->required()->type_name("TIME");
        app->add_option("--tz", typed.zone, "The clocks of a local --at")->type_name("ZONE");
    }
    app->add_option("--reason", typed.reason, "Why; kept in the audit")->type_name("TEXT");
    return app;
}

} // namespace

std::function<std::optional<int>(Session&)> declare_interventions(CLI::App& messages) {
    auto typed = std::make_shared<Typed>();
    std::vector<CLI::App*> apps;
    for (const auto act : {Act::cancel, Act::hold, Act::release, Act::reschedule})
        apps.push_back(declare(messages, act, *typed));
    return [typed, apps](Session& session) -> std::optional<int> {
        for (std::size_t i = 0; i < apps.size(); ++i)
            if (apps[i]->parsed()) return run(static_cast<Act>(i), *typed, session);
        return std::nullopt;
    };
}

} // namespace bkxsms::cmd

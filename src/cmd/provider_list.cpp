// bkxsms provider list. See bkxsms-provider(1).

#include "cmd/accounts.hpp"
#include "cmd/provider_parts.hpp"
#include "cmd/rows.hpp"
#include "cmd/session.hpp"
#include "core/queue/outlook.hpp"
#include "core/store/health.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::cmd {
namespace {

std::string_view use_of(const Account& account, const config::Config& config) {
    if (!account.settings(config).enabled) return "off";
    if (account.name == config.default_provider) return "default";
    return config.fallback_enabled ? "takes over" : "by name only";
}

/// What runs have learned: state, deliveries, balance. Empty where nothing is known.
std::vector<std::string> learned(const Account& account,
                                 const std::vector<routing::Standing>& standings,
                                 Session& session) {
    const auto of = std::ranges::find(standings, account.name, &routing::Standing::provider);
    if (of == standings.end()) return {"", "", ""};
    const auto balance = store::last_balance(session.store(), account.name);
    return {of->why.empty() ? "well" : of->why,
            of->reports == 0 ? "" : fmt::format("{} of {}", of->delivered, of->reports),
            balance ? format_nano(balance->nano) + ' ' + balance->currency : ""};
}

} // namespace

int list_providers(Session& session) {
    const auto& config = session.config();
    std::vector<routing::Standing> standings;
    if (session.has_store())
        standings = queue::standings_now(session.store(), routing_plan(config), session.now());
    Rows rows;
    for (const auto& account : accounts()) {
        const auto& settings = account.settings(config);
        std::vector<std::string> row = {std::string(account.name),
                                        std::string(use_of(account, config))};
        std::ranges::move(learned(account, standings, session), std::back_inserter(row));
        row.push_back(std::to_string(settings.concurrency));
        row.push_back(settings.rate > 0 ? fmt::format("{}", settings.rate) : "");
        row.push_back(settings.base_url);
        rows.push_back(std::move(row));
    }
    print_rows(
        session.out(),
        {"PROVIDER", "USE", "STATE", "DELIVERED", "BALANCE", "CONCURRENCY", "RATE", "BASE_URL"},
        rows);
    return 0;
}

} // namespace bkxsms::cmd

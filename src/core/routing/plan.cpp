#include "core/routing/plan.hpp"

#include <algorithm>

namespace bkxsms::routing {

std::string_view word(config::Strategy strategy) noexcept {
    constexpr std::string_view words[] = {"priority", "weighted", "round_robin", "least_cost",
                                          "best_delivery"};
    return words[static_cast<std::size_t>(strategy)];
}

Plan rules_of(const config::Config& config) {
    Plan plan;
    plan.strategy = config.strategy;
    plan.fallback = config.fallback_enabled;
    plan.sticky = config.sticky;
    plan.routes = config.routes;
    plan.rates = config.rates;
    plan.currency = config.currency;
    return plan;
}

void keep_members(Plan& plan, const std::vector<std::string>& names) {
    std::erase_if(plan.members, [&](const Member& member) {
        return std::ranges::find(names, member.name) == names.end();
    });
}

const config::Config::Rate* find_rate(const std::vector<config::Config::Rate>& rates,
                                      std::string_view provider,
                                      std::string_view country) noexcept {
    const config::Config::Rate* found = nullptr;
    for (const auto& rate : rates) {
        if (rate.provider != provider) continue;
        if (rate.country == country) return &rate;
        if (rate.country == "*") found = &rate;
    }
    return found;
}

} // namespace bkxsms::routing

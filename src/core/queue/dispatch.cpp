#include "core/queue/dispatch.hpp"

#include "core/store/routes.hpp"

#include <algorithm>

namespace bkxsms::queue {

std::vector<routing::Standing> Dispatcher::standings(TimePoint now) const {
    std::vector<routing::Standing> all;
    for (const auto& channel : channels_) all.push_back(channel.standing(now));
    return all;
}

void Dispatcher::share_out(TimePoint now) {
    const auto& plan = rules_.plan;
    const auto all = standings(now);
    std::vector<routing::Taker> takers;
    if (plan.is_uniform())
        takers = routing::takers(plan, all);
    else
        route_due(all, now);
    for (auto& channel : channels_) {
        const auto taker = std::ranges::find(takers, channel.name(), &routing::Taker::provider);
        channel.set_streams(taker == takers.end() ? nullptr : &*taker, now);
    }
}

void Dispatcher::route_due(const std::vector<routing::Standing>& all, TimePoint now) {
    int room = 0;
    for (const auto& channel : channels_)
        if (channel.may_claim(now)) room += channel.room();
    if (room == 0) return;
    auto standing = all;
    for (const auto& message : store::unrouted_due(store_, room, now)) {
        std::string last;
        if (rules_.plan.looks_back()) last = store::last_provider(store_, message.to_index);
        routing::Ask ask{
            message.id.value, message.country, message.type, message.segments, "", last};
        if (message.attempts > 0)
            ask.tried = store::tried_providers(store_, message.id, message.retries);
        const auto choice = routing::choose(rules_.plan, ask, standing);
        const auto route = route_of(choice);
        if (route.empty()) continue;
        store::set_route(store_, message.id, route, choice.why);
        for (auto& channel : channels_)
            if (channel.name() == choice.provider) channel.expect_due(now);
        // A little room, as for a trial, is for as many messages and no more.
        const auto taken =
            std::ranges::find(standing, choice.provider, &routing::Standing::provider);
        if (taken != standing.end() && taken->room != routing::unlimited) --taken->room;
    }
}

std::string Dispatcher::route_of(const routing::Choice& choice) const {
    if (choice.provider.empty())
        // It waits where it would go first; the next run chooses anew.
        return choice.candidates.empty() ? std::string()
                                         : std::string(choice.candidates.front().provider);
    return choice.takes_over ? store::takeover_route(choice.provider) : choice.provider;
}

Successor Dispatcher::successor(const store::Claim& claim, TimePoint now) {
    if (!rules_.plan.fallback) return {};
    routing::Ask ask{claim.message.value, claim.country, claim.type, claim.segments};
    ask.tried = store::tried_providers(store_, claim.message, claim.retries);
    const auto choice = routing::choose(rules_.plan, ask, standings(now));
    if (choice.provider.empty()) return {};
    return {store::takeover_route(choice.provider), choice.why};
}

} // namespace bkxsms::queue

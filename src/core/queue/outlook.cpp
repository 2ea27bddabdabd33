#include "core/queue/outlook.hpp"

#include "core/queue/fitness.hpp"
#include "core/store/message_row.hpp"
#include "core/store/routes.hpp"

namespace bkxsms::queue {

std::vector<routing::Standing> standings_now(store::Store& store, const routing::Plan& plan,
                                             TimePoint now) {
    const Rules rules;
    std::vector<routing::Standing> standings;
    for (const auto& member : plan.members) {
        Fitness fitness(store, member.name, member.daily_limit, rules);
        fitness.learn(now);
        standings.push_back(fitness.standing(0, now));
    }
    return standings;
}

routing::Choice choose_now(store::Store& store, const routing::Plan& plan,
                           const store::Message& message, TimePoint now) {
    const auto standings = standings_now(store, plan, now);
    routing::Ask ask{message.id.value, message.country, message.type, message.segments};
    ask.wanted = message.wanted_provider;
    std::string last;
    if (plan.looks_back())
        last = store::last_provider(store, store::number_index(store, message.to));
    ask.last = last;
    if (message.status == store::Status::pending && message.attempts > 0)
        ask.tried = store::tried_providers(store, message.id, message.retries);
    return routing::choose(plan, ask, standings);
}

} // namespace bkxsms::queue

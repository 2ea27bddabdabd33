#include "core/routing/choice.hpp"

#include "core/base/money.hpp"
#include "core/routing/hash.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::routing {

namespace {

using config::Strategy;

constexpr std::size_t longest_why = 200;
/// Under best_delivery every so many messages goes to who is known least, or nothing would ever
/// be learned of the others.
constexpr std::int64_t explore_every = 20;

struct Ranked {
    const Member* member;
    const Standing* standing;
    std::string rank;
};

const Standing& standing_of(std::span<const Standing> standings, std::string_view name) {
    return *std::ranges::find(standings, name, &Standing::provider);
}

/// Those that the routes allow, in the order in which they are written.
std::vector<Ranked> allowed(const Plan& plan, const Ask& ask,
                            std::span<const Standing> standings) {
    std::vector<Ranked> found;
    const auto add = [&](std::string_view name, std::string rank) {
        const auto member = std::ranges::find(plan.members, name, &Member::name);
        if (member != plan.members.end())
            found.push_back({&*member, &standing_of(standings, name), std::move(rank)});
    };
    if (!ask.wanted.empty()) {
        add(ask.wanted, "the message asks for it");
        return found;
    }
    const auto fits = [&](const config::Config::Route& route) {
        return (route.country == "*" || route.country == ask.country) &&
               (route.type == "*" || route.type == ask.type);
    };
    const auto route = std::ranges::find_if(plan.routes, fits);
    int n = 0;
    if (route == plan.routes.end())
        for (const auto& member : plan.members)
            add(member.name, fmt::format("number {} in order", ++n));
    else
        for (const auto& name : route->providers)
            add(name, fmt::format("number {} of the route for {} and {}", ++n,
                                  route->country == "*" ? "any country" : route->country,
                                  route->type == "*" ? "any type" : route->type));
    return found;
}

void bring_to_front(std::vector<Ranked>& ranked, std::size_t at) {
    std::rotate(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(at),
                ranked.begin() + static_cast<std::ptrdiff_t>(at) + 1);
}

bool stay_with_last(std::vector<Ranked>& ranked, std::string_view last) {
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        if (ranked[i].member->name != last || ranked[i].member->weight == 0) continue;
        ranked[i].rank = "was the last to write to this number";
        bring_to_front(ranked, i);
        return true;
    }
    return false;
}

void rank_by_weight(std::vector<Ranked>& ranked, const Ask& ask) {
    std::uint64_t all = 0;
    for (const auto& r : ranked) all += static_cast<std::uint64_t>(r.member->weight);
    for (auto& r : ranked) r.rank = fmt::format("its share is {} of {}", r.member->weight, all);
    std::ranges::stable_sort(ranked, std::greater{},
                             [](const Ranked& r) { return r.member->weight; });
    if (all == 0 || stay_with_last(ranked, ask.last)) return;
    auto point = hash_of(static_cast<std::uint64_t>(ask.message)) % all;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        const auto weight = static_cast<std::uint64_t>(ranked[i].member->weight);
        if (point < weight) return bring_to_front(ranked, i);
        point -= weight;
    }
}

void rank_by_turn(std::vector<Ranked>& ranked, const Ask& ask) {
    if (stay_with_last(ranked, ask.last)) return;
    const auto turn = ask.message % static_cast<std::int64_t>(ranked.size());
    std::ranges::rotate(ranked, ranked.begin() + turn);
    ranked.front().rank = "its turn";
}

void rank_by_cost(std::vector<Ranked>& ranked, const Plan& plan, const Ask& ask) {
    const auto price = [&](const Ranked& r) {
        const auto* rate = find_rate(plan.rates, r.member->name, ask.country);
        return rate == nullptr ? std::numeric_limits<std::int64_t>::max() : rate->nano;
    };
    for (auto& r : ranked) {
        const auto* rate = find_rate(plan.rates, r.member->name, ask.country);
        r.rank = rate == nullptr
                     ? "its price is not known"
                     : fmt::format("{} {} a part", format_nano(rate->nano), plan.currency);
    }
    std::ranges::stable_sort(ranked, std::less{}, price);
}

void rank_by_delivery(std::vector<Ranked>& ranked, const Ask& ask) {
    // As if each had delivered 19 of 20 before: a few reports prove little.
    const auto score = [](const Ranked& r) {
        return static_cast<double>(r.standing->delivered + 19) /
               static_cast<double>(r.standing->reports + 20);
    };
    for (auto& r : ranked)
        r.rank =
            r.standing->reports == 0
                ? "nothing is known of its delivery"
                : fmt::format("delivered {} of {}", r.standing->delivered, r.standing->reports);
    std::ranges::stable_sort(ranked, std::greater{}, score);
    if (ask.message % explore_every != 0) return;
    const auto least = std::ranges::min_element(
        ranked, std::less{}, [](const Ranked& r) { return r.standing->reports; });
    least->rank += ", to learn more of it";
    bring_to_front(ranked, static_cast<std::size_t>(least - ranked.begin()));
}

std::vector<Ranked> rank(const Plan& plan, const Ask& ask,
                         std::span<const Standing> standings) {
    auto ranked = allowed(plan, ask, standings);
    if (ranked.size() < 2) return ranked;
    switch (plan.strategy) {
    case Strategy::priority:
        break;
    case Strategy::weighted:
        rank_by_weight(ranked, ask);
        break;
    case Strategy::round_robin:
        rank_by_turn(ranked, ask);
        break;
    case Strategy::least_cost:
        rank_by_cost(ranked, plan, ask);
        break;
    case Strategy::best_delivery:
        rank_by_delivery(ranked, ask);
        break;
    }
    return ranked;
}

/// Why it cannot be taken; "" if it can.
std::string obstacle_of(const Ranked& ranked, const Ask& ask) {
    if (std::ranges::find(ask.tried, ranked.member->name) != ask.tried.end())
        return "did not take it";
    return ranked.standing->room == 0 ? ranked.standing->why : std::string();
}

/// Who stands in the way of nobody behind it, but sends none of it now.
struct Blame {
    std::string_view provider, why;
};

std::string in_words(const Ranked& taken, const Blame& blame) {
    auto why = blame.provider.empty()
                   ? taken.rank
                   : fmt::format("takes over from {}: {}", blame.provider, blame.why);
    if (why.size() > longest_why) why.resize(longest_why);
    return why;
}

/// The order after how they are just now: who is slow comes behind who is not.
void put_slow_behind(std::vector<Ranked>& ranked, const Plan& plan) {
    if (plan.fallback)
        std::ranges::stable_partition(ranked,
                                      [](const Ranked& r) { return !r.standing->slow; });
}

} // namespace

Choice choose(const Plan& plan, const Ask& ask, std::span<const Standing> standings) {
    Choice choice;
    auto ranked = rank(plan, ask, standings);
    if (ranked.empty()) {
        choice.why = "no enabled provider may send it";
        return choice;
    }
    const auto* const first = ranked.front().standing;
    put_slow_behind(ranked, plan);
    Blame blame;
    if (ranked.front().standing != first) blame = {first->provider, first->why};
    for (const auto& r : ranked) {
        auto obstacle = obstacle_of(r, ask);
        const bool is_next = choice.provider.empty() &&
                             (plan.fallback || r.standing == first || !ask.wanted.empty());
        if (obstacle.empty() && is_next) {
            choice.provider = r.member->name;
            choice.takes_over = !blame.provider.empty() && r.standing != first;
            choice.why = in_words(r, choice.takes_over ? blame : Blame{});
        } else if (choice.provider.empty() && blame.provider.empty() && !obstacle.empty() &&
                   (r.standing->unfit || r.standing->room > 0)) {
            blame = {r.member->name, r.standing->unfit ? std::string_view(r.standing->why)
                                                       : "it did not take the message"};
        }
        choice.candidates.push_back({r.member->name, r.rank, std::move(obstacle)});
    }
    if (choice.provider.empty())
        choice.why = fmt::format("waits: {} {}", choice.candidates.front().provider,
                                 choice.candidates.front().obstacle);
    return choice;
}

std::vector<Taker> takers(const Plan& plan, std::span<const Standing> standings) {
    std::vector<Taker> found;
    auto ranked = rank(plan, {}, standings);
    if (ranked.empty()) return found;
    if (!plan.fallback) ranked.resize(1);
    const auto* const first = ranked.front().standing;
    put_slow_behind(ranked, plan);
    Blame blame;
    if (ranked.front().standing != first) blame = {first->provider, first->why};
    for (const auto& r : ranked) {
        if (r.standing->room > 0) {
            const bool takes_over = !blame.provider.empty() && r.standing != first;
            found.push_back(
                {r.member->name, takes_over, in_words(r, takes_over ? blame : Blame{})});
            // What it has no room for waits for it.
            if (!r.standing->unfit) break;
        }
        if (r.standing->unfit && blame.provider.empty())
            blame = {r.member->name, r.standing->why};
    }
    return found;
}

} // namespace bkxsms::routing

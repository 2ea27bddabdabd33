#pragma once

#include "core/config/config.hpp"

#include <string>
#include <string_view>
#include <vector>

/// \file
/// Who may send, and by which rule one is taken: what the configuration says, apart from how
/// the providers are just now.

namespace bkxsms::routing {

struct Member {
    std::string name;
    int weight = 1;      ///< its share under `weighted`; 0: it only takes over
    int daily_limit = 0; ///< messages in any 24 hours; 0: none
};

struct Plan {
    config::Strategy strategy = config::Strategy::priority;
    bool fallback = true; ///< another one may take over what the first does not send
    bool sticky = true;
    std::vector<Member> members; ///< in their order
    std::vector<config::Config::Route> routes;
    std::vector<config::Config::Rate> rates;
    std::string currency;

    /// Every message without a provider of its own has the same order of members.
    bool is_uniform() const noexcept {
        return strategy == config::Strategy::priority && routes.empty();
    }
    /// It matters who was last to write to a number.
    bool looks_back() const noexcept {
        return sticky && (strategy == config::Strategy::weighted ||
                          strategy == config::Strategy::round_robin);
    }
};

std::string_view word(config::Strategy strategy) noexcept; ///< "least_cost"

/// The rules of the configuration; the members are the caller's to fill in.
Plan rules_of(const config::Config& config);

/// Only those members; for a run that cannot use the others.
void keep_members(Plan& plan, const std::vector<std::string>& names);

/// What a segment costs there; nullptr if nobody knows.
const config::Config::Rate* find_rate(const std::vector<config::Config::Rate>& rates,
                                      std::string_view provider,
                                      std::string_view country) noexcept;

} // namespace bkxsms::routing

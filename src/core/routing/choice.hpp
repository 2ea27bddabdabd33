#pragma once

#include "core/routing/breaker.hpp"
#include "core/routing/plan.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Which provider sends a message: the plan's strategy ranks them, their standing decides.

namespace bkxsms::routing {

/// What the choice hangs on.
struct Ask {
    std::int64_t message = 0;
    std::string_view country{}; ///< "" unknown
    std::string_view type{};
    int segments = 1;
    std::string_view wanted{};        ///< the caller insists on this one; ""
    std::string_view last{};          ///< who was last to send to this number; ""
    std::vector<std::string> tried{}; ///< did not take it since it last waited
};

/// How a provider is just now.
struct Standing {
    std::string provider;
    int room = unlimited; ///< messages that it may be given now; 0: none
    bool unfit = false;   ///< for what it did itself: who sends in its place takes over
    bool slow = false;    ///< it takes messages, and they arrive late
    std::string why;      ///< there is no room, or little, or it is slow
    std::int64_t delivered = 0, reports = 0; ///< of the last week
};

struct Candidate {
    std::string_view provider; ///< a member's name
    std::string rank;          ///< why it stands at this place: "0.0075 USD a part"
    std::string obstacle;      ///< why it is not taken, "" if it could be
};

struct Choice {
    std::vector<Candidate> candidates; ///< in the order in which they were considered
    std::string provider;              ///< "" nobody may
    bool takes_over = false;           ///< in the place of one that is unfit
    std::string why;                   ///< in words, at most 200 bytes; also why nobody may
};

/// REQUIRES: a standing for each member.
Choice choose(const Plan& plan, const Ask& ask, std::span<const Standing> standings);

/// Who takes messages that have no provider of their own, under a uniform plan: each as much as
/// it has room for, before the next.
struct Taker {
    std::string provider;
    bool takes_over = false;
    std::string why;
};
/// REQUIRES: plan.is_uniform().
std::vector<Taker> takers(const Plan& plan, std::span<const Standing> standings);

} // namespace bkxsms::routing

#pragma once

#include "core/sandbox/http_message.hpp"
#include "core/sandbox/scenario.hpp"

#include <string>
#include <utility>

/// \file
/// How a scenario acts on a request, whichever provider's it is.

namespace bkxsms::sandbox {

/// The answer with the action's latency and ending. FaultKind::error is the provider's to make:
/// only it knows what its errors look like.
Answer spoil(Answer answer, const Action& action, milliseconds usual_latency);

/// Does with a request that is in order so far what the scenario wants: `work(action)` answers
/// as the provider would, `refuse(status, code)` with its error; a status of 0 is the code's
/// own, "" the status's usual code.
template <class Work, class Refuse>
Answer play_out(Play& play, const Asked& asked, int concurrent, Work work, Refuse refuse) {
    constexpr int too_many_requests = 429;
    constexpr int server_error = 500;
    const auto& scenario = play.scenario();
    if (scenario.max_concurrent != 0 && concurrent > scenario.max_concurrent)
        return refuse(too_many_requests, std::string());

    static const Action nothing;
    const auto* rule = play.decide(asked);
    const auto& action = rule ? rule->action : nothing;
    Answer answer;
    if (action.accept) answer = work(action);
    if (!action.accept || action.fault == FaultKind::error) {
        const bool unsaid = action.status == 0 && action.code.empty();
        answer = refuse(unsaid ? server_error : action.status, action.code);
    }
    if (action.retry_after_s != 0)
        answer.headers.emplace_back("Retry-After", std::to_string(action.retry_after_s));
    return spoil(std::move(answer), action, scenario.latency);
}

} // namespace bkxsms::sandbox

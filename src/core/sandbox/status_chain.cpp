#include "core/sandbox/status_chain.hpp"

#include <algorithm>

namespace bkxsms::sandbox {

Chain status_chain(std::vector<Step> steps, const Callbacks& callbacks, SteadyTime accepted,
                   const std::function<Callback(const Step&)>& make) {
    std::erase_if(steps, [&](const Step& step) {
        return callbacks.drop_all ||
               std::ranges::find(callbacks.drop, step.status) != callbacks.drop.end();
    });
    if (callbacks.reorder && !steps.empty()) {
        // Not before it is true: a fetch must not contradict the callback.
        const auto latest = steps.back().at;
        for (auto& step : steps) step.at = latest;
        std::ranges::reverse(steps);
    }
    Chain chain;
    for (const auto& step : steps)
        for (int copy = 0; copy < callbacks.copies; ++copy)
            chain.push_back(
                {accepted + step.at + callbacks.delay, [make, step] { return make(step); }});
    return chain;
}

} // namespace bkxsms::sandbox

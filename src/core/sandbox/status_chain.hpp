#pragma once

#include "core/sandbox/callback_sender.hpp"
#include "core/sandbox/scenario.hpp"

#include <functional>
#include <string_view>
#include <vector>

/// \file
/// When the callbacks of one message are made, and what a scenario does to their order and
/// number. What is in them is each provider's own.

namespace bkxsms::sandbox {

struct Step {
    std::string_view status; ///< the provider's word; of static storage
    milliseconds at;         ///< after the acceptance
    bool last = false;       ///< nothing comes after it
};

/// The steps as `callbacks` wants them: lost, turned round, late, repeated. `accepted` is now
/// on the steady clock; `make` is called when a callback is due.
Chain status_chain(std::vector<Step> steps, const Callbacks& callbacks, SteadyTime accepted,
                   const std::function<Callback(const Step&)>& make);

} // namespace bkxsms::sandbox

#pragma once

#include "core/routing/choice.hpp"
#include "core/store/messages.hpp"

#include <vector>

namespace bkxsms::queue {

/// How the plan's members are just now, as runs have learned it.
std::vector<routing::Standing> standings_now(store::Store& store, const routing::Plan& plan,
                                             TimePoint now);

/// Whom that message would be given to if it were sent now.
routing::Choice choose_now(store::Store& store, const routing::Plan& plan,
                           const store::Message& message, TimePoint now);

} // namespace bkxsms::queue

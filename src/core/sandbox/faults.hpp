#pragma once

#include "core/sandbox/http_message.hpp"
#include "core/sandbox/scenario.hpp"

/// \file
/// What a rule does to an answer, whichever provider's it is.

namespace bkxsms::sandbox {

/// The answer with the action's latency and ending. FaultKind::error is the provider's to make:
/// only it knows what its errors look like.
Answer spoil(Answer answer, const Action& action, milliseconds usual_latency);

} // namespace bkxsms::sandbox

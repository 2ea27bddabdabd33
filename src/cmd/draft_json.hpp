#pragma once

#include "core/queue/compose.hpp"

#include <string>

namespace bkxsms::cmd {

/// What a message would be: `preview` and `send --dry-run`. The names are those of the message
/// object, and some of its own.
std::string draft_json(const queue::Draft& draft, TimePoint now);

} // namespace bkxsms::cmd

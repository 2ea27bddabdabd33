#pragma once

#include "core/queue/compose.hpp"
#include "core/store/message_list.hpp"
#include "core/store/messages.hpp"

#include <string>

namespace bkxsms::cmd {

/// The message object of the JSON contract: names are added, never renamed.
std::string message_json(const store::Message& message);

/// What a message would be: `preview` and `send --dry-run`.
std::string draft_json(const queue::Draft& draft, TimePoint now);

} // namespace bkxsms::cmd

#pragma once

#include "core/queue/enqueue.hpp"
#include "core/store/messages.hpp"

#include <string>

namespace bkxsms::cmd {

/// The message object of the JSON contract: names are added, never renamed.
std::string message_json(const store::Message& message);

/// {"id", "status", "duplicate_of"}: what `send` answers for a message.
std::string receipt_json(const queue::Accepted& accepted);

} // namespace bkxsms::cmd

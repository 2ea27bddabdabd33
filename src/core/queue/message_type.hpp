#pragma once

#include "core/config/config.hpp"

#include <span>
#include <string_view>

namespace bkxsms::queue {

/// What a text is for. Each kind has a shipped template of the same name, except `custom`.
struct MessageType {
    std::string_view name;
    bool config::Config::*enabled; ///< the switch in [messages]; nullptr: always on
    std::string_view key;          ///< of that switch, for messages to people
    config::WhenUncertain config::Config::OnUncertain::*on_uncertain;
};

std::span<const MessageType> message_types() noexcept;

/// \throws Error{data} unknown (hint: the nearest), or switched off in the configuration.
const MessageType& require_type(std::string_view name, const config::Config& config);

} // namespace bkxsms::queue

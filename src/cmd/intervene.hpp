#pragma once

#include "cmd/command.hpp"

#include <optional>

namespace bkxsms::cmd {

/// Adds `messages cancel`, `hold`, `release` and `reschedule`, see bkxsms-messages(1). The
/// action does the one that was typed and returns its status, or nullopt if it was none.
std::function<std::optional<int>(Session&)> declare_interventions(CLI::App& messages);

} // namespace bkxsms::cmd

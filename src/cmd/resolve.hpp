#pragma once

#include "cmd/command.hpp"

namespace bkxsms::cmd {

/// `messages resolve`, see bkxsms-messages(1).
Action declare_resolve(CLI::App& app);

} // namespace bkxsms::cmd

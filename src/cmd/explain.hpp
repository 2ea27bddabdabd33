#pragma once

#include "cmd/command.hpp"

namespace bkxsms::cmd {

/// `messages explain ID`: why each attempt went to its provider and what came of it, and whom
/// the message would be given to now.
Action declare_explain(CLI::App& app);

} // namespace bkxsms::cmd

#pragma once

#include "cmd/command.hpp"

#include <optional>

/// \file
/// The parts of `provider`, which are too much for one file. Each adds subcommands; what it
/// returns runs the one that was given, and is nothing where it was another.

namespace bkxsms::cmd {

using Part = std::function<std::optional<int>(Session&)>;

Part declare_provider_changes(CLI::App& provider); ///< add, test, enable, disable
Part declare_provider_add(CLI::App& provider);
Part declare_provider_numbers(CLI::App& provider); ///< numbers, offers, buy, lookup
int list_providers(Session& session);

} // namespace bkxsms::cmd

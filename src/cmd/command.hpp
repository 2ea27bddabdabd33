#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <span>
#include <string_view>

namespace bkxsms::cmd {

class Session;

/// What the command may touch; each level includes the ones before it. The session opens
/// nothing above it, so that `messages` can neither write the database nor load a provider's
/// token.
enum class Needs {
    nothing, ///< not even a configuration
    config,  ///< bkxsms.toml
    read,    ///< the database and its keys, for reading
    write,
    send, ///< a provider's credentials and the network
};

/// Runs after a successful parse. Returns the exit status.
using Action = std::function<int(Session&)>;

struct Command {
    std::string_view name;    ///< as typed: "queue-run"
    std::string_view summary; ///< one line for `bkxsms --help`; no full stop
    Needs needs;
    Action (*declare)(CLI::App& app); ///< adds options; does no work and no I/O
};

std::span<const Command> commands() noexcept; ///< sorted by name

} // namespace bkxsms::cmd

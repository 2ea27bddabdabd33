#pragma once

#include "core/base/error.hpp"

#include <CLI/CLI.hpp>

/// \file
/// A command line that cannot be used, said as the house says it: what, on what, what to do.

namespace bkxsms::cmd {

/// The parser's complaint. `app` is the whole program, `command` the one that was named, or
/// nullptr.
Error usage_error(const CLI::ParseError& problem, const CLI::App& app, const CLI::App* command);

} // namespace bkxsms::cmd

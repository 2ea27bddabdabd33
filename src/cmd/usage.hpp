#pragma once

#include "core/base/error.hpp"

#include <CLI/CLI.hpp>
#include <cstdint>

/// \file
/// A command line that cannot be used, said as the house says it: what, on what, what to do.

namespace bkxsms::cmd {

/// The parser's complaint. `app` is the whole program, `command` the one that was named, or
/// nullptr.
Error usage_error(const CLI::ParseError& problem, const CLI::App& app, const CLI::App* command);

/// Takes whole numbers from `least` to `most` only.
CLI::Validator whole_number(std::int64_t least, std::int64_t most);

/// An option with an empty value is most often a variable that a script forgot to set, and
/// `--at ""` must not come to mean "at once": refused for all options of `app` and below.
void refuse_empty_values(CLI::App& app);

} // namespace bkxsms::cmd

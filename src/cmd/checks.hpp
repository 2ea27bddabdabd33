#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string_view>

/// \file
/// What an option's value must be, checked while the command line is read.

namespace bkxsms::cmd {

/// Takes whole numbers from `least` to `most` only.
CLI::Validator whole_number(std::int64_t least, std::int64_t most);

/// The complaint of refuse_empty_values().
inline constexpr std::string_view is_empty = "is empty";

/// An option with an empty value is most often a variable that a script forgot to set, and
/// `--at ""` must not come to mean "at once": refused for all options of `app` and below.
void refuse_empty_values(CLI::App& app);

} // namespace bkxsms::cmd

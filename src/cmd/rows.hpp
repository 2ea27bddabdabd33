#pragma once

#include "cmd/output.hpp"

#include <string>
#include <vector>

namespace bkxsms::cmd {

using Rows = std::vector<std::vector<std::string>>;

/// Rows as a table, or as objects whose members are the columns' names in lower case, null for
/// an empty cell.
void print_rows(Output& out, const std::vector<std::string>& header, const Rows& rows);

} // namespace bkxsms::cmd

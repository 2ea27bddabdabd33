#pragma once

#include "core/provider/provider.hpp"

#include <cstddef>
#include <span>
#include <string_view>

/// \file
/// Tables of codes: sorted by code (as text), none twice.

namespace bkxsms::provider {

constexpr bool is_code_table(std::span<const CodeMeaning> table) {
    for (std::size_t i = 1; i < table.size(); ++i)
        if (table[i - 1].code >= table[i].code) return false;
    return true;
}

/// The row of `code`; nullptr if the table has none. REQUIRES: is_code_table(table).
const CodeMeaning* find_code(std::span<const CodeMeaning> table,
                             std::string_view code) noexcept;

} // namespace bkxsms::provider

#include "core/provider/codes.hpp"

#include <algorithm>

namespace bkxsms::provider {

const CodeMeaning* find_code(std::span<const CodeMeaning> table,
                             std::string_view code) noexcept {
    const auto found = std::ranges::lower_bound(table, code, {}, &CodeMeaning::code);
    return found != table.end() && found->code == code ? &*found : nullptr;
}

} // namespace bkxsms::provider

#include "cmd/checks.hpp"

#include "core/base/parse.hpp"
#include "core/security/mask.hpp"

#include <fmt/format.h>
#include <string>

namespace bkxsms::cmd {

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
    return CLI::Validator(
        [least, most](std::string& typed) {
            const auto number = parse_integer(typed);
            if (number && *number >= least && *number <= most) return std::string();
            return fmt::format("'{}' is no whole number from {} to {}",
                               security::printable(typed), least, most);
        },
        "", "");
}

void refuse_empty_values(CLI::App& app) {
    for (auto* const option :
         app.get_options([](const CLI::Option* o) { return o->get_items_expected_max() > 0; }))
        option->check([](const std::string& typed) {
            return typed.empty() ? std::string(is_empty) : std::string();
        });
    for (auto* const sub : app.get_subcommands([](CLI::App*) { return true; }))
        refuse_empty_values(*sub);
}

} // namespace bkxsms::cmd

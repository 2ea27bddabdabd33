#pragma once

#include "cmd/account_fields.hpp"
#include "core/config/config.hpp"
#include "core/queue/run.hpp"

#include <functional>
#include <span>
#include <string_view>

/// \file
/// From a provider's table in bkxsms.toml to what the engine sends through. A further provider
/// is one line here.

namespace bkxsms::cmd {

struct Account {
    std::string_view
        name; ///< of its table, as `--provider` and general.default_provider say it
    const config::ProviderSettings& (*settings)(const config::Config& config);
    /// With its secrets loaded. \throws Error{config} if a key is missing; as
    /// security::load_secret.
    queue::Gateway (*open)(const config::Config& config);
    const std::string& (*sender)(const config::Config& config); ///< the usual one; may be ""
    std::span<const provider::CodeMeaning> (
        *codes)() noexcept;                      ///< that have a meaning of their own
    std::span<const Field> (*fields)() noexcept; ///< what a newcomer has to decide
};

/// In the order in which they take over from each other, after the default.
std::span<const Account> accounts() noexcept;

/// What the configuration says of routing, with all enabled providers: the default first.
routing::Plan routing_plan(const config::Config& config);

/// \throws Error{usage} if there is no such provider.
const Account& find_account(std::string_view name);

} // namespace bkxsms::cmd

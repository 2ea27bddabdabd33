#include "cmd/wire.hpp"

#include "cmd/accounts.hpp"
#include "cmd/output.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/transport/background_transport.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {

std::unique_ptr<transport::Transport> make_transport() {
    transport::CurlOptions options;
    options.user_agent = "bkxsms/" BKXSMS_VERSION;
    return std::make_unique<transport::BackgroundTransport>(options);
}

std::vector<queue::Gateway> make_gateways(const config::Config& config) {
    std::vector<queue::Gateway> gateways;
    const auto& first = find_account(config.default_provider);
    if (!first.settings(config).enabled)
        throw Error(Fault::config,
                    fmt::format("the default provider {} is not enabled", first.name),
                    fmt::format("set {}.enabled = true", first.name));
    gateways.push_back(first.open(config));
    for (const auto& account : accounts()) {
        if (&account == &first || !account.settings(config).enabled) continue;
        try {
            gateways.push_back(account.open(config));
        } catch (const Error& error) {
            log::error("provider-unusable",
                       {{"provider", account.name}, {"why", error.what()}});
            Output::note(fmt::format("{}; going on without {}", error.what(), account.name));
        }
    }
    return gateways;
}

queue::RetryRules retry_rules(const config::Config& config) {
    return {config.fallback_enabled, config.retry_failed, config.max_retries,
            config.retry_delay};
}

} // namespace bkxsms::cmd

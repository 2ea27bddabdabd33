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

queue::Rules make_rules(const config::Config& config,
                        const std::vector<queue::Gateway>& gateways) {
    queue::Rules rules;
    rules.plan = routing_plan(config);
    std::vector<std::string> usable;
    for (const auto& gateway : gateways) usable.emplace_back(gateway.provider->name());
    routing::keep_members(rules.plan, usable);
    rules.breaker = {config.breaker_faults, config.breaker_pause};
    rules.takeover_limit = config.takeover_limit;
    rules.senders = config.senders;
    rules.retry_failed = config.retry_failed;
    rules.max_retries = config.max_retries;
    rules.retry_delay = config.retry_delay;
    rules.bad_number_after = config.bad_number_after;
    return rules;
}

} // namespace bkxsms::cmd

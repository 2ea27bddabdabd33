#include "cmd/wire.hpp"

#include "core/base/error.hpp"
#include "core/provider/twilio.hpp"
#include "core/security/secret.hpp"
#include "core/transport/background_transport.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {

std::unique_ptr<transport::Transport> make_transport() {
    transport::CurlOptions options;
    options.user_agent = "bkxsms/" BKXSMS_VERSION;
    return std::make_unique<transport::BackgroundTransport>(options);
}

namespace {

void require_key(const std::string& value, std::string_view key) {
    if (value.empty())
        throw Error(Fault::config, fmt::format("twilio.{} is not set", key),
                    "fill it in, see bkxsms.toml(5)");
}

security::Secret load(const std::string& reference, const std::string& folder,
                      std::string_view key) {
    try {
        return security::load_secret(reference, folder);
    } catch (const Error& error) {
        if (!error.hint().empty()) throw;
        throw Error(error.fault(), fmt::format("twilio.{}: {}", key, error.what()),
                    "put the secret into that file, one line, mode 0600");
    }
}

provider::TwilioAccount twilio_account(const config::Config& config) {
    const auto& twilio = config.twilio;
    require_key(twilio.account_sid, "account_sid");
    require_key(twilio.auth_token, "auth_token");
    const auto folder = config.file.parent_path().string();
    provider::TwilioAccount account;
    account.account_sid = twilio.account_sid;
    account.auth_token = load(twilio.auth_token, folder, "auth_token");
    if (twilio.api_key_sid.empty()) {
        account.user = twilio.account_sid;
        account.password = account.auth_token;
    } else {
        account.user = twilio.api_key_sid;
        account.password = load(twilio.api_key_secret, folder, "api_key_secret");
    }
    account.messaging_service_sid = twilio.messaging_service_sid;
    if (!twilio.base_url.empty()) account.base_url = twilio.base_url;
    return account;
}

} // namespace

namespace {

queue::Gateway make_gateway(const config::Config& config) {
    if (config.default_provider != "twilio")
        throw Error(Fault::config,
                    fmt::format("general.default_provider = '{}' cannot be used for sending",
                                config.default_provider),
                    "use twilio");
    if (!config.twilio.enabled)
        throw Error(Fault::config, "the default provider twilio is not enabled",
                    "set twilio.enabled = true");
    queue::Gateway gateway;
    gateway.provider = provider::make_twilio(twilio_account(config));
    gateway.sender = config.twilio.phone_number;
    if (config.delivery_report_enabled && !config.public_url.empty())
        gateway.callback_url = config.public_url + "/twilio/status";
    gateway.concurrency = config.twilio.concurrency;
    gateway.rate = config.twilio.rate;
    if (gateway.sender.empty() && config.twilio.messaging_service_sid.empty())
        require_key("", "phone_number");
    return gateway;
}

} // namespace

std::vector<queue::Gateway> make_gateways(const config::Config& config) {
    std::vector<queue::Gateway> gateways;
    gateways.push_back(make_gateway(config));
    return gateways;
}

queue::RetryRules retry_rules(const config::Config& config) {
    return {config.fallback_enabled, config.retry_failed, config.max_retries,
            config.retry_delay};
}

} // namespace bkxsms::cmd

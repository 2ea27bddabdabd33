#include "cmd/accounts.hpp"

#include "core/base/error.hpp"
#include "core/provider/plivo.hpp"
#include "core/provider/sns.hpp"
#include "core/provider/twilio.hpp"
#include "core/provider/vonage.hpp"
#include "core/security/secret.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace bkxsms::cmd {
namespace {

using config::Config;

/// Reads the keys of one provider's table; what is missing or unreadable is an error that names
/// the key.
class Table {
public:
    Table(const Config& config, std::string_view name)
        : folder_(config.file.parent_path().string()), name_(name) {}

    void require(const std::string& value, std::string_view key) const {
        if (value.empty())
            throw Error(Fault::config, fmt::format("{}.{} is not set", name_, key),
                        "fill it in, see bkxsms.toml(5)");
    }

    security::Secret secret(const std::string& reference, std::string_view key) const {
        require(reference, key);
        return secret_if(reference, key);
    }

    security::Secret secret_if(const std::string& reference, std::string_view key) const {
        if (reference.empty()) return {};
        try {
            return security::load_secret(reference, folder_);
        } catch (const Error& error) {
            if (!error.hint().empty()) throw;
            throw Error(error.fault(), fmt::format("{}.{}: {}", name_, key, error.what()),
                        "put the secret into that file, one line, mode 0600");
        }
    }

    /// With what all providers have in common.
    queue::Gateway gateway(std::unique_ptr<provider::Provider> provider,
                           const config::ProviderSettings& settings, std::string sender) const {
        queue::Gateway gateway;
        gateway.provider = std::move(provider);
        gateway.sender = std::move(sender);
        gateway.concurrency = settings.concurrency;
        gateway.rate = settings.rate;
        return gateway;
    }

private:
    std::string folder_;
    std::string_view name_;
};

std::string callback(const Config& config, std::string_view path) {
    if (!config.delivery_report_enabled || config.public_url.empty()) return {};
    return config.public_url + std::string(path);
}

queue::Gateway open_twilio(const Config& config) {
    const auto& settings = config.twilio;
    const Table table(config, "twilio");
    table.require(settings.account_sid, "account_sid");
    provider::TwilioAccount account;
    account.account_sid = settings.account_sid;
    account.auth_token = table.secret(settings.auth_token, "auth_token");
    if (settings.api_key_sid.empty()) {
        account.user = settings.account_sid;
        account.password = account.auth_token;
    } else {
        account.user = settings.api_key_sid;
        account.password = table.secret(settings.api_key_secret, "api_key_secret");
    }
    account.messaging_service_sid = settings.messaging_service_sid;
    if (!settings.base_url.empty())
        account.base_url = account.pricing_url = account.lookups_url = settings.base_url;
    if (settings.messaging_service_sid.empty())
        table.require(settings.phone_number, "phone_number");
    auto gateway = table.gateway(provider::make_twilio(std::move(account)), settings,
                                 settings.phone_number);
    gateway.callback_url = callback(config, "/twilio/status");
    return gateway;
}

queue::Gateway open_vonage(const Config& config) {
    const auto& settings = config.vonage;
    const Table table(config, "vonage");
    table.require(settings.api_key, "api_key");
    table.require(settings.sender_id, "sender_id"); // Vonage sends nothing without one
    provider::VonageAccount account;
    account.api_key = settings.api_key;
    account.api_secret = table.secret(settings.api_secret, "api_secret");
    account.signature_secret = table.secret_if(settings.signature_secret, "signature_secret");
    account.signature_method =
        static_cast<provider::VonageSignature>(settings.signature_method);
    account.sign_sends = settings.sign_sends;
    if (settings.sign_sends) table.require(settings.signature_secret, "signature_secret");
    if (settings.application_id.empty() != settings.private_key.empty())
        table.require("", settings.private_key.empty() ? "private_key" : "application_id");
    account.application_id = settings.application_id;
    account.private_key = table.secret_if(settings.private_key, "private_key");
    account.reports = settings.reports;
    if (!settings.base_url.empty())
        account.rest_url = account.api_url = account.insights_url = settings.base_url;
    auto provider = settings.api == config::VonageApi::sms
                        ? provider::make_vonage(std::move(account))
                        : provider::make_vonage_messages(std::move(account));
    auto gateway = table.gateway(std::move(provider), settings, settings.sender_id);
    gateway.callback_url = callback(config, "/vonage/status");
    return gateway;
}

queue::Gateway open_plivo(const Config& config) {
    const auto& settings = config.plivo;
    const Table table(config, "plivo");
    table.require(settings.auth_id, "auth_id");
    provider::PlivoAccount account;
    account.auth_id = settings.auth_id;
    account.auth_token = table.secret(settings.auth_token, "auth_token");
    account.main_auth_token = table.secret_if(settings.main_auth_token, "main_auth_token");
    account.powerpack_uuid = settings.powerpack_uuid;
    if (!settings.base_url.empty()) account.base_url = account.lookup_url = settings.base_url;
    if (settings.powerpack_uuid.empty()) table.require(settings.phone_number, "phone_number");
    auto gateway = table.gateway(provider::make_plivo(std::move(account)), settings,
                                 settings.phone_number);
    gateway.callback_url = callback(config, "/plivo/status");
    return gateway;
}

queue::Gateway open_aws(const Config& config) {
    const auto& settings = config.aws;
    const Table table(config, "aws");
    table.require(settings.access_key, "access_key");
    provider::SnsAccount account;
    account.access_key_id = settings.access_key;
    account.secret_access_key = table.secret(settings.secret_key, "secret_key");
    account.session_token = table.secret_if(settings.session_token, "session_token");
    account.region = settings.region;
    account.sms_type = settings.sms_type == config::AwsSmsType::transactional ? "Transactional"
                                                                              : "Promotional";
    account.account_id = settings.account_id;
    if (settings.logs_every_message) table.require(settings.account_id, "account_id");
    account.logs_every_message = settings.logs_every_message;
    account.base_url = account.logs_url = settings.base_url;
    return table.gateway(provider::make_sns(std::move(account)), settings, settings.sender_id);
}

template <auto table>
const config::ProviderSettings& settings_of(const Config& config) {
    return config.*table;
}

template <auto table, auto member>
const std::string& sender_of(const Config& config) {
    return (config.*table).*member;
}

constexpr Account all[] = {
    {"twilio", settings_of<&Config::twilio>, open_twilio,
     sender_of<&Config::twilio, &config::TwilioSettings::phone_number>, provider::twilio_codes,
     twilio_fields},
    {"vonage", settings_of<&Config::vonage>, open_vonage,
     sender_of<&Config::vonage, &config::VonageSettings::sender_id>, provider::vonage_codes,
     vonage_fields},
    {"plivo", settings_of<&Config::plivo>, open_plivo,
     sender_of<&Config::plivo, &config::PlivoSettings::phone_number>, provider::plivo_codes,
     plivo_fields},
    {"aws", settings_of<&Config::aws>, open_aws,
     sender_of<&Config::aws, &config::AwsSettings::sender_id>, provider::sns_codes, aws_fields},
};

} // namespace

std::span<const Account> accounts() noexcept {
    return all;
}

routing::Plan routing_plan(const Config& config) {
    auto plan = routing::rules_of(config);
    for (const auto& account : all) {
        const auto& settings = account.settings(config);
        if (!settings.enabled) continue;
        const routing::Member member{std::string(account.name), settings.weight,
                                     settings.daily_limit};
        const bool is_default = account.name == config.default_provider;
        plan.members.insert(is_default ? plan.members.begin() : plan.members.end(), member);
    }
    return plan;
}

const Account& find_account(std::string_view name) {
    const auto* const found = std::ranges::find(all, name, &Account::name);
    if (found == std::end(all))
        throw Error(Fault::usage, fmt::format("unknown provider '{}'", name),
                    "use twilio, vonage, plivo or aws");
    return *found;
}

} // namespace bkxsms::cmd

#include "core/config/config.hpp"
#include "core/config/edit.hpp"
#include "core/config/url.hpp"
#include "fuzz.hpp"

using namespace bkxsms;
using fuzz::require;

namespace {

constexpr auto file = "/etc/bkxsms/bkxsms.toml";

/// What `config show` would print, as a file again.
std::string shown(const config::Config& config) {
    std::string plain, rates;
    for (const auto& [name, value, from_file, from_environment] : config::show(config)) {
        require(is_utf8(value), "a value is shown as UTF-8");
        if (name == "rates")
            rates += (rates.empty() ? "" : ", ") + value;
        else
            plain += name + " = " + value + '\n';
    }
    return plain + (rates.empty() ? "" : "rates = [" + rates + "]\n");
}

bool is_reference(std::string_view value) {
    return value.empty() || value.starts_with("file:") || value.starts_with("credential:");
}

void check(const config::Config& config) {
    require(config.max_parts >= 1 && config.max_parts <= 10, "limits are kept");
    require(config.daily_limit >= 0 && config.max_retries >= 0, "nothing is below zero");
    require(is_reference(config.twilio.auth_token) &&
                is_reference(config.twilio.api_key_secret) &&
                is_reference(config.vonage.api_secret) &&
                is_reference(config.plivo.auth_token) && is_reference(config.aws.secret_key),
            "no secret is in the file");
    for (const auto& path : {config.database, config.keyring, config.spool, config.run})
        require(path.is_absolute(), "paths are absolute");
    const auto& base = config.twilio.base_url;
    if (!base.empty()) {
        const auto url = config::split_url(base);
        require(url && config::is_loopback(url->host), "only this machine plays the provider");
    }
}

/// A key is set and everything else is as it was, or a person is told which line to change.
void change(std::string_view text, const config::Config& before) {
    std::string after;
    const auto refused = fuzz::refusal(Fault::config, [&] {
        after = config::edit(text, {{"vonage.rate", "7.25"}}, file);
    });
    if (refused) {
        require(std::string_view(refused->what()).find("without harm") == std::string::npos,
                "statements are found where they are");
        return;
    }
    auto config = config::parse(after, file);
    require(config.vonage.rate == 7.25, "the key is set");
    require(config.set_in_file.contains("vonage.rate"), "the key is in the file");
    config.vonage.rate = before.vonage.rate;
    config.set_in_file = before.set_in_file;
    require(shown(config) == shown(before), "nothing else has changed");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::Input(data, size).rest();
    std::optional<config::Config> config;
    const auto refused =
        fuzz::refusal(Fault::config, [&] { config = config::parse(text, file); });
    if (refused) {
        require(std::string_view(refused->what()).starts_with(file), "a refusal has its place");
        return 0;
    }
    check(*config);
    change(text, *config);
    const auto once = shown(*config);
    require(shown(config::parse(once, file)) == once, "what is shown is read as it was");
    return 0;
}

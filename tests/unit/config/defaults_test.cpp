#include "core/base/error.hpp"
#include "core/config/config.hpp"
#include "support/catch.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

using namespace bkxsms;
using namespace std::chrono_literals;
using config::Config, config::Environment;

namespace {

/// What `config show` says of a configuration, by key.
std::map<std::string, std::string> shown(const Config& c) {
    std::map<std::string, std::string> out;
    for (const auto& row : config::show(c)) out[row.name] = row.value;
    return out;
}

/// Of the tables that may be written many times.
bool in_rows(std::string_view table) {
    return table == "rates" || table == "routes" || table == "senders";
}

} // namespace

TEST_CASE("config: every setting of the product's settings page has its key and default",
          "[config]") {
    // Section 6 of the product document, key by key, in its order.
    const auto keys = shown(config::defaults());
    const std::pair<const char*, const char*> page[] = {
        {"general.enabled", "true"},
        {"general.default_provider", "\"twilio\""},
        {"general.fallback_enabled", "true"},
        {"general.queue_enabled", "true"},
        {"general.international_enabled", "true"},
        {"twilio.enabled", "true"},
        {"twilio.account_sid", "\"\""},
        {"twilio.auth_token", "\"\""},
        {"twilio.phone_number", "\"\""},
        {"twilio.messaging_service_sid", "\"\""},
        {"vonage.enabled", "false"},
        {"vonage.api_key", "\"\""},
        {"vonage.api_secret", "\"\""},
        {"vonage.sender_id", "\"\""},
        {"plivo.enabled", "false"},
        {"plivo.auth_id", "\"\""},
        {"plivo.auth_token", "\"\""},
        {"plivo.phone_number", "\"\""},
        {"aws.enabled", "false"},
        {"aws.access_key", "\"\""},
        {"aws.secret_key", "\"\""},
        {"aws.region", "\"us-east-1\""},
        {"aws.sender_id", "\"\""},
        {"messages.booking_confirmation", "true"},
        {"messages.reminder_24h", "true"},
        {"messages.reminder_1h", "true"},
        {"messages.cancellation_notification", "true"},
        {"messages.rescheduling_notification", "true"},
        {"messages.payment_confirmation", "false"},
        {"two_way.enabled", "true"},
        {"two_way.keywords_enabled", "true"},
        {"two_way.auto_reply_enabled", "true"},
        {"two_way.admin_notification_enabled", "true"},
        {"opt_out.enabled", "true"},
        {"opt_out.keywords", R"(["STOP", "UNSUBSCRIBE", "CANCEL"])"},
        {"opt_out.opt_in_keywords", R"(["START", "SUBSCRIBE", "YES"])"},
        {"limits.daily_limit", "1000"},
        {"limits.per_number_limit", "5"},
        {"limits.rate_limit_window", "\"1h\""},
        {"costs.max_cost_per_message", "\"0.1\""},
        {"costs.monthly_budget", "\"500\""},
        {"costs.low_balance_alert", "\"50\""},
        {"delivery.retry_failed", "true"},
        {"delivery.max_retries", "3"},
        {"delivery.retry_delay", "\"5m\""},
        {"delivery.report_enabled", "true"},
    };
    for (const auto& [name, value] : page) {
        INFO(name);
        REQUIRE(keys.count(name) == 1);
        CHECK(keys.at(name) == value);
    }
}

TEST_CASE("config: the members hold the same defaults, in their own units", "[config]") {
    const Config c;
    CHECK(c.environment == Environment::production);
    CHECK(c.twilio.enabled);
    CHECK_FALSE(c.vonage.enabled);
    CHECK(c.rate_limit_window == 3600s);
    CHECK(c.retry_delay == 300s);
    CHECK(c.default_ttl == 72h);
    CHECK(c.max_cost_per_message_nano == 100'000'000);
    CHECK(c.monthly_budget_nano == 500'000'000'000);
    CHECK(c.low_balance_alert_nano == 50'000'000'000);
    CHECK(c.log_level == log::Level::info);
    CHECK(c.min_free_bytes == 33'554'432);
    CHECK(c.database.empty());
}

TEST_CASE("config: each key is listed once and says what it takes", "[config]") {
    std::set<std::string_view> names;
    for (const auto& key : config::keys()) {
        INFO(key.name);
        CHECK(names.insert(key.name).second);
        CHECK_FALSE(key.wants.empty());
        const auto word = key.name.substr(key.name.rfind('.') + 1);
        const bool secret = word.ends_with("_token") || word.ends_with("_secret") ||
                            word == "secret_key" || word == "private_key";
        CHECK(key.secret_reference == secret);
    }
    CHECK(names.contains("rates.price"));
}

TEST_CASE("config: a file that spells out every default changes nothing", "[config]") {
    std::string text;
    std::string table;
    for (const auto& key : config::keys()) {
        const auto dot = key.name.find('.');
        const std::string in(dot == std::string_view::npos ? "" : key.name.substr(0, dot));
        if (in_rows(in) || in == "paths") continue;
        if (in != table) text += "[" + in + "]\n";
        table = in;
        text += std::string(key.name.substr(dot + 1)) + " = " +
                (key.default_text.empty() ? "\"\"" : key.default_text) + "\n";
    }
    const auto spelt_out = config::parse(text, "/home/ann/bkxsms.toml");
    CHECK(shown(spelt_out) == shown(config::parse("", "/home/ann/bkxsms.toml")));
    CHECK(spelt_out.set_in_file.size() > 70);
}

TEST_CASE("config: each key fills its own member and no other", "[config]") {
    const char* candidates[] = {"false",
                                "true",
                                "7",
                                "\"file:x\"",
                                "\"2m\"",
                                "\"0.2\"",
                                "\"vonage\"",
                                "\"GB\"",
                                "\"Europe/Berlin\"",
                                "\"de\"",
                                "\"AC1\"",
                                "\"SK1\"",
                                "\"MG1\"",
                                "\"+4915112345678\"",
                                "\"http://127.0.0.1:1\"",
                                "\"https://sms.example.com\"",
                                "\"abc\"",
                                "\"eu-central-1\"",
                                "[\"X\"]",
                                "\"EUR\"",
                                "\"test\"",
                                "\"messages\"",
                                "\"sha512\"",
                                "\"promotional\"",
                                "\"weighted\"",
                                "\"resend\"",
                                "[\"/bin/true\"]",
                                "\"0123abcd-0123-4567-89ab-0123456789ab\"",
                                "\"debug\""};
    const auto before = shown(config::parse("", "/home/ann/bkxsms.toml"));

    /// The keys that change with `line`; none if it is refused.
    const auto changed_by = [&](const std::string& line) {
        std::vector<std::string> changed;
        try {
            for (const auto& [name, value] :
                 shown(config::parse(line, "/home/ann/bkxsms.toml")))
                if (value != before.at(name)) changed.push_back(name);
        } catch (const Error&) {
        }
        return changed;
    };
    for (const auto& key : config::keys()) {
        const std::string name(key.name);
        if (in_rows(name.substr(0, name.find('.')))) continue;
        std::vector<std::string> changed;
        for (const auto* candidate : candidates)
            if (changed.empty()) changed = changed_by(name + " = " + candidate);
        CHECK(changed == std::vector<std::string>{name});
    }
}

#pragma once

#include "core/base/log.hpp"
#include "core/base/money.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// bkxsms.toml as one immutable struct. Strict: an unknown key, a wrong type or a value out of
/// range is an error with file, line, column and, for a key, the nearest one that exists.
/// Secrets are never in the file, only references to them (security/secret.hpp). bkxsms.toml(5)
/// documents every key; tests/lint holds the two together.
///
/// Keys and defaults are those of the product's settings page; what bkxsms needs beyond it has
/// its own tables at the end. A key of that page loses the name of its table where it begins
/// with it: `twilio_account_sid` is [twilio] account_sid.

namespace bkxsms::config {

enum class Environment { production, test };
enum class Strategy { priority, weighted, round_robin, least_cost, best_delivery };
enum class WhenUncertain { hold, resend };

/// What every provider's table has.
struct ProviderSettings {
    bool enabled = false;
    std::string base_url; ///< "" for the real one; else http to a loopback address only
    int concurrency = 64; ///< exchanges in flight, over all runners of this process; 1–1024
    double rate = 0;      ///< segments handed over per second; 0: no limit of ours
    int weight = 1;       ///< its share under `weighted`
    int daily_limit = 0;  ///< messages handed over in any 24 hours; 0: no limit of ours
};
struct TwilioSettings : ProviderSettings {
    TwilioSettings() { enabled = true; } ///< as in the settings page

    std::string account_sid;
    std::string auth_token;     ///< reference
    std::string api_key_sid;    ///< "" to use the auth token
    std::string api_key_secret; ///< reference
    std::string phone_number;
    std::string messaging_service_sid;
};
enum class VonageApi { sms, messages };
enum class VonageSignature { md5hash, md5, sha1, sha256, sha512 };
struct VonageSettings : ProviderSettings {
    VonageApi api = VonageApi::sms;
    std::string api_key;
    std::string api_secret;       ///< reference
    std::string signature_secret; ///< reference; "": no webhook is believed
    VonageSignature signature_method = VonageSignature::sha256;
    bool sign_sends = false;
    std::string application_id;
    std::string private_key; ///< reference to PEM
    bool reports = false;
    std::string sender_id;
};
struct PlivoSettings : ProviderSettings {
    std::string auth_id;
    std::string auth_token;      ///< reference
    std::string main_auth_token; ///< reference; for a subaccount
    std::string powerpack_uuid;
    std::string phone_number;
};
enum class AwsSmsType { transactional, promotional };
struct AwsSettings : ProviderSettings {
    std::string access_key;
    std::string secret_key;    ///< reference
    std::string session_token; ///< reference; for temporary credentials
    std::string region = "us-east-1";
    AwsSmsType sms_type = AwsSmsType::transactional;
    std::string account_id;
    bool logs_every_message = false;
    std::string sender_id;
};

struct Config {
    std::filesystem::path file; ///< where it was read; empty for built-in defaults

    Environment environment = Environment::production;

    // [general]
    bool enabled = true;
    std::string default_provider = "twilio";
    bool fallback_enabled = true;
    bool queue_enabled = true;
    bool international_enabled = true;
    std::string default_region;   ///< ISO 3166-1 alpha-2 for numbers without '+'; ""
    std::string timezone = "UTC"; ///< of the business, IANA
    std::string locale = "en";    ///< of texts when nothing better is known
    std::string business_name;

    TwilioSettings twilio;
    VonageSettings vonage;
    PlivoSettings plivo;
    AwsSettings aws;

    // [routing]
    Strategy strategy = Strategy::priority;
    bool sticky = true;      ///< who was written to last is written to by the same provider
    int takeover_limit = 16; ///< exchanges in flight that one provider takes over from others
    int breaker_faults = 5;  ///< in a row, until a provider is paused; 0: never
    std::chrono::seconds breaker_pause{60};
    std::chrono::seconds slow_after{300}; ///< a delivery that takes longer is slow

    // [[routes]]: who sends to that country, messages of that type; the first that fits counts
    struct Route {
        std::string country = "*"; ///< ISO 3166-1 alpha-2
        std::string type = "*";
        std::vector<std::string> providers;
    };
    std::vector<Route> routes;

    // [[senders]]: what a provider's texts to that country come from
    struct Sender {
        std::string provider;
        std::string country = "*"; ///< ISO 3166-1 alpha-2
        std::string sender;
    };
    std::vector<Sender> senders;

    // [messages]
    bool booking_confirmation = true;
    bool reminder_24h = true;
    bool reminder_1h = true;
    bool cancellation_notification = true;
    bool rescheduling_notification = true;
    bool payment_confirmation = false;
    int max_parts = 10;                  ///< longest text accepted; 1–10
    bool smart_encoding = true;          ///< look-alikes where the whole text becomes GSM-7
    bool refuse_invalid_numbers = false; ///< "possible but not valid" is a refusal
    std::chrono::seconds default_ttl{std::chrono::days(3)}; ///< when a message names none

    // [two_way]
    bool two_way_enabled = true;
    bool keywords_enabled = true;
    bool auto_reply_enabled = true;
    bool admin_notification_enabled = true;

    // [opt_out]
    bool opt_out_enabled = true;
    std::vector<std::string> opt_out_keywords{"STOP", "UNSUBSCRIBE", "CANCEL"};
    std::vector<std::string> opt_in_keywords{"START", "SUBSCRIBE", "YES"};

    // [limits]
    int daily_limit = 1000;
    int per_number_limit = 5;
    std::chrono::seconds rate_limit_window{3600};

    // [costs]
    std::string currency = "USD";
    std::int64_t max_cost_per_message_nano = 100'000'000;
    std::int64_t monthly_budget_nano = 500'000'000'000;
    std::int64_t low_balance_alert_nano = 50'000'000'000;

    // [delivery]
    bool retry_failed = true;
    int max_retries = 3;
    std::chrono::seconds retry_delay{300};
    bool delivery_report_enabled = true;
    int bad_number_after = 3; ///< final refusals until a number is put aside; 0: never

    // [on_uncertain]: what becomes of a text whose answer was lost and cannot be looked up
    struct OnUncertain {
        WhenUncertain booking_confirmation{}, reminder_24h{}, reminder_1h{}, cancellation{},
            rescheduling{}, payment_confirmation{}, status_update{}, promotional{}, custom{};
    } on_uncertain;

    // [alarms]
    std::vector<std::string> alarm_command; ///< program and arguments; empty for none

    // [webhooks]
    std::string public_url; ///< "https://sms.example.com/hook", no '/' at its end; or ""

    // [paths], absolute after load
    std::filesystem::path database; ///< bkxsms.db
    std::filesystem::path keyring;
    std::filesystem::path spool;
    std::filesystem::path run;                  ///< lock files
    std::filesystem::path templates;            ///< the site's own
    std::uint64_t min_free_bytes = 32ull << 20; ///< refuse new messages below this

    // [log]
    log::Level log_level = log::Level::info;
    std::string log_file; ///< "" standard error (warnings and up), "syslog", absolute path

    // [rates]: price of one segment by provider and country, until price lists are imported
    struct Rate {
        std::string provider;
        std::string country; ///< ISO 3166-1 alpha-2, or "*"
        std::int64_t nano = 0;
    };
    std::vector<Rate> rates;

    // Where the values come from, for `config show`.
    std::set<std::string, std::less<>> set_in_file; ///< names of keys; "rates" for [[rates]]
    bool database_from_environment = false;
};

/// Where the configuration is: `flag` (--config), else $BKXSMS_CONFIG, else
/// $XDG_CONFIG_HOME/bkxsms/bkxsms.toml (or ~/.config), else /etc/bkxsms/bkxsms.toml. The first
/// of the last two that exists; if neither does, the XDG one for a user, /etc for root.
std::filesystem::path find_config(const std::string& flag);

/// Where data is kept when [paths] does not say: beside a person's own configuration, so that
/// one folder is the whole installation; in /var/lib/bkxsms for the system's (/etc/bkxsms).
std::filesystem::path state_folder(const std::filesystem::path& config_folder);

/// Reads and checks the file; relative paths in it are relative to its folder. $BKXSMS_DB wins
/// over [paths].database and is relative to the current folder, as typed in a shell.
/// \throws Error{config} "FILE:14:1: unknown key 'limits.dayly_limit'", hint "did you mean …",
/// for the first problem in the file; {no_input} with the hint to run `bkxsms init`;
/// {no_permission} as read_trusted_file.
Config load(const std::filesystem::path& file);

/// The text of the file. \throws as load() does of the file itself.
std::string read_config_text(const std::filesystem::path& file);

/// The same as load() for a text that is not in a file yet; `file` is where it will be.
Config parse(std::string_view toml, const std::filesystem::path& file);

/// The defaults alone, for commands that need no installation (preview). Paths are empty.
Config defaults();

/// One documented key, for `config show`, the manual's lint and the nearest-key hint.
struct KeyInfo {
    std::string_view name;    ///< "twilio.account_sid"
    std::string default_text; ///< as TOML, "" if there is none
    std::string wants;        ///< "a whole number from 1 to 10", as error messages put it
    bool secret_reference = false;
};
const std::vector<KeyInfo>& keys(); ///< in the manual's order

/// The value in force as TOML and who set it (nobody: the default); secrets as their reference.
struct Shown {
    std::string name; ///< each row of a table of rows is one: "rates"
    std::string value;
    bool from_file = false;
    bool from_environment = false;
};
std::vector<Shown> show(const Config& config);

} // namespace bkxsms::config

#include "core/base/error.hpp"
#include "core/config/config.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace bkxsms;

namespace {

struct Said {
    std::string what;
    std::string hint;
};

Said refusal(const std::string& text) {
    try {
        config::parse(text, "bkxsms.toml");
    } catch (const Error& e) {
        CHECK(e.fault() == Fault::config);
        return {e.what(), e.hint()};
    }
    return {"was accepted", ""};
}

struct Row {
    const char* file;
    const char* what; ///< behind "bkxsms.toml:"
};

void check_all(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        INFO(row.file);
        CHECK(refusal(row.file).what == std::string("bkxsms.toml:") + row.what);
    }
}

constexpr const char* sender_hint =
    "a number with '+' and its country code, without spaces, or a short code of 3 to 8 digits";

} // namespace

TEST_CASE("config: an unknown key is named with its place and the nearest one", "[config]") {
    struct Hinted {
        const char* file;
        const char* what;
        const char* near; ///< "" if nothing is near
    };
    for (const auto& row : std::vector<Hinted>{
             {"[limits]\n\n  dayly_limit = 10", "3:3: unknown key 'limits.dayly_limit'",
              "limits.daily_limit"},
             {"[queue]\nbacth = 1", "1:2: unknown table 'queue'", ""},
             {"[twillio]\n", "1:2: unknown table 'twillio'", "twilio"},
             {"timezone = \"UTC\"", "1:1: unknown key 'timezone'", "general.timezone"},
             {"twilio_auth_token = \"x\"", "1:1: unknown key 'twilio_auth_token'",
              "twilio.auth_token"},
             {"[twilio]\nper_number_limit = 5", "2:1: unknown key 'twilio.per_number_limit'",
              "limits.per_number_limit"},
             {"general.enabled = true\ngeneral.qeue_enabled = true",
              "2:9: unknown key 'general.qeue_enabled'", "general.queue_enabled"},
             {"\"general.enabled\" = true", "1:1: unknown key '\"general.enabled\"'",
              "general.enabled"},
             {"\"\\u001b[31m\" = 1", "1:1: unknown key '\"\\u001B[31m\"'", ""},
             {"[general]\nenabled = true\n[general.more]\nx = 1",
              "3:10: unknown table 'general.more'", ""},
             {"[[rates]]\nprize = 1", "2:1: unknown key 'rates.prize'", "rates.price"},
         }) {
        INFO(row.file);
        const auto said = refusal(row.file);
        CHECK(said.what == std::string("bkxsms.toml:") + row.what);
        const std::string near =
            *row.near ? std::string("did you mean '") + row.near + "'? " : "";
        CHECK(said.hint == near + "bkxsms.toml(5) lists the keys");
    }
}

TEST_CASE("config: a wrong type is told from the right one", "[config]") {
    check_all({
        {"general.enabled = \"yes\"",
         "1:19: 'general.enabled' must be true or false, not 'yes'"},
        {"general.enabled = 1", "1:19: 'general.enabled' must be true or false, not 1"},
        {"[limits]\ndaily_limit = \"1000\"",
         "2:15: 'limits.daily_limit' must be a whole number "
         "from 1 to 1000000000, not '1000'"},
        {"[limits]\ndaily_limit = 1.5",
         "2:15: 'limits.daily_limit' must be a whole number from "
         "1 to 1000000000, not 1.5"},
        {"general.timezone = 2026-11-22", "1:20: 'general.timezone' must be a time zone of the "
                                          "tz database, such as 'Europe/Berlin' or 'UTC', not "
                                          "a date or time"},
        {"general = true", "1:1: 'general' must be a table, not a value"},
        {"[general.enabled]", "1:10: 'general.enabled' must be true or false, not a table"},
        {"opt_out.keywords = \"STOP\"",
         "1:20: 'opt_out.keywords' must be a list of 1 to 50 words of at most 40 bytes, not "
         "'STOP'"},
        {"opt_out.keywords = [\"STOP\", 1]",
         "1:20: 'opt_out.keywords' must be a list of 1 to 50 words of at most 40 bytes, not a "
         "list of other things than texts"},
        {"log.level = [\"info\"]",
         "1:13: 'log.level' must be 'debug', 'info', 'warn', 'error' or 'off', not a list"},
        {"[[general]]\nenabled = true", "1:1: 'general' is written [general], not [[general]]"},
        {"[rates]\nprovider = \"aws\"", "1:2: 'rates' is written [[rates]], not [rates]"},
        {"rates = [1]", "1:1: 'rates' must be a table, not a value"},
    });
}

TEST_CASE("config: a value out of range is named with the range", "[config]") {
    check_all({
        {"messages.max_parts = 11",
         "1:22: 'messages.max_parts' must be a whole number from 1 to 10, not 11"},
        {"messages.max_parts = 0",
         "1:22: 'messages.max_parts' must be a whole number from 1 to 10, not 0"},
        {"twilio.concurrency = 2000",
         "1:22: 'twilio.concurrency' must be a whole number from 1 to 1024, not 2000"},
        {"twilio.rate = -0.5",
         "1:15: 'twilio.rate' must be a number from 0 to 10000, not -0.5"},
        {"twilio.rate = nan", "1:15: 'twilio.rate' must be a number from 0 to 10000, not nan"},
        {"twilio.rate = inf", "1:15: 'twilio.rate' must be a number from 0 to 10000, not inf"},
        {"paths.min_free_bytes = -1", "1:24: 'paths.min_free_bytes' must be a whole number of "
                                      "bytes from 0 to 1125899906842624, not -1"},
        {"delivery.retry_delay = \"5 min\"", "1:24: 'delivery.retry_delay' must be a duration "
                                             "from '1s' to '1d', or its seconds, not '5 min'"},
        {"delivery.retry_delay = 0", "1:24: 'delivery.retry_delay' must be a duration from "
                                     "'1s' to '1d', or its seconds, not 0"},
        {"delivery.retry_delay = 2.5", "1:24: 'delivery.retry_delay' must be a duration from "
                                       "'1s' to '1d', or its seconds, not 2.5"},
        {"messages.default_ttl = \"31d\"", "1:24: 'messages.default_ttl' must be a duration "
                                           "from '1m' to '30d', or its seconds, not '31d'"},
        {"opt_out.keywords = []",
         "1:20: 'opt_out.keywords' must be a list of 1 to 50 words of at most 40 bytes"},
        {"opt_out.keywords = [\" STOP\"]",
         "1:20: 'opt_out.keywords' must be a list of 1 to 50 words of at most 40 bytes"},
    });
}

TEST_CASE("config: money that is not exact, or no money, is refused", "[config]") {
    for (const auto* amount : {"1e-3", "-0.10", "0.0000000001", "1000000000", "inf"}) {
        INFO(amount);
        CHECK(refusal(std::string("costs.monthly_budget = ") + amount).what ==
              std::string("bkxsms.toml:1:24: 'costs.monthly_budget' must be an amount such as "
                          "'0.10', at most 999999999 and with at most nine decimals, not ") +
                  amount);
    }
    for (const auto* amount : {"0,10", "$5", "", "1 000", "5 EUR"}) {
        INFO(amount);
        CHECK(refusal(std::string("costs.monthly_budget = \"") + amount + '"').what ==
              std::string("bkxsms.toml:1:24: 'costs.monthly_budget' must be an amount such as "
                          "'0.10', at most 999999999 and with at most nine decimals, not '") +
                  amount + "'");
    }
}

TEST_CASE("config: texts that must mean something are checked", "[config]") {
    check_all({
        {"general.default_region = \"UK\"", "1:26: 'general.default_region' must be a country "
                                            "as ISO 3166 writes it, such as 'GB' or 'DE', not "
                                            "'UK'"},
        {"general.default_region = \"de\"", "1:26: 'general.default_region' must be a country "
                                            "as ISO 3166 writes it, such as 'GB' or 'DE', not "
                                            "'de'"},
        {"general.timezone = \"CEST\"",
         "1:20: 'general.timezone' must be a time zone of the tz "
         "database, such as 'Europe/Berlin' or 'UTC', not "
         "'CEST'"},
        {"general.timezone = \"Europe/../Europe/Berlin\"",
         "1:20: 'general.timezone' must be a time zone of the tz database, such as "
         "'Europe/Berlin' or 'UTC', not 'Europe/../Europe/Berlin'"},
        {"general.timezone = \"Europe\"", "1:20: 'general.timezone' must be a time zone of the "
                                          "tz database, such as 'Europe/Berlin' or 'UTC', not "
                                          "'Europe'"},
        {"general.locale = \"german!\"",
         "1:18: 'general.locale' must be a language, such as 'en' or 'de-AT', not 'german!'"},
        {"general.default_provider = \"nexmo\"",
         "1:28: 'general.default_provider' must be 'twilio', 'vonage', 'plivo' or 'aws', not "
         "'nexmo'"},
        {"general.business_name = \"two\\nlines\"",
         "1:25: 'general.business_name' must be a text of at most 100 bytes in one line, not a "
         "text with control characters"},
        {"costs.currency = \"€\"", "1:18: 'costs.currency' must be a currency in three capital "
                                   "letters, such as 'EUR', not '€'"},
        {"aws.region = \"Frankfurt\"",
         "1:14: 'aws.region' must be an AWS region, such as 'eu-central-1', not 'Frankfurt'"},
        {"environment = \"staging\"",
         "1:15: 'environment' must be 'production' or 'test', not 'staging'"},
        {"paths.database = \"~/x.db\"",
         "1:18: 'paths.database' must be a path; '~' is not expanded, not '~/x.db'"},
    });
}

TEST_CASE("config: a number of the business is not repeated", "[config]") {
    const auto said = refusal("twilio.phone_number = \"+49 1511 2345678\"");
    CHECK(said.what ==
          std::string("bkxsms.toml:1:23: 'twilio.phone_number' must be ") + sender_hint);
    check_all({
        {"twilio.account_sid = \"SK00\"",
         "1:22: 'twilio.account_sid' must be an account SID: 'AC', then letters and digits"},
        {"vonage.sender_id = \"Much Too Long\"",
         "1:20: 'vonage.sender_id' must be a number, or a name of at most 11 letters, digits "
         "and ' -_&.+' with at least one letter"},
    });
}

TEST_CASE("config: a secret in the file is refused and not repeated", "[config]") {
    for (const auto* key : {"twilio.auth_token", "twilio.api_key_secret", "vonage.api_secret",
                            "plivo.auth_token", "aws.secret_key"}) {
        for (const auto* value :
             {"\"hush4711\"", "hush4711", "4711471147114711471147114711", "[\"hush4711\"]",
              "\"file:\"", "\"credential:../x4711\"", "\"hush\\u00014711\"", "\"hush4711",
              "471147.11e999", "{ a = \"hush4711\" }", "'hush4711", "47114711"}) {
            INFO(key << " = " << value);
            const auto said = refusal(std::string(key) + " = " + value);
            CHECK(said.what != "was accepted");
            CHECK(said.what.find("4711") == std::string::npos);
            CHECK(said.hint.find("4711") == std::string::npos);
        }
    }
    const auto said = refusal("[twilio]\nauth_token = \"hush4711\"");
    CHECK(said.what == "bkxsms.toml:2:14: 'twilio.auth_token' must be a reference, 'file:PATH' "
                       "or 'credential:NAME', never the secret itself");
    CHECK(said.hint == "put the secret in a file of mode 0600 beside the configuration and "
                       "write auth_token = \"file:NAME\"");
}

TEST_CASE("config: a provider's address may only be this machine", "[config]") {
    for (const auto* url : {"http://127.0.0.1:8025", "http://127.1.2.3", "http://[::1]:80",
                            "http://localhost:8025/v1", ""}) {
        INFO(url);
        CHECK(refusal(std::string("twilio.base_url = \"") + url + '"').what == "was accepted");
    }
    for (const auto* url : {"https://127.0.0.1",
                            "http://api.twilio.com",
                            "http://127.0.0.1.evil.example",
                            "http://127.0.0.1@evil.example",
                            "http://evil.example#@127.0.0.1",
                            "http://127.1",
                            "http://0177.0.0.1",
                            "http://127.0.0.01",
                            "http://2130706433",
                            "http://127.0.0.1:0",
                            "http://127.0.0.1:65536",
                            "http://127.0.0.1.",
                            "http://[::2]",
                            "http://[::1",
                            "http://127.0.0.256",
                            "http://localhost.evil.example",
                            "HTTP://127.0.0.1",
                            "http://127.0.0.1/a?b",
                            "http://127.0.0.1/ x",
                            "ftp://127.0.0.1",
                            "127.0.0.1",
                            "http://",
                            "http:///x"}) {
        INFO(url);
        CHECK(refusal(std::string("twilio.base_url = \"") + url + '"').what ==
              std::string("bkxsms.toml:1:19: 'twilio.base_url' must be an address on this "
                          "machine, such as 'http://127.0.0.1:8025', or '' for the real "
                          "provider, not '") +
                  url + "'");
    }
}

TEST_CASE("config: we are called over https, except on this machine in tests", "[config]") {
    CHECK(refusal("webhooks.public_url = \"https://sms.example.com:8443/hook/\"").what ==
          "was accepted");
    CHECK(refusal("environment = \"test\"\nwebhooks.public_url = \"http://127.0.0.1:1/hook\"")
              .what == "was accepted");
    const auto said = refusal("webhooks.public_url = \"http://127.0.0.1:1/hook\"");
    CHECK(said.what == "bkxsms.toml:1:23: 'webhooks.public_url' must be an https address");
    CHECK(said.hint == "plain http to this machine is for tests: environment = \"test\"");
    for (const auto* url : {"http://sms.example.com/hook", "https://u:p@sms.example.com",
                            "https://sms.example.com/?a=b", "sms.example.com"}) {
        INFO(url);
        const auto test = std::string("environment = \"test\"\nwebhooks.public_url = \"") + url;
        CHECK(refusal(test + '"').what ==
              std::string("bkxsms.toml:2:23: 'webhooks.public_url' must be an https address "
                          "without a query, such as 'https://sms.example.com/hook', not '") +
                  url + "'");
    }
}

TEST_CASE("config: what must hold between keys", "[config]") {
    check_all({
        {"[opt_out]\nkeywords = [\"STOP\"]\nopt_in_keywords = [\"Stop\"]",
         "3:19: 'Stop' cannot mean both stop and start"},
        {"[[rates]]\nprovider = \"aws\"\nprice = 1",
         "1:1: this row of 'rates' has no 'country'"},
        {"[[rates]]\nprovider = \"aws\"\ncountry = \"US\"",
         "1:1: this row of 'rates' has no 'price'"},
        {"[[routes]]\ncountry = \"US\"", "1:1: this row of 'routes' has no 'providers'"},
        {"[[senders]]\nprovider = \"aws\"", "1:1: this row of 'senders' has no 'sender'"},
        {"[[routes]]\nproviders = [\"twillio\"]",
         "2:13: 'routes.providers' must be a list of 1 to 50 words, each 'twilio', 'vonage', "
         "'plivo' or 'aws'"},
        {"[[routes]]\nproviders = [\"aws\"]\ntype = \"remindr\"",
         "3:8: 'routes.type' must be '*' or a type of message, such as 'reminder_24h', "
         "not 'remindr'"},
        {"[alarms]\ncommand = [\"page-me\"]",
         "2:11: the first word of 'alarms.command' must be the program's whole path"},
        {"rates = [{provider = \"aws\", country = \"US\", price = 1}, {provider = \"aws\", "
         "country = \"US\", price = 2}]",
         "1:57: a second price for 'US' of 'aws'"},
    });
}

TEST_CASE("config: of several problems the first in the file is reported", "[config]") {
    CHECK(refusal("[twilio]\nzzz = 1\n[general]\naaa = 1\n").what ==
          "bkxsms.toml:2:1: unknown key 'twilio.zzz'");
}

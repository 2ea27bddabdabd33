#include "core/base/error.hpp"
#include "core/config/config.hpp"
#include "core/config/edit.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using config::edit;

namespace {

struct Refused {
    Fault fault{};
    std::string what, hint;
};

Refused refusal(std::string_view text, const std::vector<config::Setting>& settings) {
    try {
        return {Fault::usage, "was accepted: " + edit(text, settings, "f"), ""};
    } catch (const Error& error) {
        return {error.fault(), error.what(), error.hint()};
    }
}

Refused typing(std::string_view key, std::string_view typed) {
    try {
        return {Fault::software, "was accepted: " + config::typed_to_toml(key, typed), ""};
    } catch (const Error& error) {
        return {error.fault(), error.what(), error.hint()};
    }
}

} // namespace

TEST_CASE("edit: one key changes and everything else stays", "[config]") {
    struct Row {
        const char* name;
        std::string before;
        std::string after;
    };
    const auto row = GENERATE(values<Row>({
        {"a value is replaced, its comment stays",
         "[vonage]\nenabled  =  false  # by Ann\nreports = true\n",
         "[vonage]\nenabled  =  true  # by Ann\nreports = true\n"},
        {"also where it is what it was", "[vonage]\nenabled = true\n",
         "[vonage]\nenabled = true\n"},
        {"a key that is missing comes to the end of its table",
         "[vonage]\nreports = true\n\n[log]\nlevel = \"off\"\n",
         "[vonage]\nreports = true\nenabled = true\n\n[log]\nlevel = \"off\"\n"},
        {"a comment is no key", "[vonage]\nreports = true\n# enabled = false\n\n[log]\n",
         "[vonage]\nreports = true\n# enabled = false\nenabled = true\n\n[log]\n"},
        {"a comment that touches the next table is that one's",
         "[vonage]\nreports = true\n# where it goes\n[log]\n",
         "[vonage]\nreports = true\nenabled = true\n# where it goes\n[log]\n"},
        {"a table without keys", "[vonage]\n\n[log]\n", "[vonage]\nenabled = true\n\n[log]\n"},
        {"a table that is missing comes last, behind a blank line", "[log]\nlevel = \"off\"\n",
         "[log]\nlevel = \"off\"\n\n[vonage]\nenabled = true\n"},
        {"the blank line that is there will do", "[log]\n\n",
         "[log]\n\n[vonage]\nenabled = true\n"},
        {"an empty text", "", "[vonage]\nenabled = true\n"},
        {"a byte order mark and nothing else", "\xEF\xBB\xBF",
         "\xEF\xBB\xBF[vonage]\nenabled = true\n"},
        {"a byte order mark before the table", "\xEF\xBB\xBF[vonage]\nenabled = false\n",
         "\xEF\xBB\xBF[vonage]\nenabled = true\n"},
        {"behind rows", "[[rates]]\nprovider = \"aws\"\ncountry = \"*\"\nprice = 1\n",
         "[[rates]]\nprovider = \"aws\"\ncountry = \"*\"\nprice = 1\n\n[vonage]\nenabled = "
         "true\n"},
        {"between rows",
         "[vonage]\n[[rates]]\nprovider = \"aws\"\ncountry = \"*\"\nprice = 1\n",
         "[vonage]\nenabled = true\n[[rates]]\nprovider = \"aws\"\ncountry = \"*\"\nprice = "
         "1\n"},
        {"line breaks of Windows", "[vonage]\r\nreports = true\r\n\r\n[log]\r\n",
         "[vonage]\r\nreports = true\r\nenabled = true\r\n\r\n[log]\r\n"},
        {"a value in such a line", "[vonage]\r\nenabled = false\r\n",
         "[vonage]\r\nenabled = true\r\n"},
        {"a table at the end of such a file", "[log]\r\n",
         "[log]\r\n\r\n[vonage]\r\nenabled = true\r\n"},
        {"a last line that breaks off", "[vonage]\nreports = true",
         "[vonage]\nreports = true\nenabled = true"},
        {"a last line that breaks off, and a table", "[log]",
         "[log]\n\n[vonage]\nenabled = true"},
        {"a value at the very end", "[vonage]\nenabled = false", "[vonage]\nenabled = true"},
        {"indented", "  [ vonage ]  # here\n\treports = true\n",
         "  [ vonage ]  # here\n\treports = true\n\tenabled = true\n"},
        {"what looks like it in a text",
         "[vonage]\napi = \"\"\"\\\n sms\"\"\" # enabled = false\n[log]\n"
         "file = '''/[vonage] enabled = false'''\n",
         "[vonage]\napi = \"\"\"\\\n sms\"\"\" # enabled = false\nenabled = true\n[log]\n"
         "file = '''/[vonage] enabled = false'''\n"},
        {"a list over several lines",
         "[opt_out]\nkeywords = [ # ]\n  \"STOP]\", '\"',\n]\n[vonage]\nenabled = false\n",
         "[opt_out]\nkeywords = [ # ]\n  \"STOP]\", '\"',\n]\n[vonage]\nenabled = true\n"},
        {"the same key of another table",
         "[plivo]\nenabled = false\n[vonage]\nenabled = false\n",
         "[plivo]\nenabled = false\n[vonage]\nenabled = true\n"},
    }));
    INFO(row.name);
    CHECK(edit(row.before, {{"vonage.enabled", "true"}}, "f") == row.after);
}

TEST_CASE("edit: several keys at once, in the order they were given", "[config]") {
    CHECK(edit("[general]\nlocale = \"de\"\n",
               {{"plivo.auth_id", "\"MA1\""},
                {"plivo.enabled", "true"},
                {"general.default_provider", "\"plivo\""},
                {"general.locale", "\"en\""}},
               "f") == "[general]\nlocale = \"en\"\ndefault_provider = \"plivo\"\n\n[plivo]\n"
                       "auth_id = \"MA1\"\nenabled = true\n");
    CHECK(edit("[log]", {}, "f") == "[log]");
}

TEST_CASE("edit: other spellings are refused with the line to change", "[config]") {
    struct Row {
        const char* before;
        const char* where;
    };
    const auto row = GENERATE(values<Row>({
        {"vonage = { enabled = false }\n", "f:1:1: 'vonage'"},
        {"vonage.enabled = false\n", "f:1:1: 'vonage'"},
        {"vonage.reports = true\n", "f:1:1: 'vonage'"},
        {"\n[\"vonage\"]\nenabled = false\n", "f:2:2: 'vonage'"},
        {"[vonage]\n\"enabled\" = false\n", "f:2:1: 'vonage.enabled'"},
    }));
    INFO(row.before);
    const auto refused = refusal(row.before, {{"vonage.enabled", "true"}});
    CHECK(refused.fault == Fault::config);
    CHECK(refused.what ==
          std::string(row.where) + " is written in a way that cannot be changed");
    CHECK(refused.hint == "write it as [vonage] and, below it, a line enabled = …");
}

TEST_CASE("edit: a text that is wrong stays, and none becomes wrong", "[config]") {
    CHECK(refusal("[vonage]\nenabled = yes\n", {{"vonage.enabled", "true"}})
              .what.starts_with("f:2:"));
    CHECK(refusal("[log]\nlevl = 1\n", {{"vonage.enabled", "true"}}).what ==
          "f:2:1: unknown key 'log.levl'");
    CHECK(refusal("[vonage]\n", {{"vonage.enabled", "3"}}).what ==
          "f:2:11: 'vonage.enabled' must be true or false, not 3");
    CHECK(refusal("[vonage]\n", {{"vonage.nonsense", "3"}}).what ==
          "f:2:1: unknown key 'vonage.nonsense'");
}

TEST_CASE("edit: what is typed becomes TOML of the key's kind", "[config]") {
    struct Row {
        const char* key;
        const char* typed;
        const char* toml;
    };
    const auto row = GENERATE(values<Row>({
        {"vonage.reports", "true", "true"},
        {"vonage.api", "messages", "\"messages\""},
        {"vonage.sender_id", "Ann & Co", "\"Ann & Co\""},
        {"twilio.phone_number", "+447700900123", "\"+447700900123\""},
        {"twilio.messaging_service_sid", "", "\"\""},
        {"twilio.auth_token", "file:twilio.token", "\"file:twilio.token\""},
        {"twilio.base_url", "http://127.0.0.1:8025/", "\"http://127.0.0.1:8025\""},
        {"aws.concurrency", "16", "16"},
        {"aws.rate", "0.5", "0.5"},
        {"delivery.retry_delay", "90", "\"1m30s\""},
        {"costs.monthly_budget", "10.50", "\"10.5\""},
        {"opt_out.keywords", "STOP,ENDE", "[\"STOP\", \"ENDE\"]"},
        {"general.business_name", "\"x\" \\ ü", "\"\\\"x\\\" \\\\ ü\""},
    }));
    INFO(row.key << " " << row.typed);
    CHECK(config::typed_to_toml(row.key, row.typed) == row.toml);
}

TEST_CASE("edit: what no key takes is refused without a place", "[config]") {
    struct Row {
        const char* key;
        const char* typed;
        const char* what;
    };
    const auto row = GENERATE(values<Row>({
        {"vonage.reports", "yes", "'vonage.reports' must be true or false, not 'yes'"},
        {"aws.concurrency", "0",
         "'aws.concurrency' must be a whole number from 1 to 1024, not 0"},
        {"aws.concurrency", "1x",
         "'aws.concurrency' must be a whole number from 1 to 1024, not '1x'"},
        {"aws.rate", "5e2", "'aws.rate' must be a number from 0 to 10000, not '5e2'"},
        {"vonage.api", "mail", "'vonage.api' must be 'sms' or 'messages', not 'mail'"},
        {"twilio.account_sid", "SK1",
         "'twilio.account_sid' must be an account SID: 'AC', then letters and digits"},
        {"twilio.auth_token", "hush",
         "'twilio.auth_token' must be a reference, 'file:PATH' or 'credential:NAME', never the "
         "secret itself"},
        {"vonage.sender_id", "a\nb",
         "'vonage.sender_id' must be a number, or a name of at most 11 letters, digits and "
         "' -_&.+' with at least one letter"},
    }));
    INFO(row.key << " " << row.typed);
    const auto refused = typing(row.key, row.typed);
    CHECK(refused.fault == Fault::usage);
    CHECK(refused.what == row.what);
    CHECK(refused.what.find("hush") == std::string::npos);
}

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/config/config.hpp"
#include "core/config/schema.hpp"
#include "core/config/value.hpp"
#include "core/phone/number.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

using namespace bkxsms;
using namespace std::chrono_literals;
using config::Config, config::parse;
namespace fs = std::filesystem;

namespace {

Config read(std::string_view text) {
    return parse(text, "/home/ann/sms/bkxsms.toml");
}

/// An environment variable for the length of a test.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
    ~Variable() { unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

const config::Shown& row(const std::vector<config::Shown>& rows, std::string_view name) {
    const auto found = std::ranges::find(rows, name, &config::Shown::name);
    REQUIRE(found != rows.end());
    return *found;
}

} // namespace

TEST_CASE("config: a whole file is read into its members", "[config]") {
    const auto c = read(R"(
environment = "test"
[general]
business_name = "Praxis Müller"
default_region = "DE"
timezone = "Europe/Berlin"
locale = "de_at"
[twilio]
account_sid = "AC00"
auth_token = "file:twilio.token"
phone_number = "+4915112345678"
concurrency = 8
rate = 2.5
base_url = "http://127.0.0.1:8025/"
[vonage]
api_secret = "credential:vonage-secret"
sender_id = "Praxis"
[opt_out]
keywords = ["STOP", "STOPP"]
[log]
level = "debug"
[[rates]]
provider = "twilio"
country = "DE"
price = 0.0799
[[rates]]
provider = "twilio"
country = "*"
price = "0.1"
)");
    CHECK(c.environment == config::Environment::test);
    CHECK(c.business_name == "Praxis Müller");
    CHECK(c.locale == "de-AT");
    CHECK(c.twilio.auth_token == "file:twilio.token");
    CHECK(c.twilio.concurrency == 8);
    CHECK(c.twilio.rate == 2.5);
    CHECK(c.twilio.base_url == "http://127.0.0.1:8025");
    CHECK(c.vonage.api_secret == "credential:vonage-secret");
    CHECK(c.opt_out_keywords == std::vector<std::string>{"STOP", "STOPP"});
    CHECK(c.log_level == log::Level::debug);
    REQUIRE(c.rates.size() == 2);
    CHECK(c.rates[0].country == "DE");
    CHECK(c.rates[0].nano == 79'900'000);
    CHECK(c.rates[1].nano == 100'000'000);
}

TEST_CASE("config: money is read by its digits, as a text or as a number", "[config]") {
    struct Row {
        const char* written;
        std::int64_t nano;
    };
    const auto row = GENERATE(values<Row>({
        {"\"0.10\"", 100'000'000},
        {"0.10", 100'000'000},
        {"0.1", 100'000'000},
        {"+0.10", 100'000'000},
        {"\"0.000000001\"", 1},
        {"0.000000001", 1},
        {"7", 7'000'000'000},
        {"1_000.50", 1'000'500'000'000},
        // 17 significant digits: more than a double can hold.
        {"123456789.012345678", 123'456'789'012'345'678},
        {"999999999.999999999", 999'999'999'999'999'999},
    }));
    INFO(row.written);
    const auto c = read(std::string("[costs]\nmonthly_budget = ") + row.written + "\n");
    CHECK(c.monthly_budget_nano == row.nano);
    // Letters of two and four bytes in front shift bytes against columns.
    const auto shifted =
        read(std::string("general.business_name = \"Ünïcödé 👍\"\r\ncosts = { ") +
             "'currency' = \"EUR\", monthly_budget = " + row.written + " } # ä");
    CHECK(shifted.monthly_budget_nano == row.nano);
    const auto in_one_line =
        read(std::string("[[rates]]\nprovider = \"aws\"\ncountry = \"*\"\n") +
             "price = " + row.written);
    CHECK(in_one_line.rates.at(0).nano == row.nano);
}

TEST_CASE("config: a duration is a text with units or a number of seconds", "[config]") {
    struct Row {
        const char* written;
        std::chrono::seconds means;
    };
    const auto row = GENERATE(
        values<Row>({{"300", 300s}, {"\"5m\"", 300s}, {"\"1h30m\"", 5400s}, {"0x3C", 60s}}));
    INFO(row.written);
    const auto c = read(std::string("delivery.retry_delay = ") + row.written);
    CHECK(c.retry_delay == row.means);
}

TEST_CASE("config: everything of a person's installation is beside the file", "[config]") {
    const auto c = read("");
    CHECK(c.file == "/home/ann/sms/bkxsms.toml");
    CHECK(c.database == "/home/ann/sms/bkxsms.db");
    CHECK(c.keyring == "/home/ann/sms/keyring");
    CHECK(c.spool == "/home/ann/sms/spool");
    CHECK(c.run == "/home/ann/sms/run");
    CHECK(c.templates == "/home/ann/sms/templates");
    CHECK(c.log_file.empty());
}

TEST_CASE("config: the system's data is in /var/lib, its texts with its configuration",
          "[config]") {
    const auto c = parse("", "/etc/bkxsms/bkxsms.toml");
    CHECK(c.database == "/var/lib/bkxsms/bkxsms.db");
    CHECK(c.keyring == "/var/lib/bkxsms/keyring");
    CHECK(c.spool == "/var/lib/bkxsms/spool");
    CHECK(c.run == "/var/lib/bkxsms/run");
    CHECK(c.templates == "/etc/bkxsms/templates");
}

TEST_CASE("config: relative paths are relative to the file's folder", "[config]") {
    const auto c = read("[paths]\ndatabase = \"data/../live/x.db\"\nspool = \"/srv/spool\"\n"
                        "[log]\nfile = \"bkxsms.log\"");
    CHECK(c.database == "/home/ann/sms/live/x.db");
    CHECK(c.spool == "/srv/spool");
    CHECK(c.log_file == "/home/ann/sms/bkxsms.log");
    CHECK(read("log.file = \"syslog\"").log_file == "syslog");

    const auto here = parse("", "bkxsms.toml");
    CHECK(here.database == fs::current_path() / "bkxsms.db");
}

TEST_CASE("config: BKXSMS_DB wins over the file and counts from the current folder",
          "[config]") {
    {
        const Variable db("BKXSMS_DB", "other.db");
        const auto c = read("paths.database = \"x.db\"");
        CHECK(c.database == fs::current_path() / "other.db");
        const auto rows = config::show(c);
        CHECK(row(rows, "paths.database").from_environment);
        CHECK_FALSE(row(rows, "paths.database").from_file);
    }
    const Variable empty("BKXSMS_DB", "");
    CHECK(read("paths.database = \"x.db\"").database == "/home/ann/sms/x.db");
}

TEST_CASE("config: show says which values the file set", "[config]") {
    const auto rows = config::show(read("general.enabled = true\n[twilio]\nauth_token = "
                                        "\"file:t\"\n[[rates]]\nprovider=\"aws\"\n"
                                        "country=\"US\"\nprice=1"));
    CHECK(row(rows, "general.enabled").from_file);
    CHECK_FALSE(row(rows, "general.queue_enabled").from_file);
    CHECK(row(rows, "twilio.auth_token").value == "\"file:t\"");
    CHECK(row(rows, "rates").value == R"({ provider = "aws", country = "US", price = "1" })");
}

TEST_CASE("config: a text survives being written and read", "[config]") {
    const auto text =
        GENERATE(values<std::string>({"plain", "\"quoted\" \\ back", "Ünïcödé 👍", "#[x]\n= \"",
                                      std::string("\0\x01\x7f", 3)}));
    const auto again =
        config::read_document("t", "x = " + config::quote_toml(text)).items.at(0).value;
    CHECK(std::get<std::string>(again) == text);
}

TEST_CASE("config: every country the check accepts is one libphonenumber knows", "[config]") {
    int known = 0;
    for (char a = 'A'; a <= 'Z'; ++a) {
        for (char b = 'A'; b <= 'Z'; ++b) {
            std::string region = {a, b};
            if (!config::region_or_none.accept(region)) continue;
            ++known;
            INFO(region);
            CHECK_NOTHROW(phone::parse_number("2015550123", region));
        }
    }
    CHECK(known == 245);
}

TEST_CASE("config: the manual's example can be used as it stands", "[config]") {
    const auto page = read_file(BKXSMS_SOURCE_DIR "/man/bkxsms.toml.5", 1 << 20);
    const auto first = page.find("\n[general]\n");
    REQUIRE(first != std::string::npos);
    const auto c = read(page.substr(first, page.find(".Ed", first) - first));
    CHECK(c.business_name == "Salon Anna");
    CHECK(c.twilio.auth_token == "file:twilio.token");
}

TEST_CASE("config: load reads a file that nobody else can change, and no other", "[config]") {
    const test::TempFolder folder;
    const auto file = folder.write("bkxsms.toml", "general.locale = \"de\"\n");
    CHECK(config::load(file).locale == "de");
    CHECK(config::load(file).database == folder.path() / "bkxsms.db");

    const auto fault_of = [](const fs::path& path) {
        try {
            config::load(path);
        } catch (const Error& e) {
            return e.fault();
        }
        FAIL("was read");
        return Fault::software;
    };
    fs::permissions(file, fs::perms(0640));
    CHECK_NOTHROW(config::load(file));
    for (const auto mode : {0660u, 0606u, 0622u, 0666u}) {
        INFO(mode);
        fs::permissions(file, fs::perms(mode));
        CHECK(fault_of(file) == Fault::no_permission);
    }
    fs::permissions(file, fs::perms(0600));
    fs::create_symlink(file, folder.path() / "link.toml");
    CHECK_NOTHROW(config::load(file));
    CHECK_THROWS_AS(config::load(folder.path() / "link.toml"), Error);
}

TEST_CASE("config: a missing file says how to make one", "[config]") {
    try {
        config::load("/nonexistent/bkxsms.toml");
        FAIL("was read");
    } catch (const Error& e) {
        CHECK(e.fault() == Fault::no_input);
        CHECK(std::string(e.what()) == "no configuration at '/nonexistent/bkxsms.toml'");
        CHECK(e.hint() == "`bkxsms init` makes one; --config FILE names another");
    }
}

TEST_CASE("config: routes and senders are rows, with any country and type where none is given",
          "[config]") {
    const auto c = config::parse("[[routes]]\ncountry = \"US\"\ntype = \"promotional\"\n"
                                 "providers = [\"plivo\", \"twilio\"]\n"
                                 "[[routes]]\nproviders = [\"vonage\"]\n"
                                 "[[senders]]\nprovider = \"vonage\"\nsender = \"Praxis\"\n"
                                 "[[senders]]\nprovider = \"aws\"\ncountry = \"DE\"\n"
                                 "sender = \"+4930123456\"\n",
                                 "/home/ann/bkxsms.toml");
    REQUIRE(c.routes.size() == 2);
    CHECK(c.routes[0].type == "promotional");
    CHECK(c.routes[0].providers == std::vector<std::string>{"plivo", "twilio"});
    CHECK(c.routes[1].country == "*");
    CHECK(c.routes[1].type == "*");
    REQUIRE(c.senders.size() == 2);
    CHECK(c.senders[0].country == "*");
    CHECK(c.senders[1].sender == "+4930123456");
    const auto rows = config::show(c);
    const auto shown = [&](std::string_view value) {
        return std::ranges::find(rows, value, &config::Shown::value) != rows.end();
    };
    CHECK(shown(R"({ country = "*", type = "*", providers = ["vonage"] })"));
    CHECK(shown(R"({ provider = "aws", country = "DE", sender = "+4930123456" })"));
}

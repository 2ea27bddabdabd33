#include "core/base/error.hpp"
#include "core/config/config.hpp"
#include "core/config/starter.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace bkxsms;
using config::StarterChoices;

TEST_CASE("starter: the live file reads as what was chosen", "[config]") {
    StarterChoices choices;
    choices.business_name = "Ann's \"Salon\" \\ Söhne";
    choices.region = "AT";
    choices.timezone = "Europe/Vienna";
    choices.locale = "de-AT";
    choices.currency = "EUR";
    choices.account_sid = "AC11";
    choices.phone_number = "+4367012345678";
    choices.public_url = "https://sms.example.com/hook";

    const auto c = config::parse(config::starter_toml(choices), "/home/ann/bkxsms.toml");
    CHECK(c.environment == config::Environment::production);
    CHECK(c.business_name == choices.business_name);
    CHECK(c.default_region == "AT");
    CHECK(c.timezone == "Europe/Vienna");
    CHECK(c.locale == "de-AT");
    CHECK(c.currency == "EUR");
    CHECK(c.twilio.account_sid == "AC11");
    CHECK(c.twilio.auth_token == "file:twilio.token");
    CHECK(c.twilio.phone_number == "+4367012345678");
    CHECK(c.twilio.base_url.empty());
    CHECK(c.public_url == "https://sms.example.com/hook");
    CHECK(c.monthly_budget_nano == config::defaults().monthly_budget_nano);
    CHECK(c.max_cost_per_message_nano == config::defaults().max_cost_per_message_nano);
}

TEST_CASE("starter: with nothing chosen it is valid and changes no default", "[config]") {
    const auto text = config::starter_toml({});
    const auto c = config::parse(text, "/home/ann/bkxsms.toml");
    CHECK(c.business_name.empty());
    CHECK(c.twilio.account_sid.empty());
    CHECK(text.find("# account_sid = \"AC") != std::string::npos);
    CHECK(std::ranges::count(text, '\n') < 40);
}

TEST_CASE("starter: the sandbox needs no account and talks to this machine", "[config]") {
    StarterChoices choices;
    choices.sandbox = true;
    choices.sandbox_port = 9000;
    choices.public_url = "http://127.0.0.1:9001/hook";
    const auto c = config::parse(config::starter_toml(choices), "/home/ann/bkxsms.toml");
    CHECK(c.environment == config::Environment::test);
    CHECK(c.twilio.base_url == "http://127.0.0.1:9000");
    CHECK(c.twilio.account_sid == config::sandbox_account_sid);
    CHECK(c.twilio.phone_number == config::sandbox_phone_number);
    CHECK(c.public_url == "http://127.0.0.1:9001/hook");
}

TEST_CASE("starter: a line that uncommented would be wrong is not written", "[config]") {
    auto text = config::starter_toml({});
    for (std::size_t at = 0; (at = text.find("\n# ", at)) != std::string::npos; ++at) {
        const auto line = text.substr(at + 3, text.find('\n', at + 1) - at - 3);
        if (line.find(" = \"") != std::string::npos) text.erase(at + 1, 2);
    }
    const auto c = config::parse(text, "/home/ann/bkxsms.toml");
    CHECK(c.business_name == "Example Dental");
    CHECK(c.public_url == "https://sms.example.com/hook");
}

TEST_CASE("starter: a wrong answer is refused before it is a file", "[config]") {
    StarterChoices choices;
    choices.region = "UK";
    CHECK_THROWS_AS(config::starter_toml(choices), Error);
    choices.region = "GB";
    choices.auth_token = "hush";
    CHECK_THROWS_AS(config::starter_toml(choices), Error);
    choices.auth_token = "file:t";
    choices.business_name = "x\"\n[twilio]\nenabled = false";
    CHECK_THROWS_AS(config::starter_toml(choices), Error);
}

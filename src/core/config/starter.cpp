#include "core/config/starter.hpp"

#include "core/base/error.hpp"
#include "core/config/config.hpp"
#include "core/config/value.hpp"

#include <fmt/format.h>

namespace bkxsms::config {
namespace {

std::string or_else(const std::string& chosen, const char* otherwise) {
    return chosen.empty() ? otherwise : chosen;
}

/// `key = "value"`, or the same line as a comment where there is no value yet.
std::string line(std::string_view key, const std::string& value, std::string_view example) {
    if (value.empty()) return fmt::format("# {} = {}\n", key, quote_toml(example));
    return fmt::format("{} = {}\n", key, quote_toml(value));
}

std::string head(const StarterChoices& choices) {
    if (!choices.sandbox)
        return "# bkxsms: all keys and their defaults are in bkxsms.toml(5).\n"
               "# `bkxsms config check` reads this file and says what is wrong with it.\n";
    return "# bkxsms on this machine alone: `bkxsms sandbox` plays the provider, nothing\n"
           "# leaves it and nothing costs money. To go live, take out the lines\n"
           "# marked (sandbox) and put your account under [twilio].\n"
           "# All keys and their defaults are in bkxsms.toml(5).\n"
           "\n"
           "environment = \"test\"   # (sandbox)\n";
}

std::string general(const StarterChoices& choices) {
    return "\n[general]\n" + line("business_name", choices.business_name, "Example Dental") +
           "# Whose numbers are meant when one has no '+': a country as ISO 3166 has it.\n" +
           line("default_region", choices.region, "GB") +
           "# The wall clock that appointments and quiet hours go by.\n" +
           line("timezone", choices.timezone, "Europe/London") +
           "# The language of texts when nothing better is known of the reader.\n" +
           line("locale", choices.locale, "en-GB");
}

std::string twilio(const StarterChoices& choices) {
    std::string out = "\n[twilio]\n";
    if (choices.sandbox)
        out += fmt::format("base_url = \"http://127.0.0.1:{}\"   # (sandbox)\n",
                           choices.sandbox_port);
    else
        out += "# The SID and the token are on the first page of the Twilio console.\n";
    out += line("account_sid",
                choices.sandbox ? or_else(choices.account_sid, sandbox_account_sid)
                                : choices.account_sid,
                "AC0123456789abcdef0123456789abcdef");
    out += "# The token itself is never in this file: it is in a file of its own, mode 0600.\n";
    out += line("auth_token", choices.auth_token, "file:twilio.token");
    out += "# The number that texts come from, with '+' and its country code.\n";
    return out + line("phone_number",
                      choices.sandbox ? or_else(choices.phone_number, sandbox_phone_number)
                                      : choices.phone_number,
                      "+447700900123");
}

std::string costs(const StarterChoices& choices) {
    return "\n[costs]\n" + line("currency", choices.currency, "USD") +
           "# Amounts in that currency.\n"
           "max_cost_per_message = \"0.10\"\n"
           "monthly_budget = \"500\"\n";
}

std::string webhooks(const StarterChoices& choices) {
    return "\n[webhooks]\n"
           "# Where the provider finds bkxsms-hook, to say that a text was delivered.\n" +
           line("public_url", choices.public_url, "https://sms.example.com/hook");
}

} // namespace

std::string starter_toml(const StarterChoices& choices) {
    auto text =
        head(choices) + general(choices) + twilio(choices) + costs(choices) + webhooks(choices);
    // A wrong answer is better refused before it is a file; where it would have stood in it
    // helps nobody.
    constexpr std::string_view draft = "bkxsms.toml";
    try {
        parse(text, std::string(draft));
    } catch (const Error& error) {
        std::string_view what = error.what();
        if (what.starts_with(draft)) what.remove_prefix(what.find(": ") + 2);
        throw Error(Fault::usage, std::string(what),
                    error.hint().empty() ? "correct the option; nothing was made yet"
                                         : error.hint());
    }
    return text;
}

} // namespace bkxsms::config

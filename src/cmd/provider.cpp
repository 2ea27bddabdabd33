// bkxsms provider: what is configured, and what providers say. See bkxsms-provider(1).

#include "cmd/accounts.hpp"
#include "cmd/ask.hpp"
#include "cmd/balance.hpp"
#include "cmd/command.hpp"
#include "cmd/provider_parts.hpp"
#include "cmd/rows.hpp"
#include "cmd/session.hpp"
#include "cmd/wire.hpp"
#include "core/base/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace bkxsms::cmd {
namespace {

const Account& account_of(const std::string& typed, Session& session) {
    return find_account(typed.empty() ? session.config().default_provider : typed);
}

/// What the account's provider answers to that question.
template <class T, class Pose>
T answer_of(const Account& account, std::string_view what, Session& session, Pose pose) {
    const auto gateway = account.open(session.config());
    auto question = pose(*gateway.provider, session.now());
    if (!question)
        throw Error(Fault::unavailable,
                    fmt::format("{} does not tell its {}", account.name, what),
                    "look at the provider's console");
    const auto transport = make_transport();
    auto answer = ask(*transport, std::move(*question), session.clock());
    if (const auto* failure = std::get_if<provider::Failure>(&answer))
        throw Error(Fault::unavailable,
                    fmt::format("{} does not tell its {}: {} {}", account.name, what,
                                failure->code, failure->why),
                    failure->category == provider::Category::auth
                        ? "correct its credentials in the configuration"
                        : "try again later, or look at the provider's console");
    return std::move(std::get<T>(answer));
}

int run_balance(const Account& account, Session& session) {
    const auto money =
        answer_of<Money>(account, "balance", session, [](const auto& provider, TimePoint now) {
            return provider.balance(now);
        });
    note_balance(account, money, session);
    print_rows(session.out(), {"PROVIDER", "BALANCE", "CURRENCY"},
               {{std::string(account.name), format_nano(money.nano), money.currency}});
    return 0;
}

std::string require_country(const std::string& typed) {
    auto code = typed;
    for (char& c : code)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (code.size() == 2 &&
        std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; }))
        return code;
    throw Error(Fault::usage, fmt::format("--country '{}' is no country", typed),
                "write it as ISO 3166 does, such as GB or DE");
}

int run_prices(const Account& account, const std::string& typed, Session& session) {
    const auto country = require_country(typed);
    const auto prices = answer_of<std::vector<provider::Price>>(
        account, "prices", session,
        [&](const auto& provider, TimePoint now) { return provider.prices(country, now); });
    Rows rows;
    for (const auto& price : prices)
        rows.push_back({price.country, price.network, format_nano(price.per_segment.nano),
                        price.per_segment.currency});
    print_rows(session.out(), {"COUNTRY", "NETWORK", "PRICE", "CURRENCY"}, rows);
    return 0;
}

int run_numbers(const Account& account, Session& session) {
    const auto numbers = answer_of<std::vector<provider::OwnNumber>>(
        account, "numbers", session,
        [](const auto& provider, TimePoint now) { return provider.own_numbers(now); });
    Rows rows;
    for (const auto& number : numbers)
        rows.push_back({number.number, number.country, number.type, number.texts ? "yes" : "no",
                        number.monthly ? format_nano(number.monthly->nano) : "",
                        number.monthly ? number.monthly->currency : ""});
    print_rows(session.out(), {"NUMBER", "COUNTRY", "TYPE", "TEXTS", "MONTHLY", "CURRENCY"},
               rows);
    return 0;
}

int run_errors(const Account& account, Session& session) {
    Rows rows;
    for (const auto& code : account.codes())
        rows.push_back({std::string(code.code), std::string(word(code.category)),
                        std::string(word(provider::whose_fault(code.category))),
                        std::string(word(code.remedy)), std::string(code.meaning)});
    print_rows(session.out(), {"CODE", "CATEGORY", "FAULT", "REMEDY", "MEANING"}, rows);
    return 0;
}

} // namespace

Action declare_provider(CLI::App& app) {
    auto name = std::make_shared<std::string>();
    auto country = std::make_shared<std::string>();
    app.require_subcommand(1);
    const auto add = [&](const char* word, const char* summary) {
        auto* const sub = app.add_subcommand(word, summary)->fallthrough();
        sub->add_option("name", *name, "Which; default general.default_provider")
            ->type_name("NAME");
        return sub;
    };
    app.add_subcommand("list", "What is configured")->fallthrough();
    auto* const balance = add("balance", "What is left of the money there");
    auto* const prices = add("prices", "What a segment costs, before tax");
    prices->add_option("--country", *country, "To which country")
        ->required()
        ->type_name("COUNTRY");
    auto* const numbers = add("numbers", "The account's own numbers");
    auto* const errors = add("errors", "What its error codes mean, and what is done");
    const auto change = declare_provider_changes(app);
    return [=](Session& session) {
        if (const auto status = change(session)) return *status;
        if (balance->parsed()) return run_balance(account_of(*name, session), session);
        if (prices->parsed()) return run_prices(account_of(*name, session), *country, session);
        if (numbers->parsed()) return run_numbers(account_of(*name, session), session);
        if (errors->parsed()) return run_errors(account_of(*name, session), session);
        return list_providers(session);
    };
}

} // namespace bkxsms::cmd

// bkxsms provider: what is configured, and what providers say. See bkxsms-provider(1).

#include "cmd/accounts.hpp"
#include "cmd/answer.hpp"
#include "cmd/balance.hpp"
#include "cmd/command.hpp"
#include "cmd/provider_parts.hpp"
#include "cmd/rows.hpp"
#include "cmd/session.hpp"

#include <memory>

namespace bkxsms::cmd {
namespace {

int run_balance(const Account& account, Session& session) {
    const auto money = answer_of<Money>(
        account, "its balance", session,
        [](const auto& provider, TimePoint now) { return provider.balance(now); });
    note_balance(account, money, session);
    print_rows(session.out(), {"PROVIDER", "BALANCE", "CURRENCY"},
               {{std::string(account.name), format_nano(money.nano), money.currency}});
    return 0;
}

int run_prices(const Account& account, const std::string& typed, Session& session) {
    const auto country = require_country(typed);
    const auto prices = answer_of<std::vector<provider::Price>>(
        account, "its prices", session,
        [&](const auto& provider, TimePoint now) { return provider.prices(country, now); });
    Rows rows;
    for (const auto& price : prices)
        rows.push_back({price.country, price.network, format_nano(price.per_segment.nano),
                        price.per_segment.currency});
    print_rows(session.out(), {"COUNTRY", "NETWORK", "PRICE", "CURRENCY"}, rows);
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
    auto* const errors = add("errors", "What its error codes mean, and what is done");
    const auto numbers = declare_provider_numbers(app);
    const auto change = declare_provider_changes(app);
    return [=](Session& session) {
        if (const auto status = change(session)) return *status;
        if (const auto status = numbers(session)) return *status;
        if (balance->parsed()) return run_balance(account_of(*name, session), session);
        if (prices->parsed()) return run_prices(account_of(*name, session), *country, session);
        if (errors->parsed()) return run_errors(account_of(*name, session), session);
        return list_providers(session);
    };
}

} // namespace bkxsms::cmd

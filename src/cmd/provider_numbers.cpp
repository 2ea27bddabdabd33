// bkxsms provider numbers, offers, buy, lookup. See bkxsms-provider(1).

#include "cmd/answer.hpp"
#include "cmd/provider_parts.hpp"
#include "cmd/rows.hpp"
#include "cmd/terminal.hpp"
#include "core/base/json.hpp"
#include "core/phone/number.hpp"
#include "core/store/audit.hpp"

#include <memory>

namespace bkxsms::cmd {
namespace {

using Numbers = std::vector<provider::OwnNumber>;

struct NumberOptions {
    std::string name, country, number;
    bool yes = false;
};

int print_numbers(const Numbers& numbers, Session& session) {
    Rows rows;
    for (const auto& number : numbers)
        rows.push_back({number.number, number.country, number.type, number.texts ? "yes" : "no",
                        number.monthly ? format_nano(number.monthly->nano) : "",
                        number.monthly ? number.monthly->currency : ""});
    print_rows(session.out(), {"NUMBER", "COUNTRY", "TYPE", "TEXTS", "MONTHLY", "CURRENCY"},
               rows);
    return 0;
}

int run_own(const NumberOptions& typed, Session& session) {
    const auto ask_it = [](const auto& provider, TimePoint now) {
        return provider.own_numbers(now);
    };
    return print_numbers(
        answer_of<Numbers>(account_of(typed.name, session), "its numbers", session, ask_it),
        session);
}

int run_offers(const NumberOptions& typed, Session& session) {
    const auto country = require_country(typed.country);
    const auto ask_it = [&](const auto& provider, TimePoint now) {
        return provider.offered_numbers(country, now);
    };
    return print_numbers(answer_of<Numbers>(account_of(typed.name, session),
                                            "which numbers it sells", session, ask_it),
                         session);
}

std::string require_number(const std::string& typed, Session& session) {
    const auto number = phone::parse_number(typed, session.config().default_region);
    if (const auto* no = std::get_if<phone::NotANumber>(&number))
        throw Error(Fault::data, "that is no phone number: " + no->explain(),
                    "write it with + and country code");
    return std::get<phone::Number>(number).e164;
}

int run_lookup(const NumberOptions& typed, Session& session) {
    const auto number = require_number(typed.number, session);
    const auto facts = answer_of<provider::NumberFacts>(
        account_of(typed.name, session), "about numbers", session,
        [&](const auto& provider, TimePoint now) { return provider.number(number, now); });
    print_rows(
        session.out(),
        {"NUMBER", "EXISTS", "COUNTRY", "TYPE", "CARRIER", "NETWORK", "OPTED_OUT"},
        {{facts.number, facts.exists ? "yes" : "no", facts.country, facts.type, facts.carrier,
          facts.network, facts.opted_out ? (*facts.opted_out ? "yes" : "no") : ""}});
    return 0;
}

void require_consent(const NumberOptions& typed, const std::string& number,
                     const Account& account) {
    if (typed.yes) return;
    if (!can_ask())
        throw Error(Fault::usage, "to buy a number costs money each month",
                    "give --yes to buy it without being asked");
    if (!ask_yes(fmt::format("Buy {} from {}, for a price each month?", number, account.name),
                 false))
        throw Error(Fault::usage, "nothing was bought");
}

/// The act is on the disk before the money is spent.
void audit_purchase(const Account& account, const std::string& country, Session& session) {
    if (!session.has_store()) return;
    json::Writer detail;
    detail.begin_object().key("country").string(country).end_object();
    store::Transaction tx(session.store().db);
    store::write_audit(session.store(),
                       {Session::actor(), "provider.buy",
                        fmt::format("provider {}", account.name), detail.str()},
                       session.now());
    tx.commit();
}

int run_buy(const NumberOptions& typed, Session& session) {
    const auto country = require_country(typed.country);
    const auto number = require_number(typed.number, session);
    const auto& account = account_of(typed.name, session);
    const auto gateway = account.open(session.config());
    auto question = gateway.provider->buy_number(country, number, session.now());
    if (!question)
        throw Error(Fault::unavailable, fmt::format("{} sells no numbers here", account.name),
                    "look at the provider's console");
    require_consent(typed, number, account);
    audit_purchase(account, country, session);
    const auto transport = make_transport();
    const auto answer = ask(*transport, std::move(*question), session.clock());
    if (const auto* failure = std::get_if<provider::Failure>(&answer))
        throw Error(Fault::unavailable,
                    fmt::format("{} did not say that it sold the number: {} {}", account.name,
                                failure->code, failure->why),
                    fmt::format("look at `bkxsms provider numbers {}` before you try again",
                                account.name));
    return print_numbers({std::get<provider::OwnNumber>(answer)}, session);
}

} // namespace

Part declare_provider_numbers(CLI::App& app) {
    auto typed = std::make_shared<NumberOptions>();
    const auto declare = [&](const char* word, const char* summary, bool of_one,
                             bool in_a_country) {
        auto* const sub = app.add_subcommand(word, summary)->fallthrough();
        if (of_one)
            sub->add_option("number", typed->number, "The number")
                ->required()
                ->type_name("NUMBER");
        sub->add_option("name", typed->name, "Which; default general.default_provider")
            ->type_name("NAME");
        if (in_a_country)
            sub->add_option("--country", typed->country, "Of which country")
                ->required()
                ->type_name("COUNTRY");
        return sub;
    };
    auto* const own = declare("numbers", "The account's own numbers", false, false);
    auto* const offers = declare("offers", "Numbers that can be bought there", false, true);
    auto* const buy = declare("buy", "Buy a number, for a price each month", true, true);
    buy->add_flag("--yes", typed->yes, "Do not ask");
    auto* const lookup = declare("lookup", "What is known of somebody's number", true, false);
    return [=](Session& session) -> std::optional<int> {
        if (own->parsed()) return run_own(*typed, session);
        if (offers->parsed()) return run_offers(*typed, session);
        if (buy->parsed()) return run_buy(*typed, session);
        if (lookup->parsed()) return run_lookup(*typed, session);
        return std::nullopt;
    };
}

} // namespace bkxsms::cmd

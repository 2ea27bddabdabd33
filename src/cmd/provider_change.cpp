// bkxsms provider test, enable, disable. See bkxsms-provider(1).

#include "cmd/account_change.hpp"
#include "cmd/account_check.hpp"
#include "cmd/accounts.hpp"
#include "cmd/balance.hpp"
#include "cmd/provider_parts.hpp"
#include "cmd/rows.hpp"
#include "cmd/wire.hpp"
#include "core/base/error.hpp"
#include "core/store/health.hpp"

#include <fmt/format.h>
#include <memory>

namespace bkxsms::cmd {
namespace {

/// One account's row; its status if it were the only one.
struct Tested {
    std::vector<std::string> row;
    int status = 0;
};

Tested test_account(const Account& account, const queue::Gateway& gateway,
                    transport::Transport& transport, Session& session) {
    const auto checked = check_account(*gateway.provider, transport, session.clock());
    std::vector<std::string> row = {
        std::string(account.name), "ok", std::to_string(checked.took.count()), "", "", ""};
    if (checked.balance) {
        note_balance(account, *checked.balance, session);
        row[3] = format_nano(checked.balance->nano);
        row[4] = checked.balance->currency;
    }
    if (!checked.failure) return {row, 0};
    row[1] = word(checked.failure->category);
    row[5] = in_words(*checked.failure);
    const bool ours = checked.failure->category == provider::Category::auth;
    return {row, static_cast<int>(ours ? Fault::config : Fault::unavailable)};
}

void print_tested(const Rows& rows, Session& session) {
    print_rows(session.out(), {"PROVIDER", "RESULT", "TOOK_MS", "BALANCE", "CURRENCY", "WHY"},
               rows);
}

int test_all(Session& session) {
    Rows rows;
    bool good = true;
    const auto transport = make_transport();
    for (const auto& account : accounts()) {
        if (!account.settings(session.config()).enabled) continue;
        try {
            auto tested =
                test_account(account, account.open(session.config()), *transport, session);
            good = good && tested.status == 0;
            rows.push_back(std::move(tested.row));
        } catch (const Error& error) { // of its part of the configuration
            good = false;
            rows.push_back({std::string(account.name), std::string(category(error.fault())), "",
                            "", "", error.what()});
        }
    }
    if (rows.empty())
        throw Error(Fault::config, "no provider is enabled", "`bkxsms provider add NAME`");
    print_tested(rows, session);
    return good ? 0 : static_cast<int>(Fault::unavailable);
}

int run_test(const std::string& name, Session& session) {
    if (name.empty()) return test_all(session);
    const auto& account = find_account(name);
    const auto gateway = account.open(session.config());
    const auto transport = make_transport();
    const auto tested = test_account(account, gateway, *transport, session);
    print_tested({tested.row}, session);
    return tested.status;
}

std::vector<config::Setting> enabled_setting(const Account& account, bool enabled) {
    return {{fmt::format("{}.enabled", account.name), enabled ? "true" : "false"}};
}

void change(const Account& account, bool enabled, Session& session) {
    const auto settings = enabled_setting(account, enabled);
    AuditedChange audited(enabled ? "provider.enable" : "provider.disable", account, settings,
                          session);
    config::save_settings(session.config().file, settings);
    // A person says that it is well: what runs learned of it before is not held against it.
    if (enabled && session.has_store())
        store::keep_breaker(session.store(), account.name, {}, session.now());
    audited.commit();
}

/// An account that cannot send must not look as if it could.
void require_complete(const Account& account, Session& session) {
    const auto config = try_settings(enabled_setting(account, true), session);
    try {
        account.open(config);
    } catch (const Error& error) {
        throw Error(error.fault(),
                    fmt::format("{} is not complete: {}", account.name, error.what()),
                    fmt::format("`bkxsms provider add {}` sets it up", account.name));
    }
}

int run_switch(const std::string& name, bool wanted, Session& session) {
    const auto& account = find_account(name);
    const auto& config = session.config();
    const bool is_new = account.settings(config).enabled != wanted;
    if (wanted) require_complete(account, session);
    if (!wanted && is_new && account.name == config.default_provider)
        throw Error(Fault::config, fmt::format("{} is the default provider", account.name),
                    "set general.default_provider to another one first");
    if (is_new) change(account, wanted, session);
    const std::string_view state = wanted ? "is enabled" : "is disabled";
    const auto words = fmt::format("{}{}", state, is_new ? "" : "; it was before");
    print_change(account, {wanted, is_new, words}, session);
    return 0;
}

} // namespace

Part declare_provider_changes(CLI::App& provider) {
    const auto add = declare_provider_add(provider);
    auto name = std::make_shared<std::string>();
    const auto declare = [&](const char* word, const char* summary) {
        auto* const sub = provider.add_subcommand(word, summary)->fallthrough();
        sub->add_option("name", *name, "twilio, vonage, plivo or aws")->type_name("NAME");
        return sub;
    };
    auto* const test =
        declare("test", "Are the credentials good? All that are enabled, or one");
    auto* const enable = declare("enable", "Send through it from now on");
    auto* const disable = declare("disable", "Send nothing more through it");
    for (auto* const sub : {enable, disable}) sub->get_option("name")->required();
    return [=](Session& session) -> std::optional<int> {
        if (test->parsed()) return run_test(*name, session);
        if (enable->parsed()) return run_switch(*name, true, session);
        if (disable->parsed()) return run_switch(*name, false, session);
        return add(session);
    };
}

} // namespace bkxsms::cmd

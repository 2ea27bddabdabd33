// bkxsms provider add. See bkxsms-provider(1).

#include "cmd/account_change.hpp"
#include "cmd/account_check.hpp"
#include "cmd/account_files.hpp"
#include "cmd/account_wizard.hpp"
#include "cmd/add_options.hpp"
#include "cmd/provider_parts.hpp"
#include "cmd/startup.hpp"
#include "cmd/terminal.hpp"
#include "cmd/wire.hpp"
#include "core/base/error.hpp"
#include "core/config/value.hpp"

#include <fmt/format.h>
#include <memory>

namespace bkxsms::cmd {
namespace {

void require_complete(const AccountDraft& draft) {
    const auto missing = draft.missing();
    if (missing.empty()) return;
    throw Error(
        Fault::usage,
        fmt::format("{} needs {}", draft.account().name, fmt::join(missing, ", ")),
        "--set KEY=VALUE, and a secret by --secret-file KEY=FILE or --secrets-from -; on "
        "a terminal it asks for them");
}

std::vector<config::Setting> write_secrets(const AccountDraft& draft, NewSecrets& files) {
    std::vector<config::Setting> settings;
    for (const auto& field : draft.account().fields())
        if (const auto secret = draft.secrets().find(field.key);
            secret != draft.secrets().end())
            settings.push_back({fmt::format("{}.{}", draft.account().name, field.key),
                                config::quote_toml(files.write(field.file, secret->second,
                                                               draft.in_force(field.key)))});
    return settings;
}

/// Nothing if the credentials are good; else why it may go on, or an Error.
std::string test(const Account& account, const queue::Gateway& gateway, bool may_ask,
                 Session& session) {
    const auto transport = make_transport();
    if (may_ask) Output::talk(fmt::format("Asking {} …\n", account.name));
    const auto checked = check_account(*gateway.provider, *transport, session.clock());
    if (!checked.failure)
        return checked.balance
                   ? fmt::format("its credentials are good, {} {} left",
                                 format_nano(checked.balance->nano), checked.balance->currency)
                   : "its credentials are good";
    const auto what = fmt::format("{}: {}", account.name, in_words(*checked.failure));
    if (checked.failure->category == provider::Category::auth)
        throw Error(Fault::config, what, "nothing was changed; look at them once more");
    Output::note(what);
    if (may_ask && ask_yes("Save it all the same?", false)) return "it did not pass the test";
    throw Error(Fault::unavailable, fmt::format("{} was not added", account.name),
                "try again later, or leave the test out with --no-test");
}

int run_add(const AddOptions& typed, Session& session) {
    const auto& account = find_account(typed.name);
    const auto& config = session.config();
    config::require_changeable(config.file);
    AccountDraft draft(account, config);
    read_account_options(typed, draft);
    catch_stop_signals(); // from here on there is something to take back
    const bool asks = can_ask() && (typed.gives_nothing() || !draft.missing().empty());
    if (asks)
        ask_for_account(draft);
    else
        require_complete(draft);

    NewSecrets files(config.file.parent_path());
    auto settings = draft.settings();
    for (auto& secret : write_secrets(draft, files)) settings.push_back(std::move(secret));
    settings.push_back({fmt::format("{}.enabled", account.name), "true"});
    if (typed.make_default)
        settings.push_back({"general.default_provider", config::quote_toml(account.name)});
    const auto gateway = account.open(try_settings(settings, session));
    if (asks) {
        Output::talk(fmt::format("What comes into {}:\n{}", config.file.string(),
                                 show_settings(settings)));
        if (!ask_yes("Go on?", true)) {
            Output::note("nothing was changed");
            return 0;
        }
    }
    const auto tested =
        typed.no_test ? "it was not tested" : test(account, gateway, asks, session);
    AuditedChange audited("provider.add", account, settings, session);
    config::save_settings(config.file, settings);
    files.keep();
    audited.commit();
    print_change(account, {true, true, fmt::format("is set up and enabled: {}", tested)},
                 session);
    return 0;
}

} // namespace

Part declare_provider_add(CLI::App& provider) {
    auto* const app =
        provider.add_subcommand("add", "Set one up: asks, or takes options")->fallthrough();
    auto options = std::make_shared<AddOptions>();
    add_account_options(*app, *options);
    return [app, options](Session& session) -> std::optional<int> {
        if (!app->parsed()) return std::nullopt;
        return run_add(*options, session);
    };
}

} // namespace bkxsms::cmd

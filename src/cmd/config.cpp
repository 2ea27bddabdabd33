// bkxsms config: check, show, path. See bkxsms-config(1).

#include "cmd/accounts.hpp"
#include "cmd/command.hpp"
#include "cmd/session.hpp"
#include "cmd/wire.hpp"
#include "core/base/json.hpp"

#include <fmt/format.h>
#include <memory>

namespace bkxsms::cmd {
namespace {

int run_check(Session& session) {
    const auto& config = session.config();
    // Also what only shows when it is used: the secrets and the senders of the providers.
    for (const auto& account : accounts())
        if (account.settings(config).enabled) account.open(config);
    make_gateways(config);
    if (!session.out().quiet())
        session.out().line(fmt::format("{}: all is well", config.file.string()));
    return 0;
}

int run_show(Session& session) {
    auto& out = session.out();
    std::vector<std::vector<std::string>> rows;
    json::Writer json;
    json.begin_object();
    for (const auto& key : config::show(session.config())) {
        rows.push_back({key.name, key.value, key.from_file ? "file" : "default"});
        json.key(key.name).begin_object().key("value").string(key.value);
        json.key("origin").string(key.from_file ? "file" : "default").end_object();
    }
    if (out.structured())
        out.line(json.end_object().str());
    else
        out.table({"KEY", "VALUE", "ORIGIN"}, rows);
    return 0;
}

} // namespace

Action declare_config(CLI::App& app) {
    app.require_subcommand(1);
    auto* const check = app.add_subcommand("check", "Is it complete and right?")->fallthrough();
    auto* const show =
        app.add_subcommand("show", "Every key in force, and its origin")->fallthrough();
    app.add_subcommand("path", "Where it is")->fallthrough();
    return [check, show](Session& session) {
        if (check->parsed()) return run_check(session);
        if (show->parsed()) return run_show(session);
        session.out().line(session.config_path().string());
        return 0;
    };
}

} // namespace bkxsms::cmd

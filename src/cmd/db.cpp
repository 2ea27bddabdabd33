// bkxsms db: migrate, check. See bkxsms-db(1).

#include "cmd/command.hpp"
#include "cmd/session.hpp"
#include "core/base/error.hpp"
#include "core/store/audit.hpp"
#include "core/store/message_list.hpp"
#include "core/store/migrate.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {
namespace {

int run_migrate(Session& session) {
    auto db = store::Db::open(session.config().database, store::Db::Mode::write);
    const int steps = store::migrate(db);
    if (steps > 0) {
        auto& store = session.store();
        store::Transaction tx(store.db);
        store::write_audit(store,
                           {Session::actor(), "db.migrate",
                            fmt::format("version {}", store::newest_version())},
                           session.now());
        tx.commit();
    }
    if (!session.out().quiet())
        session.out().line(fmt::format("version {}, {} steps", store::newest_version(), steps));
    return 0;
}

/// Else the advice would be to do what is being done.
store::Store& open_for_check(Session& session) {
    try {
        return session.store();
    } catch (const Error& error) {
        if (error.fault() != Fault::io) throw;
        throw Error(error.fault(), error.what(),
                    "restore a backup; keep this file for examination");
    }
}

int run_check(Session& session) {
    auto& store = open_for_check(session);
    auto& out = session.out();
    const auto damage = store.db.damage();
    for (const auto& problem : damage) out.line(problem);
    const auto broken = store::broken_audit_links(store);
    for (const auto n : broken) out.line(fmt::format("audit row {} does not fit the chain", n));
    out.flush(); // what was found, before what it means
    if (!damage.empty() || !broken.empty())
        throw Error(
            Fault::io,
            fmt::format("the database '{}' is damaged", session.config().database.string()),
            "restore a backup; keep this file for examination");
    if (out.quiet()) return 0;
    for (const auto& row : store::count_by_status(store))
        out.line(fmt::format("{:>8} {}", row.count, word(row.status)));
    out.line("the database and its audit chain are whole");
    return 0;
}

} // namespace

Action declare_db(CLI::App& app) {
    app.require_subcommand(1);
    auto* const migrate =
        app.add_subcommand("migrate", "Bring it to this program's version")->fallthrough();
    app.add_subcommand("check", "Is it whole? Counts by status")->fallthrough();
    return [migrate](Session& session) {
        return migrate->parsed() ? run_migrate(session) : run_check(session);
    };
}

} // namespace bkxsms::cmd

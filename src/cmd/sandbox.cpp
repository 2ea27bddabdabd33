// bkxsms sandbox: a provider on this machine. See bkxsms-sandbox(1).

#include "core/sandbox/sandbox.hpp"
#include "cmd/checks.hpp"
#include "cmd/command.hpp"
#include "cmd/session.hpp"

#include <memory>

namespace bkxsms::cmd {
namespace {

int run_sandbox(const sandbox::Options& options, Session& session) {
    sandbox::Sandbox sandbox(options);
    sandbox.start();
    // The address is data: a script waits for this line.
    session.out().line(sandbox.url());
    session.out().flush();
    if (!session.out().quiet()) {
        for (const auto& line : sandbox::demonstration_credentials()) Output::note(line);
        Output::note("stop with Ctrl-C");
    }
    sandbox.run_until_stopped();
    return 0;
}

} // namespace

Action declare_sandbox(CLI::App& app) {
    auto o = std::make_shared<sandbox::Options>();
    o->port = 8025;
    app.add_option("--port", o->port, "Where to listen; 0 picks a free one; default 8025")
        ->type_name("PORT")
        ->check(whole_number(0, 65535));
    app.add_option("--ledger", o->ledger_file, "Append what was accepted, one JSON line each")
        ->type_name("FILE");
    app.add_option("--scenario", o->scenario_file, "Faults to play, see docs/sandbox.md")
        ->type_name("FILE");
    app.add_option("--callback-exec", o->callback_exec, "A CGI program that gets the callbacks")
        ->type_name("PROGRAM");
    app.add_option("--callback-env", o->callback_environment, "For that program; repeatable")
        ->type_name("NAME=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--callback-connect-to", o->callback_connect_to, "Web server for callbacks")
        ->type_name("HOST:PORT");
    return [o](Session& session) { return run_sandbox(*o, session); };
}

} // namespace bkxsms::cmd

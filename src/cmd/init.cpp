// bkxsms init: configuration, keys, database, spool. See bkxsms-init(1).

#include "cmd/checks.hpp"
#include "cmd/command.hpp"
#include "cmd/session.hpp"
#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/parse.hpp"
#include "core/config/starter.hpp"
#include "core/inbound/spool.hpp"
#include "core/sandbox/sandbox.hpp"
#include "core/security/keyring.hpp"
#include "core/store/audit.hpp"
#include "core/store/migrate.hpp"

#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace bkxsms::cmd {

namespace fs = std::filesystem;

namespace {

struct InitOptions {
    config::StarterChoices choices;
    bool chosen = false;    ///< anything was said about a configuration to be made
    std::string token_file; ///< where the auth token is read from, - for standard input
};

std::string read_token(const InitOptions& options) {
    if (options.choices.sandbox)
        return std::string(sandbox::demonstration_account().token.reveal());
    if (options.token_file.empty()) return {};
    const auto text = options.token_file == "-" ? read_all(STDIN_FILENO, 4096)
                                                : read_file(options.token_file, 4096);
    return std::string(trim(text));
}

/// The file and, beside it, the token it refers to.
void write_config(const fs::path& path, InitOptions options) {
    auto& choices = options.choices;
    if (choices.sandbox) {
        choices.account_sid = config::sandbox_account_sid;
        choices.phone_number = config::sandbox_phone_number;
    }
    const auto token = read_token(options);
    const auto text = config::starter_toml(choices);
    make_folder(path.parent_path(), 0750);
    const auto token_path = path.parent_path() / "twilio.token";
    if (!token.empty()) write_file_durably(token_path, token + "\n", 0600);
    create_file_durably(path, text, 0640);
}

void make_keys(const config::Config& config) {
    if (fs::exists(config.keyring)) return;
    if (fs::exists(config.database))
        throw Error(
            Fault::config,
            fmt::format("the keyring '{}' is missing, but the database exists",
                        config.keyring.string()),
            "put the keyring back from its backup: without it the texts cannot be read");
    make_folder(config.keyring.parent_path(), 0700);
    security::Keyring::create(config.keyring);
}

void make_database(const config::Config& config, TimePoint now) {
    make_folder(config.database.parent_path(), 0700);
    auto db = store::Db::open(config.database, store::Db::Mode::create);
    const int steps = store::migrate(db);
    store::Store store{std::move(db), security::Vault(security::Keyring::load(config.keyring))};
    if (steps == 0) return;
    store::Transaction tx(store.db);
    store::write_audit(store, {Session::actor(), "init", "database"}, now);
    tx.commit();
}

int run_init(const InitOptions& options, Session& session) {
    const auto path = session.config_path();
    const bool fresh = !fs::exists(path);
    if (fresh) write_config(path, options);
    const auto config = config::load(path);
    const bool fresh_keys = !fs::exists(config.keyring);
    const bool fresh_database = !fs::exists(config.database);
    const bool fresh_spool = !fs::exists(config.spool);
    make_keys(config);
    make_database(config, session.now());
    make_folder(config.run, 0700);
    inbound::make_spool(config.spool);

    if (!fresh && options.chosen)
        Output::note(
            "the configuration was there: the options given now changed nothing; edit it");
    auto& out = session.out();
    if (out.quiet()) return 0;
    const auto tell = [&](std::string_view what, const fs::path& where, bool made) {
        out.line(
            fmt::format("{:<14}{}{}", what, where.string(), made ? "" : "  (was there; kept)"));
    };
    tell("configuration", path, fresh);
    tell("keys", config.keyring, fresh_keys);
    tell("database", config.database, fresh_database);
    tell("spool", config.spool, fresh_spool);
    if (fresh_keys) out.line("\nKeep a copy of the keys apart from backups of the database.");
    if (fresh && !options.choices.sandbox)
        out.line(options.choices.account_sid.empty()
                     ? "Next: `bkxsms provider add twilio`, or vonage, plivo or aws."
                     : "Next: look at the configuration, then `bkxsms config check`.");
    return 0;
}

} // namespace

Action declare_init(CLI::App& app) {
    auto o = std::make_shared<InitOptions>();
    auto& c = o->choices;
    app.add_flag("--sandbox", c.sandbox, "Use `bkxsms sandbox` on this machine, not Twilio");
    app.add_option("--sandbox-port", c.sandbox_port, "Where it listens; default 8025")
        ->type_name("PORT")
        ->check(whole_number(1, 65535));
    app.add_option("--business", c.business_name, "Name of the business in texts")
        ->type_name("NAME");
    app.add_option("--region", c.region, "Country of numbers without +")->type_name("ISO");
    app.add_option("--tz", c.timezone, "Zone of the business; default UTC")->type_name("ZONE");
    app.add_option("--language", c.locale, "Language of texts; default en")->type_name("TAG");
    app.add_option("--currency", c.currency, "Currency of prices; default USD")
        ->type_name("CODE");
    app.add_option("--account-sid", c.account_sid, "Twilio account, AC…")->type_name("SID");
    app.add_option("--phone-number", c.phone_number, "Twilio number that sends")
        ->type_name("NUMBER");
    app.add_option("--token-file", o->token_file, "Twilio auth token, - for standard input")
        ->type_name("FILE");
    app.add_option("--public-url", c.public_url, "Where the web server has bkxsms-hook")
        ->type_name("URL");
    return [o, &app](Session& session) {
        for (const auto* option : app.get_options())
            o->chosen = o->chosen || option->count() > 0;
        return run_init(*o, session);
    };
}

} // namespace bkxsms::cmd

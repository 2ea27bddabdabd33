#include "cmd/command.hpp"

namespace bkxsms::cmd {

Action declare_config(CLI::App& app);
Action declare_db(CLI::App& app);
Action declare_init(CLI::App& app);
Action declare_messages(CLI::App& app);
Action declare_preview(CLI::App& app);
Action declare_provider(CLI::App& app);
Action declare_queue_run(CLI::App& app);
Action declare_retry(CLI::App& app);
Action declare_sandbox(CLI::App& app);
Action declare_send(CLI::App& app);
Action declare_template(CLI::App& app);
Action declare_webhook_import(CLI::App& app);

namespace {

constexpr Command table[] = {
    {"config", "Check and show the configuration", Needs::config, declare_config},
    {"db", "Bring the database up to date, check it", Needs::write, declare_db},
    {"init", "Make configuration, keys and database", Needs::nothing, declare_init},
    {"messages", "List messages, show one, change or settle some", Needs::read,
     declare_messages},
    {"preview", "Show a text with its parts and price; store nothing", Needs::nothing,
     declare_preview},
    {"provider", "Set up the providers, and ask them", Needs::send, declare_provider},
    {"queue-run", "Send what is due", Needs::send, declare_queue_run},
    {"retry", "Try again what was not delivered", Needs::write, declare_retry},
    {"sandbox", "A provider on this machine, for trying and testing", Needs::nothing,
     declare_sandbox},
    {"send", "Accept one message, or many", Needs::write, declare_send},
    {"template", "List, show and check the templates of texts", Needs::nothing,
     declare_template},
    {"webhook-import", "Apply what the providers reported", Needs::send,
     declare_webhook_import},
};

} // namespace

std::span<const Command> commands() noexcept {
    return table;
}

} // namespace bkxsms::cmd

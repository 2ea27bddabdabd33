#include "cmd/account_wizard.hpp"

#include "cmd/output.hpp"
#include "cmd/terminal.hpp"
#include "core/base/error.hpp"
#include "core/base/file.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {
namespace {

bool is_secret(const Field& field) {
    return !field.file.empty();
}

/// "  api_key [5a4db0c5]: "; what Enter means is in the brackets.
std::string prompt_for(const Field& field, const AccountDraft& draft) {
    std::string enter;
    if (draft.has(field.key))
        enter = is_secret(field) ? "keep it" : draft.in_force(field.key);
    else if (!draft.is_needed(field))
        enter = "leave out";
    const auto* const what = field.many_lines ? ", its file" : "";
    if (!enter.empty()) enter = " [" + enter + "]";
    return fmt::format("  {}{}{}: ", field.key, what, enter);
}

security::Secret ask_for_secret(const Field& field, const std::string& prompt) {
    if (!field.many_lines) return ask_secret(prompt);
    const auto path = ask_line(prompt);
    if (path.empty()) return {};
    try {
        return security::Secret(read_file(path, security::max_secret_bytes));
    } catch (const Error& error) {
        throw Error(Fault::data, error.what()); // a wrong answer, and no end of the input
    }
}

/// False if it has to be asked again.
bool try_to_ask(const Field& field, const std::string& prompt, AccountDraft& draft) {
    try {
        if (is_secret(field)) {
            const auto secret = ask_for_secret(field, prompt);
            if (secret.empty()) return draft.has(field.key) || !draft.is_needed(field);
            draft.set_secret(field.key, secret.reveal());
            return true;
        }
        const auto typed = ask_line(prompt);
        if (typed.empty()) return draft.has(field.key) || !draft.is_needed(field);
        draft.set(field.key, typed);
        return true;
    } catch (const Error& error) {
        if (error.fault() != Fault::usage && error.fault() != Fault::data) throw;
        Output::talk(fmt::format("  {}\n", error.what()));
        return false;
    }
}

} // namespace

void ask_for_account(AccountDraft& draft) {
    Output::talk(fmt::format("The account at {}. Enter takes what is in brackets; ^C ends it, "
                             "and nothing is changed.\n",
                             draft.account().name));
    for (const auto& field : draft.account().fields()) {
        if (draft.is_given(field.key) || !draft.is_asked(field)) continue;
        Output::talk(fmt::format("\n{}\n", field.about));
        const auto prompt = prompt_for(field, draft);
        while (!try_to_ask(field, prompt, draft)) {
        }
    }
    Output::talk("\n");
}

std::string show_settings(const std::vector<config::Setting>& settings) {
    std::string out, table;
    for (const auto& setting : settings) {
        const auto dot = setting.name.find('.');
        if (setting.name.substr(0, dot) != table) {
            table = setting.name.substr(0, dot);
            out += fmt::format("  [{}]\n", table);
        }
        out += fmt::format("  {} = {}\n", setting.name.substr(dot + 1), setting.value);
    }
    return out;
}

} // namespace bkxsms::cmd

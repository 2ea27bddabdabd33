#pragma once

#include "cmd/account_draft.hpp"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace bkxsms::cmd {

/// The command line of `provider add`.
struct AddOptions {
    std::string name;
    std::vector<std::string> sets, secret_files;
    std::string secrets_from;
    bool make_default = false, no_test = false;

    bool gives_nothing() const {
        return sets.empty() && secret_files.empty() && secrets_from.empty();
    }
};

void add_account_options(CLI::App& app, AddOptions& options);

/// Everything that was given, from the command line, files and standard input, put into the
/// draft. \throws Error{usage|data|no_input}, never with the value of a secret.
void read_account_options(const AddOptions& options, AccountDraft& draft);

} // namespace bkxsms::cmd

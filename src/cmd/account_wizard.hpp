#pragma once

#include "cmd/account_draft.hpp"

#include <string>
#include <vector>

namespace bkxsms::cmd {

/// Asks a person for every field of the account that was not given yet, and asks again for what
/// cannot be. Enter keeps what is in force, or leaves out what is not needed.
/// REQUIRES: can_ask(). \throws as ask_line().
void ask_for_account(AccountDraft& draft);

/// "  [vonage]\n  api_key = …": what a file is about to get, in the order given.
std::string show_settings(const std::vector<config::Setting>& settings);

} // namespace bkxsms::cmd

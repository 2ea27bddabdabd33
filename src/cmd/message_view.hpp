#pragma once

#include "cmd/output.hpp"
#include "core/store/message_list.hpp"

#include <vector>

namespace bkxsms::cmd {

/// One line each; numbers masked, the text cut short.
void print_message_table(const std::vector<store::Message>& messages, Output& out);

/// All about one message: its fields, its text, what happened to it and every attempt.
void print_message(const store::Message& message, store::Store& store, Output& out);

} // namespace bkxsms::cmd

#pragma once

#include "core/queue/compose.hpp"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace bkxsms::cmd {

/// The options that describe one message: the same for `send` and `preview`.
struct WishOptions {
    queue::Wish wish;
    std::vector<std::string> sets; ///< name=value
    std::string message_file;      ///< "-" for standard input
    std::string json_in;           ///< "-" or a file: one JSON document instead of options
};

void add_wish_options(CLI::App& app, WishOptions& options);

/// The wish with its files read. \throws Error{usage|data|no_input}
queue::Wish read_wish(const WishOptions& options);

} // namespace bkxsms::cmd

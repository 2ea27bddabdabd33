#pragma once

#include "cmd/session.hpp"
#include "cmd/wish_options.hpp"

#include <string>
#include <vector>

namespace bkxsms::cmd {

/// The options of a bulk send.
struct ManyOptions {
    std::string csv; ///< file, "-" for standard input
    std::string jsonl;
    std::vector<std::string> maps; ///< field=Column
    std::string separator;         ///< "" for a comma

    bool wanted() const noexcept { return !csv.empty() || !jsonl.empty(); }
};

void add_many_options(CLI::App& app, ManyOptions& options);

/// \throws Error{usage} for options of a bulk send that do not go together or stand alone.
void require_one_source(const ManyOptions& options, const WishOptions& common);

/// Prints an id per row; a refused row goes to standard error with its line. 65 if any was
/// refused.
int send_many(const ManyOptions& options, const WishOptions& common, bool dry_run,
              Session& session);

} // namespace bkxsms::cmd

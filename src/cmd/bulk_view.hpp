#pragma once

#include "cmd/session.hpp"
#include "core/queue/bulk.hpp"

/// \file
/// What a bulk send shows of its rows.

namespace bkxsms::cmd {

/// One row: its id, what would be sent, or why it was refused. \throws Error{io} if it cannot
/// be shown; the message says how far the rows are accepted all the same.
void print_row(const queue::BulkRow& row, bool dry_run, Session& session);

/// One line on standard error at the end.
void print_summary(const queue::BulkTotals& totals, bool dry_run);

} // namespace bkxsms::cmd

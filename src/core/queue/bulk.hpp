#pragma once

#include "core/queue/compose.hpp"
#include "core/queue/enqueue.hpp"

#include <cstddef>
#include <functional>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Many messages from a file: CSV with a header, or JSON lines. Rows are accepted in groups,
/// each in one transaction with one audit row; a bad row is reported with its line and the
/// others go on. Memory does not grow with the file.

namespace bkxsms::queue {

/// Rows of one transaction.
inline constexpr std::size_t bulk_group = 1000;

enum class BulkFormat { csv, jsonl };

struct BulkOptions {
    BulkFormat format = BulkFormat::csv;
    char separator = ',';
    std::map<std::string, std::string> columns; ///< field → column of the file
    Wish common; ///< what holds for every row that does not say otherwise
    std::string actor;
    bool dry_run = false; ///< check every row, accept none
};

/// What became of one row; in the order of the file.
struct BulkRow {
    std::size_t line = 0;
    Receipt receipt;
    Draft draft; ///< only with dry_run
};

struct BulkTotals {
    std::size_t rows = 0, accepted = 0, duplicates = 0, refused = 0;
    bool stopped = false; ///< rows may be left
    std::string batch;    ///< the name under which they stand together
};

/// `report` is called for each row once its group is on the disk. `stop` is asked between
/// groups. \throws Error{data} for a header that cannot be used; Error as accept(): the groups
/// before are accepted, this one is not.
BulkTotals send_bulk(store::Store* store, Composer& composer, const config::Config& config,
                     std::istream& in, const BulkOptions& options, Clock& clock,
                     const std::function<void(const BulkRow&)>& report,
                     const std::function<bool()>& stop);

} // namespace bkxsms::queue

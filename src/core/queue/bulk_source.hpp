#pragma once

#include "core/queue/bulk.hpp"

#include <cstddef>
#include <istream>
#include <memory>
#include <optional>

namespace bkxsms::queue {

/// The longest JSON line; more of one is never in memory.
inline constexpr std::size_t max_json_line = 256 * 1024;

/// One row of the file: a wish, or why it is none.
struct SourceRow {
    std::size_t line = 0;
    Wish wish;
    std::optional<Refused> problem;
};

/// Where rows come from.
class Source {
public:
    virtual ~Source() = default;
    /// nullopt at the end. \throws Error{io} if the file cannot be read on.
    virtual std::optional<SourceRow> next() = 0;
};

/// All must outlive the source. \throws Error{data} if no row of the file could be accepted: a
/// CSV without a usable header, with a column that is nothing, without one that the template
/// needs.
std::unique_ptr<Source> open_source(std::istream& in, const BulkOptions& options,
                                    const Composer& composer);

} // namespace bkxsms::queue

#include "cmd/bulk_view.hpp"

#include "cmd/draft_json.hpp"
#include "cmd/message_json.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {

namespace {

/// The error object of a refused row; on standard output among the results of the others.
std::string refusal_json(const queue::BulkRow& row, const queue::Refused& refused) {
    json::Writer out;
    out.begin_object().key("line").integer(static_cast<std::int64_t>(row.line));
    out.key("error").begin_object().key("category").string("data");
    out.key("message").string(refused.what).key("hint");
    if (refused.hint.empty())
        out.null();
    else
        out.string(refused.hint);
    return out.end_object().end_object().str();
}

void show_row(const queue::BulkRow& row, bool dry_run, Session& session) {
    auto& out = session.out();
    if (const auto* refused = std::get_if<queue::Refused>(&row.receipt)) {
        if (out.structured())
            out.line(refusal_json(row, *refused));
        else
            Output::note(fmt::format("line {}: {}", row.line, refused->what));
        return;
    }
    if (dry_run) {
        out.line(out.structured() ? draft_json(row.draft, session.now())
                                  : row.draft.message.text);
        return;
    }
    const auto& accepted = std::get<queue::Accepted>(row.receipt);
    out.line(out.structured() ? receipt_json(accepted) : std::to_string(accepted.id.value));
}

} // namespace

// A result that cannot be shown has still happened.
void print_row(const queue::BulkRow& row, bool dry_run, Session& session) {
    try {
        show_row(row, dry_run, session);
    } catch (const Error& lost) {
        if (dry_run) throw;
        throw Error(
            lost.fault(),
            fmt::format("{}; rows up to line {} at least are accepted", lost.what(), row.line),
            "send the file again only if it has a column 'key'");
    }
}

void print_summary(const queue::BulkTotals& totals, bool dry_run) {
    Output::note(fmt::format("{} {}: {} {}, {} known before, {} refused{}", totals.rows,
                             totals.rows == 1 ? "row" : "rows", totals.accepted,
                             dry_run ? "good" : "accepted", totals.duplicates, totals.refused,
                             totals.accepted > 0 && !dry_run ? "; batch " + totals.batch : ""));
}

} // namespace bkxsms::cmd

#include "cmd/send_many.hpp"

#include "cmd/message_json.hpp"
#include "cmd/progress.hpp"
#include "cmd/startup.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/queue/bulk.hpp"

#include <fmt/format.h>
#include <fstream>
#include <iostream>

namespace bkxsms::cmd {

void add_many_options(CLI::App& app, ManyOptions& o) {
    app.add_option("--csv", o.csv, "Many: CSV with a header, - for standard input")
        ->type_name("FILE");
    app.add_option("--jsonl", o.jsonl, "Many: one JSON object a line, - for standard input")
        ->type_name("FILE");
    app.add_option("--map", o.maps, "Which column a field is in; repeatable")
        ->type_name("FIELD=COLUMN")
        ->take_all();
    app.add_option("--separator", o.separator, "Between fields of the CSV; default ,")
        ->type_name("CHAR");
}

namespace {

queue::BulkOptions bulk_options(const ManyOptions& many, const WishOptions& common,
                                bool dry_run) {
    if (!many.csv.empty() && !many.jsonl.empty())
        throw Error(Fault::usage, "both --csv and --jsonl were given", "give one");
    if (many.separator.size() != 1)
        throw Error(Fault::usage, "--separator takes one character");
    queue::BulkOptions options;
    options.format = many.csv.empty() ? queue::BulkFormat::jsonl : queue::BulkFormat::csv;
    options.separator = many.separator.front();
    options.common = read_wish(common);
    if (!options.common.key.empty())
        throw Error(Fault::usage, "--key is for one message", "give the file a column 'key'");
    options.actor = Session::actor();
    options.dry_run = dry_run;
    for (const auto& map : many.maps) {
        const auto equals = map.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Error(Fault::usage, fmt::format("--map '{}' is not FIELD=COLUMN", map));
        options.columns[map.substr(0, equals)] = map.substr(equals + 1);
    }
    return options;
}

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

void print_row(const queue::BulkRow& row, bool dry_run, Session& session) {
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
    if (!out.structured()) {
        out.line(std::to_string(accepted.id.value));
        return;
    }
    json::Writer json;
    json.begin_object().key("id").integer(accepted.id.value);
    json.key("status").string(word(accepted.status)).key("duplicate_of");
    if (accepted.duplicate)
        json.integer(accepted.id.value);
    else
        json.null();
    out.line(json.end_object().str());
}

} // namespace

int send_many(const ManyOptions& many, const WishOptions& common, bool dry_run,
              Session& session) {
    const auto options = bulk_options(many, common, dry_run);
    const auto& name = many.csv.empty() ? many.jsonl : many.csv;
    std::ifstream file;
    if (name != "-") {
        file.open(name, std::ios::binary);
        if (!file) throw Error(Fault::no_input, fmt::format("cannot read '{}'", name));
    }
    std::istream& in = name == "-" ? std::cin : file;
    const auto& config = dry_run ? session.config_or_defaults() : session.config();
    queue::Composer composer(config, session.catalogue());
    Progress progress("accepted", session.options());
    catch_stop_signals();
    std::size_t rows = 0;
    const auto totals = queue::send_bulk(
        dry_run ? nullptr : &session.store(), composer, config, in, options, session.clock(),
        [&](const queue::BulkRow& row) {
            print_row(row, dry_run, session);
            progress.show(++rows);
        },
        stop_requested);
    session.out().flush();
    progress.done();
    if (!session.out().quiet())
        Output::note(
            fmt::format("{} rows: {} accepted, {} known before, {} refused{}", totals.rows,
                        totals.accepted, totals.duplicates, totals.refused,
                        totals.accepted > 0 && !dry_run ? "; batch " + totals.batch : ""));
    if (totals.stopped)
        throw Error(Fault::temporary, "stopped before the end of the file",
                    "send the file again: rows with a 'key' are not accepted twice");
    return totals.refused == 0 ? 0 : static_cast<int>(Fault::data);
}

} // namespace bkxsms::cmd

#include "cmd/send_many.hpp"

#include "cmd/message_json.hpp"
#include "cmd/progress.hpp"
#include "cmd/startup.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/queue/bulk.hpp"
#include "core/security/mask.hpp"

#include <cerrno>
#include <filesystem>
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
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--separator", o.separator, "Between fields of the CSV; default ,")
        ->type_name("CHAR");
}

void require_one_source(const ManyOptions& many, const WishOptions& common) {
    const auto refuse = [](const char* what, const char* hint) {
        throw Error(Fault::usage, what, hint);
    };
    if (!many.csv.empty() && !many.jsonl.empty())
        refuse("both --csv and --jsonl were given", "give one");
    if (many.wanted() && !common.json_in.empty())
        refuse("--json-in is for one message, and a file of many was given", "give one");
    if (many.csv.empty() && (!many.maps.empty() || !many.separator.empty()))
        refuse("--map and --separator say how a CSV is written, and none was given",
               "give --csv FILE, or leave them out");
    if (common.message_file == "-" && (many.csv == "-" || many.jsonl == "-"))
        refuse("two options read standard input", "give one of them a file");
}

namespace {

char read_separator(const std::string& typed) {
    if (typed.empty()) return ',';
    if (typed.size() == 1 &&
        std::string_view("\"\r\n").find(typed[0]) == std::string_view::npos)
        return typed[0];
    throw Error(Fault::usage,
                fmt::format("--separator '{}' is not one character that can separate",
                            security::printable(typed)),
                "a semicolon is ';', a tab $'\\t' in most shells");
}

queue::BulkOptions bulk_options(const ManyOptions& many, const WishOptions& common,
                                bool dry_run) {
    queue::BulkOptions options;
    options.format = many.csv.empty() ? queue::BulkFormat::jsonl : queue::BulkFormat::csv;
    options.separator = read_separator(many.separator);
    options.common = read_wish(common);
    if (!options.common.key.empty())
        throw Error(Fault::usage, "--key is for one message", "give the file a column 'key'");
    options.actor = Session::actor();
    options.dry_run = dry_run;
    for (const auto& map : many.maps) {
        const auto equals = map.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Error(Fault::usage,
                        fmt::format("--map '{}' is not FIELD=COLUMN", security::printable(map)),
                        "for instance --map to=Phone");
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

/// A result that cannot be shown has still happened.
void print_row_or_say(const queue::BulkRow& row, bool dry_run, Session& session) {
    try {
        print_row(row, dry_run, session);
    } catch (const Error& lost) {
        if (dry_run) throw;
        throw Error(
            lost.fault(),
            fmt::format("{}; rows up to line {} at least are accepted", lost.what(), row.line),
            "send the file again only if it has a column 'key'");
    }
}

std::ifstream open_file(const std::string& name) {
    std::error_code unknown;
    if (std::filesystem::is_directory(name, unknown))
        throw Error(Fault::no_input, fmt::format("'{}' is a folder", security::printable(name)),
                    "name the file itself, or - for standard input");
    errno = 0;
    std::ifstream file(name, std::ios::binary);
    if (!file)
        throw Error(
            Fault::no_input,
            fmt::format("cannot read '{}': {}", security::printable(name), errno_text(errno)),
            "name the file, or - for standard input");
    return file;
}

void print_summary(const queue::BulkTotals& totals, bool dry_run) {
    Output::note(fmt::format("{} {}: {} {}, {} known before, {} refused{}", totals.rows,
                             totals.rows == 1 ? "row" : "rows", totals.accepted,
                             dry_run ? "good" : "accepted", totals.duplicates, totals.refused,
                             totals.accepted > 0 && !dry_run ? "; batch " + totals.batch : ""));
}

} // namespace

int send_many(const ManyOptions& many, const WishOptions& common, bool dry_run,
              Session& session) {
    const auto options = bulk_options(many, common, dry_run);
    const auto& name = many.csv.empty() ? many.jsonl : many.csv;
    std::ifstream file;
    if (name != "-") file = open_file(name);
    // As C's stdin it would take a failed read for the end of the file.
    std::ios::sync_with_stdio(false);
    std::istream& in = name == "-" ? std::cin : file;
    const auto& config = dry_run ? session.config_or_defaults() : session.config();
    queue::Composer composer(config, session.catalogue());
    Progress progress("accepted", session.options());
    catch_stop_signals();
    std::size_t rows = 0;
    const auto totals = queue::send_bulk(
        dry_run ? nullptr : &session.store(), composer, config, in, options, session.clock(),
        [&](const queue::BulkRow& row) {
            print_row_or_say(row, dry_run, session);
            progress.show(++rows);
        },
        stop_requested);
    progress.done();
    if (!session.out().quiet()) print_summary(totals, dry_run);
    try {
        session.out().flush();
    } catch (const Error& lost) {
        throw Error(lost.fault(), lost.what(),
                    dry_run ? ""
                            : "the rows are accepted: `bkxsms messages list --batch " +
                                  totals.batch + "`");
    }
    if (totals.stopped)
        throw Error(Fault::temporary, "stopped before the end of the file",
                    "send the file again: rows with a 'key' are not accepted twice");
    return totals.refused == 0 ? 0 : static_cast<int>(Fault::data);
}

} // namespace bkxsms::cmd

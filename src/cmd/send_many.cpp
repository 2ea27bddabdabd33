#include "cmd/send_many.hpp"

#include "cmd/bulk_view.hpp"
#include "cmd/progress.hpp"
#include "cmd/startup.hpp"
#include "core/base/error.hpp"
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
            print_row(row, dry_run, session);
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

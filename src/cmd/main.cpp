// bkxsms: parse, open, work. See bkxsms(1).

#include "cmd/checks.hpp"
#include "cmd/command.hpp"
#include "cmd/session.hpp"
#include "cmd/startup.hpp"
#include "cmd/usage.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"

#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <iostream>
#include <new>

namespace bkxsms::cmd {
namespace {

void add_global_options(CLI::App& app, GlobalOptions& options) {
    app.add_option("--config", options.config_file, "The configuration file")
        ->type_name("FILE");
    app.add_option("-o,--output", options.format, "table, json, jsonl, csv or tsv")
        ->type_name("FORMAT");
    app.add_flag("--json", options.json, "The same as -o json; errors are JSON too");
    app.add_flag("-q,--quiet", options.quiet, "Ids only; no talk");
    app.add_flag("-v,--verbose", options.verbose, "Say more on standard error");
}

/// What to do where whoever threw knew no better than what failed.
std::string hint_of(const Error& error) {
    if (!error.hint().empty()) return error.hint();
    switch (error.fault()) {
    case Fault::no_input:
        return "see whether it is there and this user may read it";
    case Fault::cannot_create:
        return "see whether its folder is there and this user may write in it";
    case Fault::io:
        return "look at the disk, and at where input and output lead";
    case Fault::os:
        return "free some memory or descriptors and try again";
    default:
        return {};
    }
}

void print_error(const Error& error, const GlobalOptions& options) {
    const auto hint = hint_of(error);
    if (options.json_errors()) {
        json::Writer out;
        out.begin_object().key("error").begin_object();
        out.key("exit").integer(static_cast<int>(error.fault()));
        out.key("category").string(category(error.fault()));
        out.key("message").string(error.what()).key("hint");
        if (hint.empty())
            out.null();
        else
            out.string(hint);
        out.end_object().end_object();
        Output::talk(out.str() + '\n');
        return;
    }
    Output::note(error.what());
    if (!hint.empty()) Output::talk(fmt::format("  hint: {}\n", hint));
}

Error unknown_command(const std::string& typed) {
    std::vector<std::string_view> names;
    for (const auto& command : commands()) names.push_back(command.name);
    const auto near = nearest(typed, names);
    return {Fault::usage, fmt::format("unknown command '{}'", typed),
            near.empty()
                ? "`bkxsms --help` lists the commands"
                : fmt::format("did you mean '{}'? `bkxsms --help` lists the commands", near)};
}

/// --help and --version. \throws Error{io}: a text that was lost is no success.
int print_and_exit(const CLI::App& app, const CLI::ParseError& wish) {
    const int status = app.exit(wish);
    if (!std::cout.flush()) throw Error(Fault::io, "cannot write standard output");
    return status;
}

/// The first word that is a command decides; only that command's options are made.
const Command* find_command(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word(argv[i]);
        if (word == "--config" || word == "-o" || word == "--output") {
            ++i;
            continue;
        }
        if (word.starts_with('-')) continue;
        for (const auto& command : commands())
            if (command.name == word) return &command;
        throw unknown_command(std::string(word));
    }
    return nullptr;
}

int dispatch(int argc, char** argv, GlobalOptions& options) {
    CLI::App app("A booking business's text messages over Twilio, Vonage, Plivo and AWS SNS",
                 "bkxsms");
    app.footer("Each command has a manual: man bkxsms-COMMAND. Exit statuses: man bkxsms");
    app.set_version_flag("--version", "bkxsms " BKXSMS_VERSION);
    add_global_options(app, options);
    app.require_subcommand(1);

    const Command* const chosen = find_command(argc, argv);
    Action action;
    const CLI::App* chosen_app = nullptr;
    for (const auto& command : commands()) {
        if (chosen != nullptr && &command != chosen) continue;
        auto* const sub =
            app.add_subcommand(std::string(command.name), std::string(command.summary));
        sub->fallthrough();
        if (&command != chosen) continue;
        action = command.declare(*sub);
        chosen_app = sub;
    }
    refuse_empty_values(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        if (problem.get_exit_code() == 0) return print_and_exit(app, problem);
        throw usage_error(problem, app, chosen_app);
    }
    if (options.json && options.format.empty()) options.format = "json";
    Session session(chosen->needs, options);
    const int status = action(session);
    session.out().flush();
    return status;
}

int run(int argc, char** argv) {
    GlobalOptions options;
    // Known before the parse, so that a usage error has the wanted form too.
    for (int i = 1; i < argc; ++i)
        options.json = options.json || argv[i] == std::string_view("--json");
    try {
        prepare_process();
        return dispatch(argc, argv, options);
    } catch (const Error& error) {
        print_error(error, options);
        return static_cast<int>(error.fault());
    } catch (const std::bad_alloc&) {
        print_error({Fault::os, "out of memory"}, options);
        return static_cast<int>(Fault::os);
    } catch (const std::exception& error) {
        print_error(
            {Fault::software, error.what(), "this is a bug in bkxsms; please report it"},
            options);
        return static_cast<int>(Fault::software);
    }
}

} // namespace
} // namespace bkxsms::cmd

int main(int argc, char** argv) {
    return bkxsms::cmd::run(argc, argv);
}

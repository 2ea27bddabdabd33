#include "cmd/usage.hpp"

#include "cmd/checks.hpp"
#include "core/base/parse.hpp"
#include "core/security/mask.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace bkxsms::cmd {

namespace {

using security::printable;

std::vector<const CLI::App*> subcommands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

/// The innermost subcommand that was named.
const CLI::App& innermost(const CLI::App& command) {
    for (const auto* sub : subcommands_of(command))
        if (sub->parsed()) return innermost(*sub);
    return command;
}

/// "bkxsms messages list"
std::string path_of(const CLI::App& app) {
    const auto* const parent = app.get_parent();
    return parent == nullptr ? app.get_name() : path_of(*parent) + ' ' + app.get_name();
}

/// The options that may stand at `app`: its own and those of what is around it.
std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* at = &app; at != nullptr; at = at->get_parent())
        for (const auto* option : at->get_options())
            for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

std::string help_hint(const CLI::App& app, const std::string& near = {}) {
    const auto where = fmt::format("see `{} --help`", path_of(app));
    return near.empty() ? where : fmt::format("did you mean '{}'? {}", near, where);
}

std::string nearest_of(const std::string& typed, const std::vector<std::string>& names) {
    return nearest(typed, std::vector<std::string_view>(names.begin(), names.end()));
}

Error unexpected(const std::string& typed, const CLI::App& at) {
    if (typed.starts_with('-')) {
        const auto name = typed.substr(0, typed.find('='));
        return {Fault::usage, fmt::format("unknown option '{}'", printable(name)),
                help_hint(at, nearest_of(name, option_names(at)))};
    }
    return {Fault::usage, fmt::format("nothing is done with '{}'", printable(typed)),
            "a value with blanks needs quotes; " + help_hint(at)};
}

Error no_subcommand(const CLI::App& app, const CLI::App& at) {
    std::vector<std::string> names;
    for (const auto* sub : subcommands_of(at)) names.push_back(sub->get_name());
    for (const auto& typed : app.remaining(true)) {
        if (typed.starts_with('-')) return unexpected(typed, at);
        return {Fault::usage,
                fmt::format("'{}' has no subcommand '{}'", path_of(at), printable(typed)),
                help_hint(at, nearest_of(typed, names))};
    }
    if (at.get_parent() == nullptr)
        return {Fault::usage, "no command was given", "`bkxsms --help` lists the commands"};
    return {Fault::usage,
            fmt::format("'{}' needs a subcommand: {}", path_of(at), fmt::join(names, ", ")),
            help_hint(at)};
}

/// The option that `problem` begins with, "--to: …", and the rest.
std::pair<std::string, std::string> split(const std::string& text) {
    const auto colon = text.find(": ");
    if (colon == std::string::npos) return {"", text};
    return {text.substr(0, colon), text.substr(colon + 2)};
}

Error mismatch(const std::string& text, const CLI::App& at) {
    const auto [option, why] = split(text);
    if (why.find("missing") != std::string::npos)
        return {Fault::usage, option + " needs a value", help_hint(at)};
    if (why.find("received") != std::string::npos)
        return {Fault::usage, option + " was given more than once", "give it once"};
    return {Fault::usage, printable(text), help_hint(at)};
}

/// "Could not convert: --dry-run = perhaps": only flags are left without a check of their own.
Error not_converted(const std::string& text, const CLI::App& at) {
    const auto assignment = split(text).second;
    return {Fault::usage,
            assignment.substr(0, assignment.find(' ')) + " takes no value, or not this one",
            help_hint(at)};
}

template <typename Kind>
bool is(const CLI::ParseError& problem) {
    return dynamic_cast<const Kind*>(&problem) != nullptr;
}

} // namespace

Error usage_error(const CLI::ParseError& problem, const CLI::App& app,
                  const CLI::App* command) {
    const auto& at = command == nullptr ? app : innermost(*command);
    const std::string text = problem.what();
    const bool required = is<CLI::RequiredError>(problem);
    if (required && !subcommands_of(at).empty()) return no_subcommand(app, at);
    if (required) {
        auto name = text.substr(0, text.find(' '));
        if (!name.starts_with('-'))
            std::ranges::transform(name, name.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
        return {Fault::usage, fmt::format("'{}' needs its {}", path_of(at), name),
                help_hint(at)};
    }
    if (is<CLI::ExtrasError>(problem))
        for (const auto& typed : app.remaining(true)) return unexpected(typed, at);
    if (is<CLI::ArgumentMismatch>(problem)) return mismatch(text, at);
    if (is<CLI::ConversionError>(problem)) return not_converted(text, at);
    if (is<CLI::ValidationError>(problem)) {
        const auto [option, why] = split(text);
        return {Fault::usage, option + ' ' + why,
                why == is_empty ? "leave it out, or set the variable it is taken from"
                                : help_hint(at)};
    }
    return {Fault::usage, printable(text), help_hint(at)};
}

} // namespace bkxsms::cmd

#include "cmd/add_options.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/parse.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <utility>

namespace bkxsms::cmd {
namespace {

/// KEY=VALUE. What stands there may be a secret in the wrong place: it is never repeated.
std::pair<std::string, std::string_view> split_pair(std::string_view text,
                                                    std::string_view where) {
    const auto equals = text.find('=');
    const auto key = trim(text.substr(0, equals));
    if (equals == std::string_view::npos || key.empty())
        throw Error(Fault::usage, fmt::format("{} has no key and equals sign", where),
                    "bkxsms-provider(1) has examples");
    return {std::string(key), text.substr(equals + 1)};
}

security::Secret read_secrets(const std::string& name, std::size_t limit) {
    return security::Secret(name == "-" ? read_all(STDIN_FILENO, limit)
                                        : read_file(name, limit));
}

void read_lines(std::string_view lines, AccountDraft& draft) {
    int number = 0;
    for (const auto line : split(lines, '\n')) {
        ++number;
        if (trim(line).empty()) continue;
        const auto [key, secret] =
            split_pair(line, fmt::format("line {} of the secrets", number));
        draft.set_secret(key, trim(secret));
    }
}

} // namespace

void add_account_options(CLI::App& app, AddOptions& options) {
    app.add_option("name", options.name, "twilio, vonage, plivo or aws")
        ->required()
        ->type_name("NAME");
    app.add_option("--set", options.sets, "A key of its table that is no secret; repeatable")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--secret-file", options.secret_files,
                   "A secret, from a file or - for standard input; repeatable")
        ->type_name("KEY=FILE")
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--secrets-from", options.secrets_from,
                   "Secrets as lines KEY=SECRET, - for standard input")
        ->type_name("FILE");
    app.add_flag("--default", options.make_default, "Make it general.default_provider");
    app.add_flag("--no-test", options.no_test, "Save it without asking the provider");
}

void read_account_options(const AddOptions& typed, AccountDraft& draft) {
    for (const auto& set : typed.sets) {
        const auto [key, value] = split_pair(set, "--set");
        draft.set(key, value);
    }
    for (const auto& pair : typed.secret_files) {
        const auto [key, file] = split_pair(pair, "--secret-file");
        const auto content = read_secrets(std::string(file), security::max_secret_bytes);
        draft.set_secret(key, content.reveal());
    }
    if (typed.secrets_from.empty()) return;
    constexpr std::size_t most_secrets = 4;
    const auto lines =
        read_secrets(typed.secrets_from, most_secrets * security::max_secret_bytes);
    read_lines(lines.reveal(), draft);
}

} // namespace bkxsms::cmd

#include "core/base/file.hpp"
#include "core/base/parse.hpp"
#include "core/config/config.hpp"
#include "core/config/document.hpp"
#include "core/config/schema.hpp"
#include "core/config/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace bkxsms::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_file = 1 << 20;

/// Tables hold keys and nothing but keys, and only those of rows are written with two brackets.
void check_table(const Document& document, const Item& item) {
    if (!is_table(item.name))
        throw document.error(item.key_at, fmt::format("unknown table '{}'", item.name),
                             hint_for_unknown(item.name));
    const auto one = '[' + item.name + ']';
    const auto two = '[' + one + ']';
    const bool is_row = item.row != no_row;
    const bool wants_rows = find_row_table(item.name) != nullptr;
    if (is_row != wants_rows)
        throw document.error(item.key_at,
                             fmt::format("'{}' is written {}, not {}", item.name,
                                         wants_rows ? two : one, wants_rows ? one : two));
}

void read_item(const Document& document, const Item& item, Config& config) {
    if (std::holds_alternative<Table>(item.value) && find_key(item.name) == nullptr) {
        check_table(document, item);
        if (item.row != no_row) {
            const auto& rows = *find_row_table(item.name);
            rows.resize(config, rows.count(config) + 1);
            config.set_in_file.emplace(rows.name);
        }
        return;
    }
    const auto* key = find_key(item.name);
    if (key == nullptr && is_table(item.name))
        throw document.error(item.key_at,
                             fmt::format("'{}' must be a table, not a value", item.name),
                             "bkxsms.toml(5) shows how its keys are written");
    if (key == nullptr)
        throw document.error(item.key_at, fmt::format("unknown key '{}'", item.name),
                             hint_for_unknown(item.name));
    assign(*key, document, item, config);
    if (!in_rows(*key)) config.set_in_file.emplace(key->name);
}

// --- rules between keys ----------------------------------------------------------------------

Position place_of(const Document& document, std::string_view name, int row = no_row) {
    const auto found = std::ranges::find_if(
        document.items, [&](const Item& item) { return item.name == name && item.row == row; });
    return found == document.items.end() ? Position{} : found->value_at;
}

void check_rows(const Document& document, const RowTable& table, int row) {
    const auto missing = std::ranges::find_if(table.required, [&](std::string_view key) {
        return place_of(document, fmt::format("{}.{}", table.name, key), row) == Position{};
    });
    if (missing != table.required.end())
        throw document.error(place_of(document, table.name, row),
                             fmt::format("this row of '{}' has no '{}'", table.name, *missing));
}

void check_rates(const Document& document, const Config& config) {
    for (int row = 0; row < static_cast<int>(config.rates.size()); ++row) {
        const auto& rate = config.rates[static_cast<std::size_t>(row)];
        const auto earlier = std::ranges::find_if(config.rates, [&](const Config::Rate& other) {
            return other.provider == rate.provider && other.country == rate.country;
        });
        if (&*earlier != &rate)
            throw document.error(
                place_of(document, "rates", row),
                fmt::format("a second price for '{}' of '{}'", rate.country, rate.provider));
    }
}

void check_keywords(const Document& document, const Config& config) {
    for (const auto& in : config.opt_in_keywords)
        for (const auto& out : config.opt_out_keywords)
            if (ascii_lower(in) == ascii_lower(out))
                throw document.error(
                    std::max(place_of(document, "opt_out.keywords"),
                             place_of(document, "opt_out.opt_in_keywords")),
                    fmt::format("'{}' cannot mean both stop and start", in),
                    "it is in opt_out.keywords and in opt_out.opt_in_keywords");
}

void check_alarm_command(const Document& document, const Config& config) {
    const auto& command = config.alarm_command;
    if (command.empty() || command.front().starts_with('/')) return;
    throw document.error(place_of(document, "alarms.command"),
                         "the first word of 'alarms.command' must be the program's whole path",
                         "it is started without a shell, such as [\"/usr/local/bin/page-me\"]");
}

void check_public_url(const Document& document, const Config& config) {
    if (config.environment == Environment::test || !config.public_url.starts_with("http:"))
        return;
    throw document.error(place_of(document, "webhooks.public_url"),
                         "'webhooks.public_url' must be an https address",
                         "plain http to this machine is for tests: environment = \"test\"");
}

// --- paths -----------------------------------------------------------------------------------

void complete_paths(Config& config) {
    const auto folder = config.file.parent_path();
    const auto state = state_folder(folder);
    for (const auto& key : schema()) {
        const auto* place = std::get_if<Place>(&key.slot);
        if (place == nullptr) continue;
        auto& path = place->at(config);
        if (path.empty())
            path = (place->home == Place::Home::state ? state : folder) / place->name;
        path = (folder / path).lexically_normal();
    }
    if (!config.log_file.empty() && config.log_file != "syslog")
        config.log_file = (folder / config.log_file).lexically_normal().string();

    if (const char* database = std::getenv("BKXSMS_DB"); database != nullptr && *database) {
        config.database = fs::absolute(database).lexically_normal();
        config.database_from_environment = true;
    }
}

} // namespace

Config defaults() {
    return {};
}

Config parse(std::string_view toml, const fs::path& file) {
    const auto document = read_document(file.string(), toml);
    Config config;
    for (const auto& item : document.items) read_item(document, item, config);
    for (const auto& table : row_tables())
        for (int row = 0; row < static_cast<int>(table.count(config)); ++row)
            check_rows(document, table, row);
    check_rates(document, config);
    check_alarm_command(document, config);
    check_keywords(document, config);
    check_public_url(document, config);
    config.file = fs::absolute(file).lexically_normal();
    complete_paths(config);
    return config;
}

std::string read_config_text(const fs::path& file) {
    std::error_code unreadable;
    if (fs::symlink_status(file, unreadable).type() == fs::file_type::not_found)
        throw Error(Fault::no_input, "no configuration at '" + file.string() + "'",
                    "`bkxsms init` makes one; --config FILE names another");
    return read_trusted_file(file, longest_file, Trust::config);
}

Config load(const fs::path& file) {
    return parse(read_config_text(file), file);
}

} // namespace bkxsms::config

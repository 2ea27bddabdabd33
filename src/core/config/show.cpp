#include "core/base/money.hpp"
#include "core/config/config.hpp"
#include "core/config/schema.hpp"
#include "core/config/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms::config {
namespace {

const RowTable* rows_of(const Key& key) {
    return find_row_table(key.name.substr(0, key.name.find('.')));
}

bool is_required(const RowTable& rows, const Key& key) {
    return std::ranges::find(rows.required, key.name.substr(key.name.find('.') + 1)) !=
           rows.required.end();
}

KeyInfo describe(const Key& key, Config& built_in) {
    KeyInfo info{
        key.name, {}, describe_wanted(key), std::holds_alternative<Reference>(key.slot)};
    const auto* place = std::get_if<Place>(&key.slot);
    if (place != nullptr)
        info.default_text = quote_toml(place->name);
    else if (const auto* rows = rows_of(key); rows == nullptr)
        info.default_text = to_toml(key, built_in);
    else if (!is_required(*rows, key)) {
        rows->resize(built_in, 1);
        info.default_text = to_toml(key, built_in);
    }
    if (info.default_text == "\"\"") info.default_text.clear();
    return info;
}

/// The last row of that table, as an inline table.
std::string last_row_to_toml(const RowTable& table, Config& config) {
    std::string out;
    for (const auto& key : schema()) {
        const auto dot = key.name.find('.');
        if (key.name.substr(0, dot) != table.name) continue;
        out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", key.name.substr(dot + 1),
                           to_toml(key, config));
    }
    return "{ " + out + " }";
}

} // namespace

const std::vector<KeyInfo>& keys() {
    static const auto all = [] {
        std::vector<KeyInfo> out;
        auto built_in = defaults();
        for (const auto& key : schema()) out.push_back(describe(key, built_in));
        return out;
    }();
    return all;
}

std::vector<Shown> show(const Config& config) {
    std::vector<Shown> out;
    auto copy = config; // the table's accessors hand out what can be written to
    for (const auto& key : schema()) {
        if (in_rows(key)) continue;
        const bool from_environment =
            key.name == "paths.database" && config.database_from_environment;
        out.push_back({std::string(key.name), to_toml(key, copy),
                       !from_environment && config.set_in_file.contains(key.name),
                       from_environment});
    }
    for (const auto& table : row_tables())
        for (std::size_t row = 0; row < table.count(config); ++row) {
            auto upto = config;
            table.resize(upto, row + 1);
            out.push_back(
                {std::string(table.name), last_row_to_toml(table, upto), true, false});
        }
    return out;
}

} // namespace bkxsms::config

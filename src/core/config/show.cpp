#include "core/base/money.hpp"
#include "core/config/config.hpp"
#include "core/config/schema.hpp"
#include "core/config/value.hpp"

#include <fmt/format.h>

namespace bkxsms::config {
namespace {

KeyInfo describe(const Key& key, Config& built_in) {
    KeyInfo info{
        key.name, {}, describe_wanted(key), std::holds_alternative<Reference>(key.slot)};
    const auto* place = std::get_if<Place>(&key.slot);
    if (place != nullptr)
        info.default_text = quote_toml(place->name);
    else if (!in_rows(key))
        info.default_text = to_toml(key, built_in);
    if (info.default_text == "\"\"") info.default_text.clear();
    return info;
}

std::string row_to_toml(const Config::Rate& rate) {
    return fmt::format("{{ provider = {}, country = {}, price = {} }}",
                       quote_toml(rate.provider), quote_toml(rate.country),
                       quote_toml(format_nano(rate.nano)));
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
    for (const auto& rate : config.rates)
        out.push_back({std::string(rows_table), row_to_toml(rate), true, false});
    return out;
}

} // namespace bkxsms::config

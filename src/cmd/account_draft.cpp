#include "cmd/account_draft.hpp"

#include "core/base/error.hpp"
#include "core/config/check.hpp"
#include "core/config/schema.hpp"
#include "core/security/mask.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::cmd {
namespace {

constexpr std::string_view toml_nothing = "\"\"";

const Field* find_field(const Account& account, std::string_view key) {
    const auto fields = account.fields();
    const auto found = std::ranges::find(fields, key, &Field::key);
    return found == fields.end() ? nullptr : &*found;
}

} // namespace

AccountDraft::AccountDraft(const Account& account, const config::Config& config)
    : account_(account), config_(config) {}

std::string AccountDraft::name_of(std::string_view key) const {
    return fmt::format("{}.{}", account_.name, key);
}

const config::KeyInfo& AccountDraft::info_of(std::string_view key) const {
    const auto name = name_of(key);
    const auto& keys = config::keys();
    const auto found = std::ranges::find(keys, name, &config::KeyInfo::name);
    if (found == keys.end())
        throw Error(Fault::usage,
                    fmt::format("{} has no key '{}'", account_.name, security::printable(key)),
                    config::hint_for_unknown(name));
    return *found;
}

void AccountDraft::set(std::string_view key, std::string_view typed) {
    const auto& info = info_of(key);
    if (key == "enabled")
        throw Error(Fault::usage, "'enabled' is not set by hand: what is added is enabled",
                    fmt::format("`bkxsms provider disable {}` switches it off", account_.name));
    if (info.secret_reference && !config::is_secret_reference(typed))
        throw Error(
            Fault::usage,
            fmt::format("'{}' is a secret, which everybody sees on a command line", key),
            fmt::format("put it into a file and give --secret-file {}=FILE, or "
                        "--secrets-from -; and have the provider replace this one",
                        key));
    plain_[std::string(key)] = config::typed_to_toml(info.name, typed);
}

void AccountDraft::set_secret(std::string_view key, std::string_view content) {
    if (!info_of(key).secret_reference)
        throw Error(Fault::usage, fmt::format("'{}' is no secret", key),
                    fmt::format("give --set {}=VALUE", key));
    const auto* field = find_field(account_, key);
    while (content.ends_with('\n') || content.ends_with('\r')) content.remove_suffix(1);
    if (content.empty())
        throw Error(Fault::data, fmt::format("the secret '{}' is empty", key),
                    "give the secret and nothing else, in one line");
    const bool fits = field != nullptr && field->many_lines
                          ? content.find('\0') == std::string_view::npos
                          : config::is_one_line(content);
    if (!fits || content.size() >= security::max_secret_bytes)
        throw Error(Fault::data, fmt::format("what was given for '{}' is no secret", key),
                    "give the secret and nothing else, in one line");
    secrets_[std::string(key)] = security::Secret(std::string(content));
}

bool AccountDraft::is_given(std::string_view key) const {
    return plain_.contains(key) || secrets_.contains(key);
}

std::string AccountDraft::toml_in_force(std::string_view key) const {
    const auto name = name_of(key);
    for (auto& shown : config::show(config_))
        if (shown.name == name) return std::move(shown.value);
    return std::string(toml_nothing);
}

bool AccountDraft::has(std::string_view key) const {
    if (secrets_.contains(key)) return true;
    if (const auto given = plain_.find(key); given != plain_.end())
        return given->second != toml_nothing;
    if (toml_in_force(key) == toml_nothing) return false;
    if (!info_of(key).secret_reference) return true;
    try {
        security::load_secret(in_force(key), config_.file.parent_path().string());
        return true;
    } catch (const Error&) {
        return false; // the configuration that `init` writes refers to a file yet to be made
    }
}

bool AccountDraft::is_asked(const Field& field) const {
    if (field.need == Field::Need::with) return has(field.other);
    if (field.need == Field::Need::without) return !has(field.other);
    return true;
}

bool AccountDraft::is_needed(const Field& field) const {
    return field.need != Field::Need::never && is_asked(field);
}

std::vector<std::string> AccountDraft::missing() const {
    std::vector<std::string> keys;
    for (const auto& field : account_.fields()) {
        if (!is_needed(field) || has(field.key)) continue;
        const bool either = field.need == Field::Need::without;
        keys.push_back(either ? fmt::format("{} or {}", field.other, field.key)
                              : std::string(field.key));
    }
    return keys;
}

std::string AccountDraft::in_force(std::string_view key) const {
    const auto toml = toml_in_force(key);
    return toml.starts_with('"') ? toml.substr(1, toml.size() - 2) : toml;
}

std::vector<config::Setting> AccountDraft::settings() const {
    std::vector<config::Setting> settings;
    for (const auto& key : config::keys())
        for (const auto& [name, value] : plain_)
            if (key.name == name_of(name)) settings.push_back({std::string(key.name), value});
    return settings;
}

} // namespace bkxsms::cmd

#include "core/text/catalogue.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/parse.hpp"
#include "core/text/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

namespace bkxsms::text {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t longest_file = 64 * 1024; // comments may be long; the pattern may not
constexpr std::size_t longest_name = 64;
constexpr std::string_view extension = ".txt";

/// Only such names become part of a path.
bool is_name(std::string_view name) noexcept {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, allowed);
}

std::string required_locale(std::string_view text) {
    if (auto locale = canonical_locale(text)) return std::move(*locale);
    throw Error(Fault::data, fmt::format("'{}' is no locale", shown_name(text)),
                "write it like 'en', 'de-AT' or 'zh-Hant'");
}

/// What a folder holds; nothing if it cannot be read.
std::vector<fs::path> entries_of(const fs::path& folder) {
    std::vector<fs::path> result;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error))
        result.push_back(at->path());
    return result;
}

/// The file's content without its comments, byte order mark, CRs and outer line breaks.
std::string pattern_of(std::string_view content) {
    if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
    while (content.starts_with('#')) {
        const auto end = content.find('\n');
        content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
    }
    std::string pattern;
    for (std::size_t i = 0; i < content.size(); ++i)
        if (!content.substr(i).starts_with("\r\n")) pattern += content[i];
    const auto first = pattern.find_first_not_of('\n');
    if (first == std::string::npos) return {};
    return pattern.substr(first, pattern.find_last_not_of('\n') - first + 1);
}

/// Adds `tag` and what is left of it group by group from the right.
void add_with_parents(std::vector<std::string>* chain, std::string tag) {
    while (true) {
        if (std::ranges::find(*chain, tag) == chain->end()) chain->push_back(tag);
        const auto dash = tag.rfind('-');
        if (dash == std::string::npos) return;
        tag.resize(dash);
        // "ar-u-nu" and "ar-u" are no tags: a singleton goes with what it starts.
        while (tag.size() > 2 && tag[tag.size() - 2] == '-') tag.resize(tag.size() - 2);
    }
}

} // namespace

Catalogue::Catalogue(std::vector<fs::path> folders, std::string default_locale)
    : folders_(std::move(folders)), default_locale_(required_locale(default_locale)) {}

std::vector<std::string> Catalogue::chain(std::string_view locale) const {
    std::vector<std::string> result;
    if (!locale.empty()) add_with_parents(&result, required_locale(locale));
    add_with_parents(&result, default_locale_);
    return result;
}

std::optional<Catalogue::Entry> Catalogue::locate(std::string_view name,
                                                  std::string_view locale) const {
    for (const auto& folder : folders_) {
        auto file = folder / locale / fmt::format("{}{}", name, extension);
        std::error_code error;
        // Only what is not there is passed over. What is there and cannot be read must be
        // reported, or the site's own text would silently give way to the shipped one.
        if (fs::status(file, error).type() != fs::file_type::not_found)
            return Entry{std::string(name), std::string(locale), std::move(file)};
    }
    return std::nullopt;
}

Template Catalogue::find(std::string_view name, std::string_view locale) const {
    if (!is_name(name))
        throw Error(Fault::data, fmt::format("'{}' is no name of a template", shown_name(name)),
                    "names have small letters, digits, '-' and '_', at most 64");
    for (const auto& step : chain(locale)) {
        const auto entry = locate(name, step);
        if (!entry) continue;
        const auto pattern = pattern_of(read_file(entry->file, longest_file));
        if (pattern.empty())
            throw Error(Fault::data,
                        fmt::format("template '{}' ({}) holds no text", name, step),
                        entry->file.string());
        return Template(entry->name, pattern, step);
    }

    const auto all = list();
    std::vector<std::string_view> names;
    for (const auto& entry : all) names.push_back(entry.name);
    const auto near = nearest(name, names);
    throw Error(Fault::data, fmt::format("no template '{}'", name),
                near == name   ? "it is there in other languages than this and the default one"
                : near.empty() ? "`bkxsms template list` shows them"
                               : fmt::format("did you mean '{}'?", near));
}

std::vector<Catalogue::Entry> Catalogue::list() const {
    std::map<std::pair<std::string, std::string>, fs::path> found;
    for (const auto& folder : folders_) {
        for (const auto& language : entries_of(folder)) {
            const auto locale = language.filename().string();
            if (canonical_locale(locale) != locale) continue;
            for (const auto& file : entries_of(language)) {
                const auto name = file.stem().string();
                if (file.extension() == extension && is_name(name))
                    found.try_emplace({name, locale}, file);
            }
        }
    }
    std::vector<Entry> result;
    for (auto& [key, file] : found) result.push_back({key.first, key.second, std::move(file)});
    return result;
}

} // namespace bkxsms::text

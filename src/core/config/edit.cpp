#include "core/config/edit.hpp"

#include "core/base/error.hpp"
#include "core/config/document.hpp"
#include "core/config/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace bkxsms::config {
namespace {

namespace fs = std::filesystem;

using Statements = std::vector<Statement>;
using Place = Statements::const_iterator;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::pair<std::string, std::string> table_and_key(const std::string& name) {
    const auto dot = name.find('.');
    return {name.substr(0, dot), name.substr(dot + 1)};
}

/// Of the line before `at`, else of the first line, so that a file keeps to its kind.
std::string_view line_break(std::string_view text, std::size_t at) {
    auto found = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    if (found == std::string_view::npos) found = text.find('\n');
    if (found == std::string_view::npos || found == 0 || text[found - 1] != '\r') return "\n";
    return "\r\n";
}

bool is_comment(std::string_view line) {
    const auto first = line.find_first_not_of(" \t");
    return first != std::string_view::npos && line[first] == '#';
}

/// Behind the table's last key and the comments that stick to it. `next` is where the next
/// table begins: a comment that touches it is its own.
std::size_t end_of_table(std::string_view text, std::size_t last, std::size_t next) {
    auto at = last;
    while (at < next) {
        const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
        if (!is_comment(text.substr(at, end - at))) break;
        at = end;
    }
    return at == next && next < text.size() ? last : at;
}

/// A text that ends without a line break gets one before what is added, and still ends without.
std::string with_line(std::string_view text, std::size_t at, std::string line) {
    const auto end = line_break(text, at);
    const bool breaks_off = at == text.size() && at > 0 && text[at - 1] != '\n';
    line = breaks_off ? std::string(end) + line : line + std::string(end);
    return std::string(text.substr(0, at)) + line + std::string(text.substr(at));
}

std::string with_table(std::string_view text, const std::string& table, std::string line) {
    const auto end = std::string(line_break(text, text.size()));
    line = '[' + table + ']' + end + line;
    if (text.empty() || text == byte_order_mark) return std::string(text) + line + end;
    const bool has_gap = text.ends_with("\n\n") || text.ends_with("\n\r\n");
    return with_line(text, text.size(), has_gap ? line : end + line);
}

const Item* find_item(const Document& document, const std::string& name) {
    const auto found = std::ranges::find(document.items, name, &Item::name);
    return found == document.items.end() ? nullptr : &*found;
}

Error cannot_change(const Document& document, const Item& item, const Setting& setting) {
    const auto [table, key] = table_and_key(setting.name);
    return document.error(
        item.key_at, fmt::format("'{}' is written in a way that cannot be changed", item.name),
        fmt::format("write it as [{}] and, below it, a line {} = …", table, key));
}

std::string set(const std::string& text, const Setting& setting, const std::string& file) {
    const auto [table, key] = table_and_key(setting.name);
    const auto document = read_document(file, text);
    const auto layout = read_layout(text);
    const auto header = std::ranges::find_if(layout, [&, &name = table](const Statement& s) {
        return s.kind == Statement::Kind::table && s.name == name;
    });
    if (header == layout.end()) {
        if (const auto* item = find_item(document, table))
            throw cannot_change(document, *item, setting);
        return with_table(text, table, key + " = " + setting.value);
    }
    const auto next = std::find_if(header + 1, layout.end(), [](const Statement& s) {
        return s.kind != Statement::Kind::pair;
    });
    const auto pair = std::find_if(
        header + 1, next, [&, &name = key](const Statement& s) { return s.name == name; });
    if (pair != next)
        return text.substr(0, pair->value) + setting.value + text.substr(pair->value_end);
    if (const auto* item = find_item(document, setting.name))
        throw cannot_change(document, *item, setting);

    const auto& last = *(next - 1);
    const auto indent = last.kind == Statement::Kind::pair
                            ? text.substr(last.begin, last.name_at - last.begin)
                            : std::string();
    const auto at =
        end_of_table(text, last.end, next == layout.end() ? text.size() : next->begin);
    return with_line(text, at, indent + key + " = " + setting.value);
}

/// What a text says, without where it says it.
using Content = std::map<std::pair<std::string, int>, Value>;

Content content_of(const Document& document) {
    Content content;
    for (const auto& item : document.items) content[{item.name, item.row}] = item.value;
    return content;
}

/// Whatever was overlooked above must not reach the file.
void require_only(const std::vector<Setting>& settings, std::string_view before,
                  std::string_view after, const std::string& file) {
    auto wanted = content_of(read_document(file, before));
    for (const auto& setting : settings) {
        wanted[{table_and_key(setting.name).first, no_row}] = Table{};
        const auto alone = read_document(file, "x = " + setting.value);
        wanted[{setting.name, no_row}] = alone.items.at(0).value;
    }
    if (content_of(read_document(file, after)) == wanted) return;
    throw Error(Fault::config, fmt::format("'{}' cannot be changed without harm", file),
                fmt::format("set '{}' in it by hand", settings.back().name));
}

} // namespace

std::string edit(std::string_view toml, const std::vector<Setting>& settings,
                 const fs::path& file) {
    parse(toml, file);
    auto text = std::string(toml);
    for (const auto& setting : settings) text = set(text, setting, file.string());
    require_only(settings, toml, text, file.string());
    parse(text, file);
    return text;
}

} // namespace bkxsms::config

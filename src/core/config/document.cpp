#include "core/config/document.hpp"

#include "core/base/encode.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>

namespace bkxsms::config {
namespace {

constexpr int max_depth = 8;

Position to_position(const toml::source_position& p) {
    return {static_cast<int>(p.line), static_cast<int>(p.column)};
}

bool is_bare(std::string_view key) {
    return !key.empty() && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

/// What comes from the file must not steer the terminal it is shown on.
std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F)
            out += fmt::format("\\u{:04X}", byte);
        else
            out += c;
    }
    return out;
}

/// A quoted part keeps its quotes, so that "general.enabled" = … is not [general] enabled.
std::string name_part(std::string_view key) {
    return is_bare(key) ? std::string(key) : '"' + printable(key) + '"';
}

/// Cuts pieces out of the text by toml++'s positions, whose columns count characters.
class Source {
public:
    explicit Source(std::string_view text) : text_(text) {
        lines_.push_back(0);
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] == '\n') lines_.push_back(i + 1);
    }

    std::string_view cut(const toml::source_region& region) const {
        const auto first = offset(to_position(region.begin));
        const auto last = offset(to_position(region.end));
        return first < last ? text_.substr(first, last - first) : std::string_view();
    }

private:
    std::size_t offset(Position at) const {
        const auto line = static_cast<std::size_t>(at.line - 1);
        if (line >= lines_.size()) return text_.size();
        auto pos = lines_[line];
        for (int column = 1; column < at.column && pos < text_.size(); ++column) {
            ++pos;
            while (pos < text_.size() &&
                   (static_cast<unsigned char>(text_[pos]) & 0xC0) == 0x80)
                ++pos;
        }
        return pos;
    }

    std::string_view text_;
    std::vector<std::size_t> lines_;
};

class Reader {
public:
    Reader(Document& document, std::string_view text) : document_(document), source_(text) {}

    void read(const toml::table& table, const std::string& prefix, int row, int depth) {
        for (const auto& [key, node] : table) {
            const auto name = prefix + name_part(key.str());
            const auto at = to_position(key.source().begin);
            if (const auto* inner = node.as_table()) {
                read_table(*inner, name, row, at, depth);
            } else if (const auto* list = node.as_array(); list && holds_tables(*list)) {
                read_rows(*list, name, depth);
            } else {
                document_.items.push_back(
                    {name, row, at, to_position(node.source().begin), to_value(node)});
            }
        }
    }

private:
    static bool holds_tables(const toml::array& list) {
        return !list.empty() && list.is_homogeneous(toml::node_type::table);
    }

    void read_table(const toml::table& table, const std::string& name, int row, Position at,
                    int depth) {
        if (depth >= max_depth) throw document_.error(at, "tables are nested too deep");
        document_.items.push_back({name, row, at, at, Table{}});
        read(table, name + '.', row, depth + 1);
    }

    void read_rows(const toml::array& list, const std::string& name, int depth) {
        int row = 0;
        for (const auto& element : list)
            read_table(*element.as_table(), name, row++, to_position(element.source().begin),
                       depth);
    }

    Value to_value(const toml::node& node) const {
        if (const auto* flag = node.as_boolean()) return flag->get();
        if (const auto* whole = node.as_integer())
            return Number{std::to_string(whole->get()), true};
        if (const auto* fraction = node.as_floating_point())
            return Number{digits_of(*fraction), false};
        if (const auto* text = node.as_string()) return text->get();
        if (const auto* list = node.as_array()) return to_list(*list);
        return Foreign{"a date or time"};
    }

    static Value to_list(const toml::array& list) {
        std::vector<std::string> words;
        for (const auto& element : list) {
            const auto* text = element.as_string();
            if (text == nullptr) return Foreign{"a list of other things than texts"};
            words.push_back(text->get());
        }
        return words;
    }

    std::string digits_of(const toml::value<double>& node) const {
        std::string text(source_.cut(node.source()));
        std::erase(text, '_');
        if (text.starts_with('+')) text.erase(0, 1);
        // Were a position ever off by one, 10.5 would be read as 1 or 0.5: better to stop.
        double check = 0;
        const auto [end, failure] =
            std::from_chars(text.data(), text.data() + text.size(), check);
        const bool same = check == node.get() || (check != check && node.get() != node.get());
        if (failure != std::errc{} || end != text.data() + text.size() || !same)
            throw Error(Fault::software, "the number at " +
                                             fmt::format("{}:{}", node.source().begin.line,
                                                         node.source().begin.column) +
                                             " is not where the TOML reader says");
        return text;
    }

    Document& document_;
    Source source_;
};

/// toml++'s reason in our form. Where it begins with a quotation, it quotes a value.
std::string reason(std::string_view description) {
    auto out = printable(description);
    if (out.starts_with("Error while parsing ")) out.erase(0, out.find(": ") + 2);
    if (out.starts_with('\''))
        if (const auto end = out.rfind('\''); end != 0) out.replace(0, end + 1, "the number");
    if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] += 'a' - 'A';
    if (out.ends_with('.')) out.pop_back();
    return out;
}

} // namespace

Error Document::error(Position at, const std::string& what, std::string hint) const {
    return Error(Fault::config, fmt::format("{}:{}:{}: {}", file, at.line, at.column, what),
                 std::move(hint));
}

Document read_document(std::string file, std::string_view text) {
    Document document{std::move(file), {}};
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    try {
        const auto root = toml::parse(text);
        Reader(document, text).read(root, "", no_row, 0);
    } catch (const toml::parse_error& e) {
        throw document.error(to_position(e.source().begin), reason(e.description()),
                             "a text needs quotes on both ends; bkxsms.toml(5) has examples");
    }
    std::ranges::stable_sort(document.items, {}, &Item::key_at);
    return document;
}

} // namespace bkxsms::config

#include "core/provider/xml.hpp"

#include "core/base/parse.hpp"
#include "core/base/utf8.hpp"

#include <algorithm>
#include <array>

namespace bkxsms::provider::xml {
namespace {

bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_letter(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

bool is_name_char(char c) noexcept {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

/// XML 1.0 section 2.2: Char
bool is_char(char32_t c) noexcept {
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    return (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF && c <= 0x10FFFF;
}

bool has_only_chars(std::string_view text) noexcept {
    if (!is_utf8(text)) return false;
    for (std::size_t pos = 0; pos < text.size();)
        if (!is_char(next_code_point(text, &pos))) return false;
    return true;
}

std::optional<char32_t> entity(std::string_view name) noexcept {
    struct Row {
        std::string_view name;
        char32_t character;
    };
    constexpr std::array<Row, 5> five = {
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
    const auto found = std::ranges::find(five, name, &Row::name);
    if (found == five.end()) return std::nullopt;
    return found->character;
}

/// The character of "#62" or "#x3E".
std::optional<char32_t> reference(std::string_view text) noexcept {
    constexpr std::size_t most_digits = 7; // of 1114111, and too few to overflow
    const bool hex = text.starts_with("#x");
    text.remove_prefix(hex ? 2 : 1);
    if (text.empty() || text.size() > most_digits) return std::nullopt;
    char32_t value = 0;
    for (const char c : text) {
        const auto letter = static_cast<char>(c | 0x20);
        if (c >= '0' && c <= '9') {
            value = value * (hex ? 16 : 10) + static_cast<char32_t>(c - '0');
        } else if (hex && letter >= 'a' && letter <= 'f') {
            value = value * 16 + static_cast<char32_t>(letter - 'a' + 10);
        } else {
            return std::nullopt;
        }
    }
    if (!is_char(value)) return std::nullopt;
    return value;
}

/// nullopt for a '&' that begins none of the five entities and no character reference.
std::optional<std::string> decode(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto mark = std::min(text.find('&'), text.size());
        out.append(text.substr(0, mark));
        text.remove_prefix(mark);
        if (text.empty()) break;
        const auto end = text.find(';');
        if (end == std::string_view::npos || end < 2) return std::nullopt;
        const auto name = text.substr(1, end - 1);
        const auto character = name[0] == '#' ? reference(name) : entity(name);
        if (!character) return std::nullopt;
        append_utf8(&out, *character);
        text.remove_prefix(end + 1);
    }
    return out;
}

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    std::optional<Element> document() {
        if (rest_.starts_with("<?xml ") && !declaration()) return std::nullopt;
        skip_space();
        Element root;
        if (!element(&root, 1)) return std::nullopt;
        skip_space();
        if (!rest_.empty()) return std::nullopt;
        return root;
    }

private:
    bool take(std::string_view mark) noexcept {
        if (!rest_.starts_with(mark)) return false;
        rest_.remove_prefix(mark.size());
        return true;
    }

    std::string_view take_to(std::size_t count) noexcept {
        const auto front = rest_.substr(0, count);
        rest_.remove_prefix(front.size());
        return front;
    }

    bool skip_space() noexcept {
        const auto text = std::ranges::find_if_not(rest_, is_space);
        return !take_to(static_cast<std::size_t>(text - rest_.begin())).empty();
    }

    /// UTF-8 whatever it claims: that has been checked, and no other encoding looks like it.
    bool declaration() noexcept {
        const auto end = rest_.find("?>");
        if (end == std::string_view::npos) return false;
        return take_to(end + 2).find('<', 1) == std::string_view::npos;
    }

    std::string_view name() noexcept {
        if (rest_.empty() || !is_letter(rest_.front())) return {};
        const auto end = std::ranges::find_if_not(rest_, is_name_char);
        return take_to(static_cast<std::size_t>(end - rest_.begin()));
    }

    /// ` name="value"`, any number of them.
    bool attributes() {
        std::vector<std::string_view> seen;
        while (skip_space() && !rest_.empty() && is_letter(rest_.front())) {
            const auto attribute = name();
            skip_space();
            if (!take("=")) return false;
            skip_space();
            if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) return false;
            const char quote = take_to(1).front();
            const auto end = rest_.find(quote);
            if (end == std::string_view::npos) return false;
            const auto value = take_to(end);
            take_to(1);
            if (value.find('<') != std::string_view::npos || !decode(value)) return false;
            if (std::ranges::find(seen, attribute) != seen.end() || seen.size() == max_seen)
                return false;
            seen.push_back(attribute);
        }
        return true;
    }

    bool element(Element* out, int depth) {
        if (depth > max_depth || ++elements_ > max_elements || !take("<")) return false;
        out->name = name();
        if (out->name.empty() || !attributes()) return false;
        if (take("/>")) return true;
        return take(">") && content(out, depth) && take("</") && name() == out->name &&
               (skip_space(), take(">"));
    }

    /// Up to the end tag.
    bool content(Element* out, int depth) {
        bool only_space = true;
        while (true) {
            const auto raw = take_to(std::min(rest_.find('<'), rest_.size()));
            only_space &= std::ranges::all_of(raw, is_space);
            auto text = decode(raw);
            if (!text || raw.find("]]>") != std::string_view::npos) return false;
            out->text += *text;
            if (!out->children.empty() && !only_space) return false;
            if (rest_.empty()) return false;
            if (rest_.starts_with("</")) break;
            if (!only_space || !element(&out->children.emplace_back(), depth + 1)) return false;
        }
        if (!out->children.empty()) out->text.clear();
        return true;
    }

    static constexpr std::size_t max_seen = 16;

    std::string_view rest_;
    std::size_t elements_ = 0;
};

} // namespace

const Element* Element::only(std::string_view child) const noexcept {
    const auto is_it = [child](const Element& one) { return one.name == child; };
    const auto found = std::ranges::find_if(children, is_it);
    if (found == children.end()) return nullptr;
    if (std::find_if(std::next(found), children.end(), is_it) != children.end()) return nullptr;
    return &*found;
}

std::optional<std::string_view> Element::text_of(std::string_view child) const noexcept {
    const auto* found = only(child);
    if (found == nullptr || !found->children.empty()) return std::nullopt;
    return found->text;
}

std::optional<Element> try_parse(std::string_view text) {
    if (!has_only_chars(text)) return std::nullopt;
    return Reader(text).document();
}

} // namespace bkxsms::provider::xml

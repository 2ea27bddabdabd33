#include "core/text/locale.hpp"

#include "core/base/parse.hpp"

#include <algorithm>
#include <cstddef>

namespace bkxsms::text {
namespace {

constexpr std::size_t longest_tag = 35; // RFC 5646 clause 4.4.1: what every reader must hold

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_letter_or_digit(char c) noexcept {
    return is_letter(c) || (c >= '0' && c <= '9');
}
char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// RFC 5646 clause 2.1.1: regions in capitals, scripts with one, the rest small. What follows
/// a group of one character ("u", "x") is an extension and small too.
std::string in_canonical_case(std::string_view group, bool extension) {
    auto text = ascii_lower(group);
    if (extension) return text;
    if (text.size() == 2) std::ranges::transform(text, text.begin(), upper);
    if (text.size() == 4 && is_letter(text[0])) text[0] = upper(text[0]);
    return text;
}

} // namespace

std::optional<std::string> canonical_locale(std::string_view text) {
    if (text.size() > longest_tag) return std::nullopt;
    std::string tag(text);
    std::ranges::replace(tag, '_', '-');

    std::string canonical;
    bool extension = false;
    bool open = false; // a group of one character must not be the last
    for (const auto group : split(tag, '-')) {
        if (group.empty() || group.size() > 8) return std::nullopt;
        if (!std::ranges::all_of(group, is_letter_or_digit)) return std::nullopt;
        if (canonical.empty()) {
            if (group.size() < 2 || group.size() > 3 || !std::ranges::all_of(group, is_letter))
                return std::nullopt;
            canonical = ascii_lower(group);
            continue;
        }
        open = group.size() == 1;
        extension = extension || open;
        canonical += '-' + in_canonical_case(group, extension);
    }
    if (canonical.empty() || open) return std::nullopt;
    return canonical;
}

} // namespace bkxsms::text

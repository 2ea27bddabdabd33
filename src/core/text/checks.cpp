#include "core/text/checks.hpp"

#include "core/base/error.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace bkxsms::text {

void require_utf8(std::string_view text, std::string_view what) {
    const auto bad = first_bad_utf8(text);
    if (bad == std::string_view::npos) return;
    throw Error(Fault::data, fmt::format("{} is not well-formed UTF-8 at byte {}", what, bad),
                "save it as UTF-8; older programs write Windows-1252 or Latin-1");
}

std::optional<Control> first_control(std::string_view text) noexcept {
    int index = 0;
    for (std::size_t pos = 0; pos < text.size(); ++index) {
        const auto c = next_code_point(text, &pos);
        const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
        if (control && c != U'\n') return Control{c, index};
    }
    return std::nullopt;
}

std::string shown_name(std::string_view name) {
    constexpr std::size_t longest = 64;
    if (name.size() > longest || !is_utf8(name)) return "?";
    if (first_control(name) || name.find('\n') != std::string_view::npos) return "?";
    return std::string(name);
}

} // namespace bkxsms::text

#include "core/queue/clean.hpp"

#include "core/base/error.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

namespace bkxsms::queue {

namespace {

constexpr std::size_t longest_label = 255;

/// Shows as nothing: what Unicode calls White_Space or Default_Ignorable_Code_Point as far as
/// it stands alone in texts, and the empty Braille pattern.
bool is_blank(char32_t c) noexcept {
    return c == '\n' || c == ' ' || c == 0xA0 || c == 0xAD || c == 0x115F || c == 0x1160 ||
           c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x2800 ||
           c == 0x3000 || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF ||
           c == 0xFFA0;
}

bool is_control(char32_t c) noexcept {
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

} // namespace

void require_clean_text(std::string_view text) {
    if (text.empty())
        throw Error(Fault::data, "the text is empty", "give --message or --template");
    if (const auto bad = first_bad_utf8(text); bad != std::string_view::npos)
        throw Error(Fault::data, fmt::format("the text is not UTF-8 at byte {}", bad + 1),
                    "convert it first, for instance with iconv");
    bool something = false;
    for (std::size_t pos = 0; pos < text.size();) {
        const auto c = next_code_point(text, &pos);
        if (is_control(c) && c != '\n')
            throw Error(Fault::data,
                        fmt::format("the text holds the control character {} before byte {}",
                                    code_point_name(c), pos + 1),
                        "remove it; only line feeds are allowed");
        something = something || !is_blank(c);
    }
    if (!something)
        throw Error(Fault::data, "the text is nothing but blanks",
                    "it would cost money and say nothing; give a text to read");
}

void require_clean_label(const std::string& what, std::string_view value) {
    if (value.size() > longest_label)
        throw Error(Fault::data,
                    fmt::format("{} has {} bytes, at most {} are allowed", what, value.size(),
                                longest_label),
                    "shorten it");
    if (!is_utf8(value))
        throw Error(Fault::data, what + " is not UTF-8",
                    "convert it first, for instance with iconv");
    for (std::size_t pos = 0; pos < value.size();)
        if (const auto c = next_code_point(value, &pos); is_control(c))
            throw Error(
                Fault::data,
                fmt::format("{} holds the control character {}", what, code_point_name(c)),
                "remove it");
}

} // namespace bkxsms::queue

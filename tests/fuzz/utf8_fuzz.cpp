#include "core/base/utf8.hpp"
#include "core/security/mask.hpp"
#include "fuzz.hpp"

#include <algorithm>

using namespace bkxsms;
using fuzz::require;

namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

/// How long the sequence at `at` is, 0 if it is ill-formed: by the value it stands for, not by
/// the table of bytes that the code under test goes by.
std::size_t sequence_at(std::string_view text, std::size_t at) {
    const auto lead = byte_at(text, at);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC0 || lead >= 0xF8) return 0;
    char32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(text, at + i) & 0xC0) != 0x80) return 0;
        value = value << 6 | (byte_at(text, at + i) & 0x3F);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value < least[length] || value > 0x10FFFF || surrogate ? 0 : length;
}

std::size_t first_bad(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto length = sequence_at(text, at);
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

void check_code_points(std::string_view text) {
    std::string rebuilt;
    for (std::size_t pos = 0; pos < text.size();) {
        const auto from = pos;
        const auto c = next_code_point(text, &pos);
        require(pos > from && pos <= text.size(), "a character has its bytes and no others");
        append_utf8(&rebuilt, c);
    }
    require(rebuilt == text, "a text is its characters");
}

/// What people without the right see of a number: at most five digits and the last three.
void check_mask(std::string_view text) {
    const auto masked = security::mask_number(text);
    require(is_utf8(masked), "a mask is UTF-8");
    require(masked.empty() == text.empty(), "a mask is empty for nothing alone");
    const auto digits =
        std::ranges::count_if(masked, [](char c) { return c >= '0' && c <= '9'; });
    const bool number = text.size() > 7 && text[0] == '+' &&
                        text.find_first_not_of("0123456789", 1) == std::string_view::npos;
    if (number) require(digits <= 8, "a mask shows eight digits at most");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::Input(data, size).rest();
    require(first_bad_utf8(text) == first_bad(text), "ill-formed where it is ill-formed");

    const auto mended = to_well_formed(text);
    require(is_utf8(mended), "mended is well-formed");
    require((mended == text) == is_utf8(text), "only what is ill-formed is mended");
    check_code_points(mended);

    const auto shown = security::printable(text);
    require(is_utf8(shown), "printable is well-formed");
    for (std::size_t pos = 0; pos < shown.size();)
        require(!is_invisible_control(next_code_point(shown, &pos)), "printable can be seen");
    check_mask(text);
    return 0;
}

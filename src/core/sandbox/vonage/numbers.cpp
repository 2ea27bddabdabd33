#include "core/sandbox/vonage/numbers.hpp"

#include "core/base/utf8.hpp"
#include "core/text/segment.hpp"

#include <algorithm>

namespace bkxsms::sandbox {
namespace {

bool all_digits(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool is_vonage_number(std::string_view text) noexcept {
    return text.size() >= 7 && text.size() <= 15 && !text.starts_with('0') && all_digits(text);
}

bool may_send_as(std::string_view from, std::string_view to,
                 const VonageAccount& account) noexcept {
    if (!all_digits(from)) return !to.starts_with('1');
    return account.numbers.empty() ||
           std::ranges::find(account.numbers, from) != account.numbers.end();
}

bool may_send_to(std::string_view to, const VonageAccount& account) noexcept {
    return account.recipients.empty() ||
           std::ranges::find(account.recipients, to) != account.recipients.end();
}

int ucs2_parts(std::string_view utf8) noexcept {
    int units = 0;
    int parts = 1;
    int in_part = 0;
    for (std::size_t pos = 0; pos < utf8.size();) {
        const int width = next_code_point(utf8, &pos) > 0xFFFF ? 2 : 1;
        units += width;
        if (in_part + width > text::ucs2_joined) {
            ++parts;
            in_part = 0;
        }
        in_part += width;
    }
    return units <= text::ucs2_single ? 1 : parts;
}

} // namespace bkxsms::sandbox

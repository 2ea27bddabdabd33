#include "core/provider/date.hpp"

namespace bkxsms::provider {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Takes at most `most` digits from the front; nullopt for fewer than `least`.
std::optional<int> take_number(std::string_view* text, std::size_t least, std::size_t most) {
    std::size_t count = 0;
    int value = 0;
    while (count < most && count < text->size() && is_digit((*text)[count]))
        value = value * 10 + ((*text)[count++] - '0');
    if (count < least) return std::nullopt;
    text->remove_prefix(count);
    return value;
}

bool take_char(std::string_view* text, char c) noexcept {
    if (!text->starts_with(c)) return false;
    text->remove_prefix(1);
    return true;
}

/// 1 to 12 for "Jan " to "Dec ".
std::optional<unsigned> take_month(std::string_view* text) noexcept {
    constexpr std::string_view names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
    if (text->size() < 4 || (*text)[3] != ' ') return std::nullopt;
    const auto at = names.find(text->substr(0, 4));
    if (at == std::string_view::npos || at % 4 != 0) return std::nullopt;
    text->remove_prefix(4);
    return static_cast<unsigned>(at / 4 + 1);
}

std::optional<std::chrono::minutes> read_zone(std::string_view text) {
    if (text == "GMT" || text == "UT") return std::chrono::minutes(0);
    const bool west = text.starts_with('-');
    if (!take_char(&text, '+') && !take_char(&text, '-')) return std::nullopt;
    const auto hours = take_number(&text, 2, 2);
    const auto minutes = take_number(&text, 2, 2);
    if (!hours || !minutes || *minutes > 59 || !text.empty()) return std::nullopt;
    const std::chrono::minutes offset(*hours * 60 + *minutes);
    return west ? -offset : offset;
}

} // namespace

std::optional<TimePoint> parse_rfc2822(std::string_view text) noexcept {
    namespace chr = std::chrono;
    if (text.size() > 5 && text.substr(3, 2) == ", ") text.remove_prefix(5); // day of the week
    const auto day = take_number(&text, 1, 2);
    if (!day || !take_char(&text, ' ')) return std::nullopt;
    const auto month = take_month(&text);
    if (!month) return std::nullopt;
    const auto year = take_number(&text, 4, 4);
    if (!year || *year < 1970 || !take_char(&text, ' ')) return std::nullopt;
    const auto hour = take_number(&text, 2, 2);
    if (!hour || *hour > 23 || !take_char(&text, ':')) return std::nullopt;
    const auto minute = take_number(&text, 2, 2);
    if (!minute || *minute > 59 || !take_char(&text, ':')) return std::nullopt;
    const auto second = take_number(&text, 2, 2);
    if (!second || *second > 59 || !take_char(&text, ' ')) return std::nullopt;
    const auto zone = read_zone(text);
    const chr::year_month_day date(chr::year(*year), chr::month(*month),
                                   chr::day(static_cast<unsigned>(*day)));
    if (!zone || !date.ok()) return std::nullopt;
    const auto at = TimePoint(chr::sys_days(date)) + chr::hours(*hour) + chr::minutes(*minute) +
                    chr::seconds(*second) - *zone;
    // A zone of 99 hours leads out of the years that a database and an RFC 3339 time have.
    if (at < TimePoint() || at >= chr::sys_days(chr::year(10'000) / 1 / 1)) return std::nullopt;
    return at;
}

} // namespace bkxsms::provider

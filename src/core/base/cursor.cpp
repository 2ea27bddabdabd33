#include "core/base/cursor.hpp"

namespace bkxsms {

namespace chr = std::chrono;

std::optional<int> Cursor::digits(std::size_t count) noexcept {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
}

bool Cursor::one_of(std::string_view choices) noexcept {
    if (rest_.empty() || choices.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
}

std::optional<chr::sys_days> read_date(Cursor* in) noexcept {
    const auto year = in->digits(4);
    if (!year || *year < 1970 || !in->one_of("-")) return std::nullopt;
    const auto month = in->digits(2);
    if (!month || !in->one_of("-")) return std::nullopt;
    const auto day = in->digits(2);
    if (!day) return std::nullopt;
    const chr::year_month_day date(chr::year(*year), chr::month(static_cast<unsigned>(*month)),
                                   chr::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    return chr::sys_days(date);
}

std::optional<chr::minutes> read_hour_and_minute(Cursor* in) noexcept {
    const auto hour = in->digits(2);
    if (!hour || *hour > 23 || !in->one_of(":")) return std::nullopt;
    const auto minute = in->digits(2);
    if (!minute || *minute > 59) return std::nullopt;
    return chr::hours(*hour) + chr::minutes(*minute);
}

} // namespace bkxsms

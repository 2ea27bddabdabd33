#include "core/sandbox/figures.hpp"

#include "core/base/encode.hpp"
#include "core/base/random.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::sandbox {

namespace chr = std::chrono;

std::string format_date_time(TimePoint t) {
    const auto day = chr::floor<chr::days>(t);
    const chr::year_month_day date(day);
    const chr::hh_mm_ss time(chr::floor<chr::seconds>(t - day));
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", int(date.year()),
                       unsigned(date.month()), unsigned(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count());
}

std::optional<TimePoint> parse_date_time(std::string_view text) {
    constexpr std::size_t to_minutes = 16;
    auto whole = std::string(text);
    if (whole.size() == to_minutes) whole += ":00";
    return parse_rfc3339(whole + 'Z');
}

std::string format_amount(std::int64_t nano) {
    const auto text = fmt::format("{}.{:09}", nano / 1'000'000'000, nano % 1'000'000'000);
    const auto zeros = text.find_last_not_of('0');
    return text.substr(0, std::max(zeros + 1, text.size() - 4));
}

std::string random_uuid() {
    auto bytes = random_bytes(16);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    auto text = to_hex(bytes);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

std::optional<std::string> bare_digits(std::string_view number) {
    std::string digits;
    for (const char c : number) {
        if (c >= '0' && c <= '9') {
            digits += c;
        } else if (std::string_view("+-./() ").find(c) == std::string_view::npos) {
            return std::nullopt;
        }
    }
    return digits;
}

} // namespace bkxsms::sandbox

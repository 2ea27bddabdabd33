#include "core/base/clock.hpp"

#include "core/base/cursor.hpp"

#include <cerrno>
#include <ctime>
#include <fmt/format.h>

namespace bkxsms {

namespace chr = std::chrono;

TimePoint SystemClock::now() {
    return chr::floor<milliseconds>(chr::system_clock::now());
}

void SystemClock::sleep_until(TimePoint when) {
    const auto ms = to_millis(when);
    const timespec until{static_cast<time_t>(ms / 1000),
                         static_cast<long>(ms % 1000) * 1'000'000};
    while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, nullptr) == EINTR) {
    }
}

std::string format_rfc3339(TimePoint t) {
    const auto day = chr::floor<chr::days>(t);
    const chr::year_month_day date(day);
    const chr::hh_mm_ss time(t - day);
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()),
                            unsigned(date.month()), unsigned(date.day()), time.hours().count(),
                            time.minutes().count(), time.seconds().count());
    if (const auto ms = time.subseconds().count(); ms != 0) text += fmt::format(".{:03}", ms);
    return text + 'Z';
}

namespace {

/// The digits after the point, of which only the first three count; -1 if there are none.
int read_fraction_ms(Cursor& in) noexcept {
    int ms = -1;
    int scale = 100;
    while (in.peek() >= '0' && in.peek() <= '9') {
        if (ms < 0) ms = 0;
        ms += (in.peek() - '0') * scale;
        scale /= 10;
        in.digits(1);
    }
    return ms;
}

std::optional<chr::minutes> read_offset(Cursor& in) noexcept {
    if (in.one_of("Zz")) return chr::minutes(0);
    const bool west = in.peek() == '-';
    if (!in.one_of("+-")) return std::nullopt;
    const auto offset = read_hour_and_minute(&in);
    return offset && west ? -*offset : offset;
}

} // namespace

std::optional<TimePoint> parse_rfc3339(std::string_view text) noexcept {
    Cursor in(text);
    const auto date = read_date(&in);
    if (!date || !in.one_of("Tt ")) return std::nullopt;
    const auto time = read_hour_and_minute(&in);
    if (!time || !in.one_of(":")) return std::nullopt;
    const auto second = in.digits(2);
    if (!second || *second > 59) return std::nullopt;
    int ms = 0;
    if (in.one_of(".") && (ms = read_fraction_ms(in)) < 0) return std::nullopt;
    const auto offset = read_offset(in);
    if (!offset || !in.done()) return std::nullopt;
    const auto t =
        TimePoint(*date) + *time + chr::seconds(*second) + milliseconds(ms) - *offset;
    // An offset can move it past either end, where format_rfc3339() could not say it.
    constexpr TimePoint end(chr::sys_days(chr::year(9999) / 12 / 31) + chr::days(1));
    if (t < TimePoint() || t >= end) return std::nullopt;
    return t;
}

} // namespace bkxsms

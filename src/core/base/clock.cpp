#include "core/base/clock.hpp"

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

/// Takes what it recognises from the front of the text.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    std::optional<int> digits(std::size_t count) noexcept {
        if (rest_.size() < count) return std::nullopt;
        int value = 0;
        for (const char c : rest_.substr(0, count)) {
            if (c < '0' || c > '9') return std::nullopt;
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }
    bool one_of(std::string_view choices) noexcept {
        if (rest_.empty() || choices.find(rest_.front()) == std::string_view::npos)
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }
    bool done() const noexcept { return rest_.empty(); }

private:
    std::string_view rest_;
};

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
    const auto hours = in.digits(2);
    if (!hours || *hours > 23 || !in.one_of(":")) return std::nullopt;
    const auto minutes = in.digits(2);
    if (!minutes || *minutes > 59) return std::nullopt;
    const chr::minutes offset(*hours * 60 + *minutes);
    return west ? -offset : offset;
}

} // namespace

std::optional<TimePoint> parse_rfc3339(std::string_view text) noexcept {
    Cursor in(text);
    const auto year = in.digits(4);
    if (!year || *year < 1970 || !in.one_of("-")) return std::nullopt;
    const auto month = in.digits(2);
    if (!month || !in.one_of("-")) return std::nullopt;
    const auto day = in.digits(2);
    if (!day || !in.one_of("Tt ")) return std::nullopt;
    const auto hour = in.digits(2);
    if (!hour || *hour > 23 || !in.one_of(":")) return std::nullopt;
    const auto minute = in.digits(2);
    if (!minute || *minute > 59 || !in.one_of(":")) return std::nullopt;
    const auto second = in.digits(2);
    if (!second || *second > 59) return std::nullopt;
    int ms = 0;
    if (in.one_of(".") && (ms = read_fraction_ms(in)) < 0) return std::nullopt;
    const auto offset = read_offset(in);
    if (!offset || !in.done()) return std::nullopt;

    const chr::year_month_day date(chr::year(*year), chr::month(static_cast<unsigned>(*month)),
                                   chr::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    return TimePoint(chr::sys_days(date)) + chr::hours(*hour) + chr::minutes(*minute) +
           chr::seconds(*second) + milliseconds(ms) - *offset;
}

} // namespace bkxsms

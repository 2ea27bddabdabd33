#include "core/base/clock.hpp"
#include "support/catch.hpp"
#include "support/fake_clock.hpp"

#include <random>

using namespace bkxsms;
using namespace std::chrono_literals;

TEST_CASE("clock: RFC 3339 with an explicit offset is read", "[base][clock]") {
    struct Row {
        std::string_view text;
        std::int64_t millis;
    };
    constexpr Row rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-22T16:40:07Z", 1'795'365'607'000},
        {"2026-11-22t16:40:07z", 1'795'365'607'000},
        {"2026-11-22 16:40:07Z", 1'795'365'607'000},
        {"2026-11-22T17:40:07+01:00", 1'795'365'607'000},
        {"2026-11-22T08:40:07-08:00", 1'795'365'607'000},
        {"2026-11-22T22:25:07+05:45", 1'795'365'607'000},
        {"2026-11-22T16:40:07-00:00", 1'795'365'607'000}, // section 4.3: offset not known
        {"2026-11-22T16:40:07.2Z", 1'795'365'607'200},
        {"2026-11-22T16:40:07.25Z", 1'795'365'607'250},
        {"2026-11-22T16:40:07.2509999999999999999999Z", 1'795'365'607'250},
        {"2026-11-22T16:40:07.000Z", 1'795'365'607'000},
        {"1985-04-12T23:20:50.52Z", 482'196'050'520}, // section 5.8
        {"1996-12-19T16:39:57-08:00", 851'042'397'000},
        {"2000-02-29T00:00:00Z", 951'782'400'000},
        {"2024-02-29T12:00:00Z", 1'709'208'000'000},
        {"9999-12-31T23:59:59.999Z", 253'402'300'799'999},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto read = parse_rfc3339(row.text);
        REQUIRE(read);
        CHECK(to_millis(*read) == row.millis);
    }
}

TEST_CASE("clock: what is no RFC 3339 time is refused", "[base][clock]") {
    for (const std::string_view bad : {
             "",
             "2026-11-22",
             "1969-12-31T23:59:59Z",
             "1970-01-01T00:59:59+01:00", // its instant is before 1970
             "9999-12-31T23:59:59-00:01", // its instant is after 9999
             "2026-11-22T16:40:07",       // no offset: whose clock?
             "2026-11-22T16:40Z",         // seconds are not optional
             "2026-11-22T16:40:60Z",      // leap second
             "1990-12-31T23:59:60Z",      // even one that was
             "2026-11-22T24:00:00Z",
             "2026-11-22T16:60:00Z",
             "2026-11-31T00:00:00Z",
             "2026-02-29T00:00:00Z",
             "2100-02-29T00:00:00Z", // no leap year
             "2026-00-10T00:00:00Z",
             "2026-13-10T00:00:00Z",
             "2026-01-00T00:00:00Z",
             "2026-1-2T03:04:05Z",
             "26-11-22T16:40:07Z",
             "+2026-11-22T16:40:07Z",
             "12026-11-22T16:40:07Z",
             "2026-11-22T16:40:07.Z",
             "2026-11-22T16:40:07,5Z",
             "2026-11-22T16:40:07+0100",
             "2026-11-22T16:40:07+01",
             "2026-11-22T16:40:07+24:00",
             "2026-11-22T16:40:07+01:60",
             "2026-11-22T16:40:07 +01:00",
             "2026-11-22T16:40:07ZZ",
             "2026-11-22T16:40:07Z ",
             " 2026-11-22T16:40:07Z",
             "2026-11-22_16:40:07Z",
             "2026/11/22T16:40:07Z",
             "2026-11-22T-1:40:07Z",
             "20261122T164007Z",
             "Sun, 22 Nov 2026 16:40:07 GMT",
         }) {
        CAPTURE(bad);
        CHECK_FALSE(parse_rfc3339(bad));
    }
    CHECK_FALSE(parse_rfc3339(std::string_view("2026-11-22T16:40:07Z\0", 21)));
}

TEST_CASE("clock: times are written in UTC, milliseconds only where there are some",
          "[base][clock]") {
    CHECK(format_rfc3339(from_millis(0)) == "1970-01-01T00:00:00Z");
    CHECK(format_rfc3339(from_millis(1'795'365'607'000)) == "2026-11-22T16:40:07Z");
    CHECK(format_rfc3339(from_millis(1'795'365'607'250)) == "2026-11-22T16:40:07.250Z");
    CHECK(format_rfc3339(from_millis(1'795'365'607'005)) == "2026-11-22T16:40:07.005Z");
    CHECK(format_rfc3339(from_millis(-1)) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("clock: what is written is read back", "[base][clock]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int64_t> any(0, 253'402'300'799'999);
    for (int i = 0; i < 20'000; ++i) {
        const auto t = from_millis(any(random));
        const auto text = format_rfc3339(t);
        if (parse_rfc3339(text) != t) FAIL("not read back: " << text);
    }
}

TEST_CASE("clock: the system clock sleeps until the time given, not at all if it is past",
          "[base][clock]") {
    SystemClock clock;
    const auto before = clock.now();
    clock.sleep_until(before + 20ms);
    CHECK(clock.now() >= before + 20ms);
    clock.sleep_until(before - 1h);
    CHECK(clock.now() < before + 10s);
    CHECK(to_millis(before) > 1'700'000'000'000);
}

TEST_CASE("clock: the fake one moves when somebody sleeps", "[base][clock]") {
    test::FakeClock clock;
    const auto start = clock.now();
    clock.sleep_until(start + 5s);
    CHECK(clock.now() == start + 5s);
    clock.sleep_until(start);
    CHECK(clock.now() == start + 5s);
    CHECK(clock.slept_until.size() == 2);
}

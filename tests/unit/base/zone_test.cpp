#include "core/base/zone.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"

#include <random>

using namespace bkxsms;
using namespace std::chrono_literals;
using Kind = Zone::Instants::Kind;

namespace {

TimePoint at(std::string_view text) {
    const auto t = parse_rfc3339(text);
    REQUIRE(t);
    return *t;
}

LocalTime wall(std::string_view text) {
    const auto t = parse_local_time(text);
    REQUIRE(t);
    return *t;
}

} // namespace

TEST_CASE("zone: offsets and abbreviations are those of the day", "[base][zone]") {
    struct Row {
        const char *zone, *instant;
        std::chrono::seconds offset;
        const char* abbreviation;
    };
    constexpr Row rows[] = {
        {"UTC", "2026-07-01T00:00:00Z", 0s, "UTC"},
        {"Europe/Berlin", "2026-01-15T12:00:00Z", 1h, "CET"},
        {"Europe/Berlin", "2026-07-15T12:00:00Z", 2h, "CEST"},
        {"Europe/Berlin", "2026-03-29T00:59:59Z", 1h, "CET"},
        {"Europe/Berlin", "2026-03-29T01:00:00Z", 2h, "CEST"},
        {"Europe/Berlin", "2026-10-25T00:59:59.999Z", 2h, "CEST"},
        {"Europe/Berlin", "2026-10-25T01:00:00Z", 1h, "CET"},
        {"Europe/London", "2026-07-15T12:00:00Z", 1h, "BST"},
        {"America/New_York", "2026-03-08T06:59:59Z", -5h, "EST"},
        {"America/New_York", "2026-03-08T07:00:00Z", -4h, "EDT"},
        {"America/Phoenix", "2026-07-15T12:00:00Z", -7h, "MST"}, // no summer time
        {"US/Pacific", "2026-07-15T12:00:00Z", -7h, "PDT"},      // a link
        {"Asia/Kathmandu", "2026-07-15T12:00:00Z", 5h + 45min, "+0545"},
        {"Asia/Kolkata", "2026-07-15T12:00:00Z", 5h + 30min, "IST"},
        {"Australia/Sydney", "2026-01-15T12:00:00Z", 11h, "AEDT"}, // the south's summer
        {"Australia/Lord_Howe", "2026-01-15T12:00:00Z", 11h, "+11"},
        {"Australia/Lord_Howe", "2026-07-15T12:00:00Z", 10h + 30min, "+1030"},
        {"Etc/GMT+5", "2026-07-15T12:00:00Z", -5h, "-05"}, // POSIX's sign, not ISO's
        // Where ICU 72's data (tz 2022e) is wrong.
        {"America/Mexico_City", "2026-07-15T12:00:00Z", -6h, "CST"},
        {"Africa/Cairo", "2026-07-15T12:00:00Z", 3h, "EEST"},
        {"Asia/Almaty", "2026-07-15T12:00:00Z", 5h, "+05"},
        // The files must hold every change until 2037: the library reads no rule behind them.
        {"Europe/Berlin", "2036-07-15T12:00:00Z", 2h, "CEST"},
        {"America/New_York", "2036-07-15T12:00:00Z", -4h, "EDT"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.zone, row.instant);
        const auto zone = Zone::named(row.zone);
        CHECK(zone.name() == row.zone);
        CHECK(zone.offset_at(at(row.instant)) == row.offset);
        CHECK(zone.abbreviation_at(at(row.instant)) == row.abbreviation);
    }
}

TEST_CASE("zone: a wall clock's reading is one instant, none or two", "[base][zone]") {
    struct Row {
        const char *zone, *reading;
        Kind kind;
        const char *earlier, *later;
    };
    constexpr Row rows[] = {
        {"Europe/Berlin", "2026-11-22 09:00", Kind::unique, "2026-11-22T08:00:00Z",
         "2026-11-22T08:00:00Z"},
        // forward: 02:00 → 03:00
        {"Europe/Berlin", "2026-03-29 01:59:59", Kind::unique, "2026-03-29T00:59:59Z",
         "2026-03-29T00:59:59Z"},
        {"Europe/Berlin", "2026-03-29 02:00", Kind::nonexistent, "2026-03-29T01:00:00Z",
         "2026-03-29T01:00:00Z"},
        {"Europe/Berlin", "2026-03-29 02:59:59", Kind::nonexistent, "2026-03-29T01:00:00Z",
         "2026-03-29T01:00:00Z"},
        {"Europe/Berlin", "2026-03-29 03:00", Kind::unique, "2026-03-29T01:00:00Z",
         "2026-03-29T01:00:00Z"},
        // back: 03:00 → 02:00
        {"Europe/Berlin", "2026-10-25 02:00", Kind::ambiguous, "2026-10-25T00:00:00Z",
         "2026-10-25T01:00:00Z"},
        {"Europe/Berlin", "2026-10-25 02:59:59", Kind::ambiguous, "2026-10-25T00:59:59Z",
         "2026-10-25T01:59:59Z"},
        {"Europe/Berlin", "2026-10-25 03:00", Kind::unique, "2026-10-25T02:00:00Z",
         "2026-10-25T02:00:00Z"},
        {"America/New_York", "2026-03-08 02:30", Kind::nonexistent, "2026-03-08T07:00:00Z",
         "2026-03-08T07:00:00Z"},
        {"America/New_York", "2026-11-01 01:30", Kind::ambiguous, "2026-11-01T05:30:00Z",
         "2026-11-01T06:30:00Z"},
        {"Australia/Sydney", "2026-10-04 02:30", Kind::nonexistent, "2026-10-03T16:00:00Z",
         "2026-10-03T16:00:00Z"},
        {"Australia/Sydney", "2026-04-05 02:30", Kind::ambiguous, "2026-04-04T15:30:00Z",
         "2026-04-04T16:30:00Z"},
        // half an hour only
        {"Australia/Lord_Howe", "2026-10-04 02:15", Kind::nonexistent, "2026-10-03T15:30:00Z",
         "2026-10-03T15:30:00Z"},
        {"Australia/Lord_Howe", "2026-04-05 01:45", Kind::ambiguous, "2026-04-04T14:45:00Z",
         "2026-04-04T15:15:00Z"},
        // midnight itself is missing
        {"Africa/Cairo", "2026-04-24 00:30", Kind::nonexistent, "2026-04-23T22:00:00Z",
         "2026-04-23T22:00:00Z"},
        // a whole day is missing: Samoa crossed the date line
        {"Pacific/Apia", "2011-12-30 12:00", Kind::nonexistent, "2011-12-30T10:00:00Z",
         "2011-12-30T10:00:00Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.zone, row.reading);
        const auto instants = Zone::named(row.zone).to_utc(wall(row.reading));
        CHECK(instants.kind == row.kind);
        CHECK(format_rfc3339(instants.earlier) == row.earlier);
        CHECK(format_rfc3339(instants.later) == row.later);
    }
}

TEST_CASE("zone: every instant's reading leads back to it", "[base][zone]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int64_t> until_2037(0, 2'114'380'799'999);
    for (const auto* name : {"Europe/Berlin", "America/New_York", "Asia/Kathmandu",
                             "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"}) {
        const auto zone = Zone::named(name);
        for (int i = 0; i < 2'000; ++i) {
            const auto t = from_millis(until_2037(random));
            const auto back = zone.to_utc(zone.to_local(t));
            if (back.kind == Kind::nonexistent || (back.earlier != t && back.later != t))
                FAIL(name << " loses " << format_rfc3339(t));
        }
    }
}

TEST_CASE("zone: what is no IANA zone is refused", "[base][zone]") {
    for (const std::string_view bad : {"",
                                       "CEST",
                                       "CET",
                                       "EST",
                                       "EST5EDT",
                                       "GMT",
                                       "Z",
                                       "utc",
                                       "localtime",
                                       "posixrules",
                                       "Factory",
                                       "Berlin",
                                       "europe/berlin",
                                       "Europe/Berlin ",
                                       "Europe/Nowhere",
                                       "Europe",
                                       "Europe/",
                                       "/Europe/Berlin",
                                       "Europe//Berlin",
                                       "./Europe/Berlin",
                                       "../zoneinfo/UTC",
                                       "Europe/../UTC",
                                       "/usr/share/zoneinfo/UTC",
                                       "posix/Europe/Berlin",
                                       "right/Europe/Berlin",
                                       "CET-1CEST,M3.5.0,M10.5.0/3",
                                       "+01:00",
                                       "UTC+1",
                                       "leapseconds",
                                       "zone.tab"}) {
        CAPTURE(bad);
        CHECK(test::fault_of([&] { Zone::named(bad); }) == Fault::data);
    }
    CHECK(test::fault_of([&] { Zone::named(std::string_view("UTC\0", 4)); }) == Fault::data);
}

TEST_CASE("zone: a wall clock's reading has no offset", "[base][zone]") {
    const auto nine = LocalTime(at("2026-11-22T09:00:00Z").time_since_epoch());
    CHECK(parse_local_time("2026-11-22 09:00") == nine);
    CHECK(parse_local_time("2026-11-22T09:00") == nine);
    CHECK(parse_local_time("2026-11-22 09:00:00") == nine);
    CHECK(parse_local_time("2026-11-22 09:00:59") == nine + 59s);
    for (const std::string_view bad : {"",
                                       "2026-11-22",
                                       "2026-11-22 9:00",
                                       "2026-11-22 09",
                                       "2026-11-22 09:00:",
                                       "09:00",
                                       "2026-11-22 09:00Z",
                                       "2026-11-22T09:00+01:00",
                                       "2026-11-22 09:00:60",
                                       "2026-11-22 24:00",
                                       "2026-11-22 09:60",
                                       "2026-11-31 09:00",
                                       "2026-02-29 09:00",
                                       "1969-12-31 09:00",
                                       "2026-11-22t09:00",
                                       "2026-11-22  09:00",
                                       "2026-11-22 09:00 ",
                                       "2026-11-22 09:00:00.5",
                                       "22.11.2026 09:00",
                                       "11/22/2026 09:00"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_local_time(bad));
    }
}

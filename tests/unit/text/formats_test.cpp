#include "core/text/gsm7.hpp"
#include "core/text/template.hpp"
#include "rig.hpp"

#include <cstdlib>

using namespace bkxsms;
using text::Template, text::Values;

namespace {

// Before ICU looks at them: all tests of this room run in Tokyo and in French.
const bool elsewhere =
    setenv("TZ", "Asia/Tokyo", 1) == 0 && setenv("LC_ALL", "fr_FR.UTF-8", 1) == 0;

std::string rendered(std::string_view pattern, const text::Value& x, std::string_view locale) {
    return Template("t", pattern, locale).render({{"x", x}});
}

} // namespace

TEST_CASE("formats: dates are the reader's wall clock, by the system's tz database",
          "[text][formats]") {
    struct Row {
        const char* name;
        std::string_view at;
        std::string_view zone;
        std::string_view locale;
        std::string_view becomes;
    };
    // Cairo has had summer time again since 2023, Mexico City none since October 2022 (tzdata
    // NEWS 2022f and 2023c); ICU 72 carries 2022e and is an hour off for both.
    const auto row = GENERATE(values<Row>({
        {"summer in Cairo", "2026-07-17T06:00:00Z", "Africa/Cairo", "en",
         "Friday, July 17|9:00 AM"},
        {"winter in Cairo", "2026-12-11T07:00:00Z", "Africa/Cairo", "en",
         "Friday, December 11|9:00 AM"},
        {"no summer time in Mexico", "2026-07-17T15:00:00Z", "America/Mexico_City", "es-MX",
         "viernes, 17 de julio|09:00"},
        {"a zone ICU does not know", "2026-07-17T15:00:00Z", "America/Ciudad_Juarez", "en",
         "Friday, July 17|9:00 AM"},
        {"the day before", "2026-01-01T04:30:00Z", "America/New_York", "en",
         "Wednesday, December 31|11:30 PM"},
        {"half an hour", "2026-07-17T04:00:00Z", "Asia/Kolkata", "en",
         "Friday, July 17|9:30 AM"},
        {"German", "2026-07-17T07:00:00Z", "Europe/Berlin", "de", "Freitag, 17. Juli|09:00"},
        {"Austrian", "2026-01-16T08:00:00Z", "Europe/Vienna", "de-AT",
         "Freitag, 16. J\u00e4nner|09:00"},
        {"Australian", "2026-07-17T07:00:00Z", "Australia/Sydney", "en-AU",
         "Friday, 17 July|5:00 pm"},
        {"Arabic, Latin digits", "2026-07-17T06:00:00Z", "Africa/Cairo", "ar",
         "\u0627\u0644\u062c\u0645\u0639\u0629\u060c 17 \u064a\u0648\u0644\u064a\u0648|9:00 "
         "\u0635"},
        {"Saudi, Gregorian", "2026-07-17T06:00:00Z", "Asia/Riyadh", "ar-SA",
         "\u0627\u0644\u062c\u0645\u0639\u0629\u060c 17 \u064a\u0648\u0644\u064a\u0648|9:00 "
         "\u0635"},
        {"Arabic digits if asked", "2026-07-17T06:00:00Z", "Africa/Cairo", "ar-u-nu-arab",
         "\u0627\u0644\u062c\u0645\u0639\u0629\u060c \u0661\u0667 "
         "\u064a\u0648\u0644\u064a\u0648|\u0669:\u0660\u0660 \u0635"},
        {"Chinese", "2026-07-17T01:00:00Z", "Asia/Shanghai", "zh",
         "7\u670817\u65e5\u661f\u671f\u4e94|09:00"},
    }));
    INFO(row.name);
    CHECK(rendered("{x, date, ::EEEEdMMMM}|{x, time, short}", test::when(row.at, row.zone),
                   row.locale) == row.becomes);
}

TEST_CASE("formats: every style of a date", "[text][formats]") {
    struct Row {
        std::string_view pattern;
        std::string_view becomes;
    };
    const auto row = GENERATE(values<Row>({
        {"{x}", "Jul 17, 2026, 9:00 AM"},
        {"{x, date}", "Jul 17, 2026"},
        {"{x, date, short}", "7/17/26"},
        {"{x, date, medium}", "Jul 17, 2026"},
        {"{x, date, long}", "July 17, 2026"},
        {"{x, date, full}", "Friday, July 17, 2026"},
        {"{x, time}", "9:00:05 AM"},
        {"{x,time,short}", "9:00 AM"},
        {"{x, time, ::Hmm}", "09:00"},
        {"{x, time, ::jmm}", "9:00 AM"},
        {"{x, date, yyyy-MM-dd}", "2026-07-17"},
        {"{x, date, 'z' d}", "z 17"},
        {"{s, select, other {{s, select, other {{x, time, short}}}}}", "9:00 AM"},
    }));
    INFO(row.pattern);
    const Template t("t", row.pattern, "en");
    Values values = {{"x", test::when("2026-07-17T06:00:05Z", "Africa/Cairo")}};
    if (t.kind("s")) values["s"] = "s";
    CHECK(t.render(values) == row.becomes);
}

TEST_CASE("formats: money is exact and in the language's own way", "[text][formats]") {
    struct Row {
        std::string_view locale;
        Money money;
        std::string_view becomes;
    };
    constexpr std::int64_t one = 1'000'000'000;
    const auto row = GENERATE_COPY(values<Row>({
        {"en", {45 * one, "USD"}, "$45.00"},
        {"en", {1234 * one + one / 2, "GBP"}, "\u00a31,234.50"},
        {"en", {7'500'000, "USD"}, "$0.0075"},
        {"en", {-45 * one, "USD"}, "-$45.00"},
        {"en", {123456789 * one + 123456789, "USD"}, "$123,456,789.123456789"},
        {"en", {4500 * one, "JPY"}, "\u00a54,500"},
        {"en", {45 * one, "KWD"}, "KWD 45.000"},
        {"en", {450 * one, "INR"}, "INR 450.00"},
        {"en", {45 * one, "XQQ"}, "XQQ 45.00"},
        {"de", {45 * one, "EUR"}, "45,00 \u20ac"},
        {"de-CH", {45 * one, "CHF"}, "CHF 45.00"},
        {"sv", {-1234 * one, "SEK"}, "-1 234,00 kr"},
        {"pl", {45 * one, "PLN"}, "45,00 PLN"},
        {"ru", {45 * one, "RUB"}, "45,00\u00a0\u20bd"},
        {"zh", {45 * one, "CNY"}, "\u00a545.00"},
        {"ar", {45 * one, "SAR"}, "\u200f45.00\u00a0\u0631.\u0633.\u200f"},
    }));
    INFO(row.locale << ' ' << row.becomes);
    CHECK(rendered("{x}", row.money, row.locale) == row.becomes);
}

TEST_CASE("formats: what ICU writes keeps a Latin text in GSM-7", "[text][formats]") {
    const std::string locale = GENERATE(values<std::string>(
        {"en", "en-AU", "en-GB", "de", "de-AT", "de-CH", "nl", "da", "nb", "fi", "it", "sv"}));
    const auto at = test::when("2026-07-17T13:00:00Z", "UTC");
    const auto text = rendered("{x, date, ::EEEEdMMMM} {x, time, short} {x}", at, locale) +
                      rendered("{x}", Money{-1234'500'000'000, "EUR"}, locale) +
                      rendered("{x} {x, number, ::percent}", std::int64_t{-1234567}, locale);
    INFO(locale << ": " << text);
    CHECK(text::gsm7_blockers(text).empty());
}

TEST_CASE("formats: only what ICU writes is changed, not the author's or the caller's own text",
          "[text][formats]") {
    const Template t("t", "a\u00a0b {x} {n}", "en");
    CHECK(t.render({{"x", "c\u202fd"}, {"n", std::int64_t{1}}}) == "a\u00a0b c\u202fd 1");
}

TEST_CASE("formats: the process's own zone and language change nothing", "[text][formats]") {
    REQUIRE(elsewhere);
    const auto at = test::when("2026-07-17T20:00:00Z", "UTC");
    CHECK(rendered("{x, date, ::EEEEdMMMM} {x, time, short}", at, "en") ==
          "Friday, July 17 8:00 PM");
    CHECK(rendered("{x}", at, "de") == "17.07.2026, 20:00");
    // A language that CLDR does not know is written as English.
    CHECK(rendered("{x, date, ::EEEEdMMMM}", at, "qaa") == "Friday, July 17");
}

#include "core/base/parse.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace std::chrono_literals;

TEST_CASE("parse: an integer is digits with an optional minus, and fits", "[base][parse]") {
    CHECK(parse_integer("0") == 0);
    CHECK(parse_integer("-0") == 0);
    CHECK(parse_integer("007") == 7);
    CHECK(parse_integer("9223372036854775807") == INT64_MAX);
    CHECK(parse_integer("-9223372036854775808") == INT64_MIN);
    for (const std::string_view bad :
         {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "1_000", "--1",
          "9223372036854775808", "-9223372036854775809", "99999999999999999999999", "١"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_integer(bad));
    }
    CHECK_FALSE(parse_integer(std::string_view("1\0", 2)));
}

TEST_CASE("parse: a duration has units, in falling order", "[base][parse]") {
    CHECK(parse_duration("90s") == 90s);
    CHECK(parse_duration("15m") == 15min);
    CHECK(parse_duration("2h") == 2h);
    CHECK(parse_duration("1d") == 24h);
    CHECK(parse_duration("1h30m") == 90min);
    CHECK(parse_duration("1d2h3m4s") == 24h + 2h + 3min + 4s);
    CHECK(parse_duration("3650d") == 3650 * 24h);
    CHECK(parse_duration("0d1s") == 1s);
    for (const std::string_view bad : {"",
                                       "90",
                                       "s",
                                       "0s",
                                       "0d0h",
                                       "30m1h",
                                       "1h1h",
                                       "1h ",
                                       " 1h",
                                       "-1h",
                                       "+1h",
                                       "1.5h",
                                       "1w",
                                       "1H",
                                       "1h30",
                                       "3651d",
                                       "3650d1s",
                                       "9999999999s",
                                       "99999999999999999999d",
                                       "1ms"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_duration(bad));
    }
}

TEST_CASE("parse: trim takes ASCII white space from both ends only", "[base][parse]") {
    CHECK(trim(" \t\r\n\f\va b\n") == "a b");
    CHECK(trim(" \n ").empty());
    CHECK(trim("").empty());
    CHECK(trim("\u00A0x") == "\u00A0x");
}

TEST_CASE("parse: split keeps empty parts, so joining gives the text back", "[base][parse]") {
    using Parts = std::vector<std::string_view>;
    CHECK(split("a,b", ',') == Parts{"a", "b"});
    CHECK(split("", ',') == Parts{""});
    CHECK(split(",a,,", ',') == Parts{"", "a", "", ""});
}

TEST_CASE("parse: lower case changes ASCII letters and nothing else", "[base][parse]") {
    CHECK(ascii_lower("STOP ÄÉ 12@[`{") == "stop ÄÉ 12@[`{");
}

TEST_CASE("parse: the nearest word is offered only if it is near", "[base][parse]") {
    const std::vector<std::string_view> commands = {"report", "retry", "send", "queue-run"};
    CHECK(nearest("sned", commands) == "send");
    CHECK(nearest("queue-rnu", commands) == "queue-run");
    CHECK(nearest("reprot", commands) == "report");
    CHECK(nearest("send", commands) == "send");
    CHECK(nearest("retyr", commands) == "retry");
    CHECK(nearest("install", commands).empty());
    CHECK(nearest("to", {"id", "at"}).empty());
    CHECK(nearest("x", {}).empty());
    CHECK(nearest("", commands).empty());
}

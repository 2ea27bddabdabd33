#include "core/provider/date.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

TEST_CASE("date: RFC 2822 and HTTP dates become instants, anything else nothing",
          "[provider][date]") {
    struct Row {
        std::string_view text;
        std::string_view instant; ///< "" for nothing
    };
    const Row rows[] = {
        {"Sun, 22 Nov 2026 15:29:58 +0000", "2026-11-22T15:29:58Z"},
        {"Sun, 22 Nov 2026 15:29:58 GMT", "2026-11-22T15:29:58Z"},
        {"22 Nov 2026 15:29:58 +0000", "2026-11-22T15:29:58Z"},
        {"Sun, 1 Feb 2026 00:00:00 -0530", "2026-02-01T05:30:00Z"},
        {"Tue, 29 Feb 2028 23:59:59 +0100", "2028-02-29T22:59:59Z"},
        {"Thu, 29 Feb 2026 00:00:00 +0000", ""},
        {"Sun, 22 Nov 2026 24:00:00 +0000", ""},
        {"Sun, 22 Nov 2026 15:60:00 +0000", ""},
        {"Sun, 22 Nov 2026 15:29:60 +0000", ""},
        {"Sun, 22 Nov 1969 15:29:58 +0000", ""},
        {"Sun, 22 Nov 2026 15:29:58", ""},
        {"Sun, 22 Nov 2026 15:29:58 ", ""},
        {"Sun, 22 Nov 2026 15:29:58 +00", ""},
        {"Sun, 22 Nov 2026 15:29:58 +0000 x", ""},
        {"Sun, 22 Nov 2026 15:29:58 PST", ""},
        {"Sun, 22 nov 2026 15:29:58 +0000", ""},
        {"Sun, 22 ov D 2026 15:29:58 +0000", ""},
        {"Sun, 0 Nov 2026 15:29:58 +0000", ""},
        {"2026-11-22T15:29:58Z", ""},
        {"", ""},
        {"01 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z"},
        {"01 Jan 1970 00:00:00 +0001", ""}, // 1969
        {"31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59Z"},
        {"31 Dec 9999 23:59:59 -0001", ""}, // 10000
    };
    for (const auto& row : rows) {
        INFO(row.text);
        const auto instant = parse_rfc2822(row.text);
        CHECK((instant ? format_rfc3339(*instant) : "") == row.instant);
    }
}

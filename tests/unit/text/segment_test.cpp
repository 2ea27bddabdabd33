#include "core/text/segment.hpp"

#include "core/base/utf8.hpp"
#include "rig.hpp"

#include <cstdint>

using namespace bkxsms;
using text::Alphabet, text::count_segments;

namespace {

/// "\u00e9" → "é": one escape per UTF-16 unit.
std::string unescape(std::string_view text) {
    std::string out;
    char32_t high = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (!text.substr(i).starts_with("\\u")) {
            out += text[i++];
            continue;
        }
        const auto unit =
            static_cast<char32_t>(std::stoul(std::string(text.substr(i + 2, 4)), nullptr, 16));
        i += 6;
        if (unit >= 0xD800 && unit < 0xDC00)
            high = unit;
        else if (unit >= 0xDC00 && unit < 0xE000)
            append_utf8(&out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
        else
            append_utf8(&out, unit);
    }
    return out;
}

std::string joined(const std::vector<int>& units) {
    std::string out;
    for (const int one : units) out += (out.empty() ? "" : "+") + std::to_string(one);
    return out;
}

} // namespace

TEST_CASE("segment: every vector is counted as 3GPP does", "[text][segment]") {
    const auto rows = test::csv_rows("tests/fixtures/segments_vectors.csv");
    REQUIRE(rows.size() == 109);
    for (const auto& row : rows) {
        INFO(row.at("id"));
        const auto result = count_segments(unescape(row.at("message")));
        CHECK(word(result.alphabet) == row.at("expected_encoding"));
        CHECK(std::to_string(result.units) == row.at("expected_units"));
        CHECK(std::to_string(result.parts) == row.at("expected_segments"));
        CHECK(joined(result.units_per_part) == row.at("expected_units_per_segment"));
    }
}

TEST_CASE("segment: a pair is never split over two parts", "[text][segment]") {
    struct Row {
        const char* name;
        std::string text;
        std::string_view parts;
    };
    const std::string emoji = "\xF0\x9F\x91\x8D";
    const std::vector<Row> rows = {
        {"escape at the 153rd septet", std::string(152, 'a') + "[" + std::string(20, 'b'),
         "152+22"},
        {"emoji over the 67th unit", "\u0416" + std::string(65, 'a') + emoji + "abcdef",
         "66+8"},
        {"nothing", "", ""},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(joined(count_segments(row.text).units_per_part) == row.parts);
    }
    CHECK(count_segments("").parts == 0);
}

TEST_CASE("segment: ill-formed UTF-8 is refused and its place named", "[text][segment]") {
    for (const std::string bad : {"abc\xFF", "abc\xC0\xAF", "abc\xED\xA0\x80", "abc\xF0\x9F"}) {
        const auto error = test::error_of([&] { count_segments(bad); });
        CHECK(error.fault() == Fault::data);
        CHECK(std::string(error.what()) == "the text is not well-formed UTF-8 at byte 3");
    }
}

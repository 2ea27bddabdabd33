#include "core/text/gsm7.hpp"

#include "core/base/utf8.hpp"
#include "rig.hpp"

#include <map>

using namespace bkxsms;
using text::gsm7_blockers, text::gsm7_septets, text::to_gsm7_if_possible;

TEST_CASE("gsm7: septets are those of the standard, for every code point", "[text][gsm7]") {
    std::map<char32_t, int> expected;
    for (const auto& row : test::csv_rows("share/data/gsm0338.csv")) {
        if (row.at("lang_id") != "0" || row.at("status") != "agreed") continue;
        const auto code_point =
            static_cast<char32_t>(std::stoul(row.at("code_point").substr(2), nullptr, 16));
        expected[code_point] = row.at("table") == "default" ? 1 : 2;
    }
    REQUIRE(expected.size() == 127 + 10);

    int wrong = 0;
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        const auto found = expected.find(c);
        if (gsm7_septets(c) != (found == expected.end() ? 0 : found->second)) ++wrong;
    }
    CHECK(wrong == 0);
    CHECK(gsm7_septets(0x1B) == 0); // the escape is no character
}

TEST_CASE("gsm7: blockers are named in order, counted in characters", "[text][gsm7]") {
    const auto blockers =
        gsm7_blockers("\u00fcb\u2019s \U0001F44D \u0142 e\u0301 \u212b\ufeff");
    REQUIRE(blockers.size() == 6);
    struct Row {
        char32_t code_point;
        int index;
        std::string replacement;
        bool replaceable;
    };
    const std::vector<Row> rows = {
        {0x2019, 2, "'", true},      {0x1F44D, 5, "", false},      {0x142, 7, "", false},
        {0x301, 10, "\u00e9", true}, {0x212B, 12, "\u00c5", true}, {0xFEFF, 13, "", true},
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        INFO(i);
        CHECK(blockers[i].code_point == rows[i].code_point);
        CHECK(blockers[i].index == rows[i].index);
        CHECK(blockers[i].replacement == rows[i].replacement);
        CHECK(blockers[i].replaceable == rows[i].replaceable);
    }
    CHECK(gsm7_blockers("plain \u00e4\u00f6\u00fc \u20ac").empty());
}

TEST_CASE("gsm7: smart replacement is all or nothing", "[text][gsm7]") {
    struct Row {
        const char* name;
        std::string text;
        std::string becomes;
    };
    const auto row = GENERATE(values<Row>({
        {"nothing to do", "Gr\u00fc\u00dfe, 5 \u20ac", "Gr\u00fc\u00dfe, 5 \u20ac"},
        {"quotes and dashes", "\u201cIt\u2019s 9\u201310\u201d \u2014 yes\u2026",
         "\"It's 9-10\" - yes..."},
        {"spaces and invisible ones", "9:00\u202fAM\u00a0\u200b\ufeff.", "9:00 AM ."},
        {"one emoji keeps all", "It\u2019s \U0001F44D", "It\u2019s \U0001F44D"},
        {"names keep their letters", "\u0141ukasz\u2019s", "\u0141ukasz\u2019s"},
        {"composed first", "Cafe\u0301 a\u0308", "Caf\u00e9 \u00e4"},
        {"composed out of GSM-7", "a\u0302 \u2019", "a\u0302 \u2019"},
        {"not composed when kept", "e\u0301 \u0416", "e\u0301 \u0416"},
        {"singletons", "\u212b \u2126", "\u00c5 \u03a9"},
        {"a mark on a letter goes", "x\u0303y", "xy"},
        {"a mark alone is shown", "x \u0303y", "x ~y"},
        {"crossed out stays crossed out", "f\u0338ree", "f\u0338ree"},
        {"emoji joiners do not make it plain", "\U0001F468\u200d\U0001F469",
         "\U0001F468\u200d\U0001F469"},
        {"line separators", "a\u2028b", "a\nb"},
        {"backslash from afar", "\uff3c", "\\"},
    }));
    INFO(row.name);
    CHECK(to_gsm7_if_possible(row.text) == row.becomes);
}

TEST_CASE("gsm7: every recommended replacement is applied", "[text][gsm7]") {
    int seen = 0;
    for (const auto& row : test::csv_rows("share/data/smart_encoding.csv")) {
        const auto& status = row.at("status");
        if (status == "caution" || status == "opt-in") continue;
        std::string text = "a";
        append_utf8(&text, static_cast<char32_t>(
                               std::stoul(row.at("code_point").substr(2), nullptr, 16)));
        text += "b";
        INFO(row.at("code_point"));
        const auto blockers = gsm7_blockers(text);
        REQUIRE(blockers.size() == 1);
        CHECK(blockers[0].replaceable);
        CHECK(to_gsm7_if_possible(text) == "a" + blockers[0].replacement + "b");
        const auto& cell = row.at("recommended");
        if (cell.find('\\') == std::string::npos)
            CHECK(blockers[0].replacement == (cell == "<delete>" ? "" : cell));
        ++seen;
    }
    CHECK(seen == 289);
}

TEST_CASE("gsm7: ill-formed UTF-8 is refused", "[text][gsm7]") {
    CHECK(test::error_of([] { gsm7_blockers("\xFF"); }).fault() == Fault::data);
    CHECK(test::error_of([] { to_gsm7_if_possible("\xFF"); }).fault() == Fault::data);
}

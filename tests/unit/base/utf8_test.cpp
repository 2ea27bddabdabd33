#include "core/base/utf8.hpp"
#include "support/catch.hpp"

#include <array>

using namespace bkxsms;

TEST_CASE("utf8: exactly the sequences of the Unicode Standard's table 3-7 are well-formed",
          "[base][utf8]") {
    struct Row {
        std::string_view text;
        std::size_t bad_at;
    };
    constexpr auto fine = std::string_view::npos;
    const Row rows[] = {
        {"", fine},
        {"plain", fine},
        {{"\0", 1}, fine},
        {"\x7F", fine},
        {"\xC2\x80", fine},
        {"\xDF\xBF", fine},
        {"\xE0\xA0\x80", fine},
        {"\xED\x9F\xBF", fine},
        {"\xEE\x80\x80", fine},
        {"\xEF\xBF\xBF", fine}, // a noncharacter, but well-formed
        {"\xF0\x90\x80\x80", fine},
        {"\xF4\x8F\xBF\xBF", fine},
        {"\x80", 0},
        {"a\xBF", 1},
        {"\xC0\x80", 0},         // overlong NUL
        {"\xC1\xBF", 0},         // overlong DEL
        {"\xE0\x9F\xBF", 0},     // overlong
        {"\xF0\x8F\xBF\xBF", 0}, // overlong
        {"\xED\xA0\x80", 0},     // surrogate
        {"\xED\xBF\xBF", 0},     // surrogate
        {"\xF4\x90\x80\x80", 0}, // above U+10FFFF
        {"\xF5\x80\x80\x80", 0},
        {"\xFE", 0},
        {"\xFF", 0},
        {"ab\xC3", 2},
        {"\xE2\x82", 0},
        {"\xF0\x9F\x91", 0},
        {"\xC3(", 0},
        {"é\xE2(\xA1", 2},
        {"\xF0\x9F\x91\x8D\xF0\x9F\x91(", 4},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(first_bad_utf8(row.text) == row.bad_at);
        CHECK(is_utf8(row.text) == (row.bad_at == fine));
    }
}

TEST_CASE("utf8: every code point is written and read back", "[base][utf8]") {
    std::size_t wrong = 0;
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append_utf8(&text, c);
        std::size_t pos = 0;
        if (!is_utf8(text) || next_code_point(text, &pos) != c || pos != text.size()) ++wrong;
    }
    CHECK(wrong == 0);
}

TEST_CASE("utf8: repair keeps what is good and marks every bad byte", "[base][utf8]") {
    CHECK(to_well_formed("grüße \U0001F44D") == "grüße \U0001F44D");
    CHECK(to_well_formed("a\xFFz") == "a\uFFFDz");
    CHECK(to_well_formed("\xE2\x82") == "\uFFFD\uFFFD");
    CHECK(to_well_formed("\xED\xA0\x80!") == "\uFFFD\uFFFD\uFFFD!");
    CHECK(to_well_formed("\xC3").size() == 3);
}

TEST_CASE("utf8: what hides or reorders text counts as an invisible control", "[base][utf8]") {
    for (const char32_t c : {0x00U, 0x0AU, 0x1BU, 0x7FU, 0x80U, 0x9BU, 0x61CU, 0x200EU, 0x200FU,
                             0x2028U, 0x2029U, 0x202AU, 0x202EU, 0x2066U, 0x2069U}) {
        CAPTURE(code_point_name(c));
        CHECK(is_invisible_control(c));
    }
    // U+200D joins emoji, so it must pass.
    for (const char32_t c :
         {0x20U, 0x7EU, 0xA0U, 0x200DU, 0x2027U, 0x202FU, 0x2065U, 0x206AU, 0x1F44DU}) {
        CAPTURE(code_point_name(c));
        CHECK_FALSE(is_invisible_control(c));
    }
}

TEST_CASE("utf8: a character is named for people", "[base][utf8]") {
    CHECK(code_point_name(0x41) == "U+0041");
    CHECK(code_point_name(0x1F44D) == "U+1F44D");
}

#include "core/security/mask.hpp"

#include "core/base/encode.hpp"
#include "core/base/utf8.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <random>

using namespace bkxsms;
using security::mask_number, security::printable;

TEST_CASE("mask: a number keeps its network and its last three digits", "[security][mask]") {
    struct Row {
        std::string number, masked;
    };
    const auto row = GENERATE(values<Row>({
        {"+4915112345678", "+49151*****678"},
        {"+61491570156", "+6149*****156"},
        {"+14155550100", "+1415*****100"},
        {"+491511234567890", "+49151*****890"}, // 15 digits, the most
        {"+298123456", "+29*****456"},          // Faroe Islands
        {"+29012345", "+2*****345"},            // Saint Helena
        {"+2901234", "+*****234"},              // 7 digits, the fewest
    }));
    CHECK(mask_number(row.number) == row.masked);
}

TEST_CASE("mask: of any number at least four digits are hidden", "[security][mask]") {
    for (std::size_t digits = 7; digits <= 15; ++digits) {
        const auto number = "+" + std::string("987654321098765").substr(0, digits);
        const auto masked = mask_number(number);
        const auto shown = std::ranges::count_if(masked, [](char c) { return c != '*'; });
        INFO(masked);
        CHECK(static_cast<std::size_t>(shown) - 1 + 4 <= digits);
        CHECK(masked.find("*****") != std::string::npos);
        CHECK(masked.ends_with(number.substr(number.size() - 3)));
    }
}

TEST_CASE("mask: what is no E.164 number keeps its ends only", "[security][mask]") {
    struct Row {
        std::string text, masked;
    };
    const auto row = GENERATE(values<Row>({
        {"", ""},
        {"S", "*****"},
        {"AB", "*****"},
        {"Öß", "*****"},
        {"SALON", "S*****N"},
        {"Öl & Kunst €", "Ö*****€"},
        {"72727", "7*****7"},
        {"015112345678", "0*****8"},
        {"4915112345678", "4*****8"},
        {"+4915112345678901", "+*****1"}, // 16 digits
        {"+123456", "+*****6"},
        {"+0915112345678", "+*****8"},
        {"+49 151 12345678", "+*****8"},
        {"+49151123456x8", "+*****8"},
        {"\x1b[31mred\x07", "\\x1b*****\\x07"},
        {"\xe2\x80\xae junk \xff", "<U+202E>*****\\xff"},
        {"\xe2\x80\xe2\x80", "\\xe2*****\\x80"},
    }));
    CHECK(mask_number(row.text) == row.masked);
}

TEST_CASE("mask: what could move a cursor or forge a line becomes visible",
          "[security][mask]") {
    struct Row {
        const char* name;
        std::string text, shown;
    };
    const auto row = GENERATE(values<Row>({
        {"empty", "", ""},
        {"ASCII", "Hello, ~world~ \\n", "Hello, ~world~ \\n"},
        {"letters and emoji",
         "Grüße עברית 漢字 👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
         "Grüße עברית 漢字 👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿"},
        {"no-break space is no C1", "a\xc2\xa0z", "a\xc2\xa0z"},
        {"LF", "a\nb", "a\\nb"},
        {"CRLF", "a\r\nb", "a\\r\\nb"},
        {"TAB", "a\tb", "a\\tb"},
        {"NUL", std::string("a\0b", 3), "a\\x00b"},
        {"a colour", "\x1b[31mred", "\\x1b[31mred"},
        {"a window title", "\x1b]0;owned\x07", "\\x1b]0;owned\\x07"},
        {"backspace and DEL", "a\bb\x7f", "a\\x08b\\x7f"},
        {"C1: CSI and NEL",
         "\xc2\x9b"
         "31m\xc2\x85",
         "<U+009B>31m<U+0085>"},
        {"C1 ends", "\xc2\x80\xc2\x9f", "<U+0080><U+009F>"},
        {"right-to-left override",
         "a\xe2\x80\xae"
         "b",
         "a<U+202E>b"},
        {"all of Bidi_Control",
         "\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad"
         "\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9",
         "<U+061C><U+200E><U+200F><U+202A><U+202B><U+202C><U+202D>"
         "<U+2066><U+2067><U+2068><U+2069>"},
        {"line and paragraph separator",
         "a\xe2\x80\xa8"
         "b\xe2\x80\xa9",
         "a<U+2028>b<U+2029>"},
        {"a lone continuation byte", "a\x80z", "a\\x80z"},
        {"a raw C1 byte",
         "\x9b"
         "31m",
         "\\x9b31m"},
        {"overlong NUL", "\xc0\x80", "\\xc0\\x80"},
        {"overlong ESC", "\xe0\x80\x9b", "\\xe0\\x80\\x9b"},
        {"a surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
        {"above U+10FFFF", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
        {"cut at the end", "a\xf0\x9f\x91", "a\\xf0\\x9f\\x91"},
        {"cut by a letter", "\xe2\x82z", "\\xe2\\x82z"},
        {"cut by a character", "\xe2\xc3\xa9", "\\xe2é"},
    }));
    INFO(row.name);
    CHECK(printable(row.text) == row.shown);
}

TEST_CASE("mask: line feeds may be kept, and nothing else", "[security][mask]") {
    CHECK(printable("a\nb\r\nc\t\x0b\xe2\x80\xa8", true) == "a\nb\\r\nc\\t\\x0b<U+2028>");
}

namespace {

/// Written apart from printable(), on the bytes: the sequences that must not leave it.
bool harmless(std::string_view out, bool newlines) {
    if (!is_utf8(out)) return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto at = [&](std::size_t k) {
            return k < out.size() ? static_cast<std::uint8_t>(out[k]) : 0U;
        };
        const auto a = at(i), b = at(i + 1), c = at(i + 2);
        if (a < 0x20 && !(newlines && a == '\n')) return false;
        if (a == 0x7F) return false;
        if (a == 0xC2 && b < 0xA0) return false;
        if (a == 0xD8 && b == 0x9C) return false;
        if (a == 0xE2 && b == 0x80 && (c == 0x8E || c == 0x8F || (c >= 0xA8 && c <= 0xAE)))
            return false;
        if (a == 0xE2 && b == 0x81 && c >= 0xA6 && c <= 0xA9) return false;
    }
    return true;
}

} // namespace

TEST_CASE("mask: whatever comes in, only harmless text goes out", "[security][mask]") {
    const std::vector<std::string> pieces = {
        "a",        "\n",           "\r",       "\x1b[2J",      "\x7f",         "\xc2",
        "\xc2\x9b", "\xe2",         "\xe2\x80", "\xe2\x80\xae", "\xe2\x81\xa6", "\xd8\x9c",
        "é",        "\xf0\x9f\x91", "👍",        "\x80",         "\xed\xa0\x80", "\xff"};
    std::mt19937 random(20261122);
    std::uniform_int_distribution<std::size_t> piece(0, pieces.size() + 3);
    std::uniform_int_distribution<int> byte(0, 255);
    for (int round = 0; round < 30'000; ++round) {
        std::string in;
        for (int i = round % 24; i >= 0; --i) {
            const auto n = piece(random);
            in +=
                n < pieces.size() ? pieces[n] : std::string(1, static_cast<char>(byte(random)));
        }
        INFO(to_hex(as_bytes(in)));
        REQUIRE(harmless(printable(in), false));
        REQUIRE(harmless(printable(in, true), true));
        REQUIRE(harmless(mask_number(in), false));
        const bool is_harmless_already = harmless(in, false);
        REQUIRE((printable(in) == in) == is_harmless_already);
    }
}

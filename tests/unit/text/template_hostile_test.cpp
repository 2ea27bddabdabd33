#include "core/text/template.hpp"

#include "core/base/utf8.hpp"
#include "rig.hpp"

#include <cstdint>
#include <random>

using namespace bkxsms;
using text::Template, text::Values;

namespace {

std::string replaced(std::string text, std::string_view what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at))
        text.replace(at, what.size(), with), at += with.size();
    return text;
}

/// Pieces of pattern syntax, quotes, marks and any characters at all but controls.
std::string hostile(std::mt19937_64& random) {
    static const std::vector<std::string> pieces = {
        "{",          "}",       "{fname}", "{x, plural, other {#}}",
        "'",          "''",      "'{'",     "#",
        "|",          "\\",      "%s",      "{0}",
        "\u202e",     "\u200f",  "\u00a0",  "\u202f",
        "\U0001F44D", "e\u0301", "$(id)",   "\n",
        "<b>",        "&amp;",   "@1",      "@2",
        ",",          "other"};
    std::string text;
    for (auto n = random() % 12; n > 0; --n) {
        if (random() % 3 != 0) {
            text += pieces[random() % pieces.size()];
            continue;
        }
        const auto c = static_cast<char32_t>(0xA0 + random() % (0x10FFFF - 0xA0));
        if (c < 0xD800 || c > 0xDFFF) append_utf8(&text, c);
    }
    return text;
}

} // namespace

TEST_CASE("template: values are never read as patterns, whatever they hold",
          "[text][template][property]") {
    const auto seed = std::random_device()();
    UNSCOPED_INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const Template t(
        "t", "It's {fname}, {s, select, a {not {fname}} other {for {fname}}}; {b}!", "de");
    const std::string literal = "It's <1>, for <1>; <2>!";
    for (int i = 0; i < 20'000; ++i) {
        const auto fname = hostile(random);
        const auto b = hostile(random);
        // <1> stands in no value: the pieces above have no '<1', '1>'.
        const auto head = replaced(literal.substr(0, literal.find("<2>")), "<1>", fname);
        const auto expected = head + b + "!";
        const auto text = t.render({{"fname", fname}, {"b", b}, {"s", hostile(random) + "z"}});
        if (text != expected) {
            INFO("seed " << seed << " round " << i);
            REQUIRE(text == expected);
        }
    }
}

TEST_CASE("template: random patterns are read or refused, never worse",
          "[text][template][property]") {
    const auto seed = std::random_device()();
    std::mt19937_64 random(seed);
    int read = 0;
    for (int i = 0; i < 5'000; ++i) {
        std::string pattern;
        static const std::vector<std::string> pieces = {"{",
                                                        "}",
                                                        "a",
                                                        ", ",
                                                        "plural",
                                                        "select",
                                                        "other",
                                                        "one",
                                                        "{a}",
                                                        "=1",
                                                        "offset:1",
                                                        "#",
                                                        "'",
                                                        "date",
                                                        "time",
                                                        "number",
                                                        "short",
                                                        "::yMd",
                                                        "::",
                                                        "{a, date, ",
                                                        "\u00e4",
                                                        " ",
                                                        "{b, plural, other {",
                                                        "{c, select, other {",
                                                        "}}"};
        for (auto n = random() % 14; n > 0; --n) pattern += pieces[random() % pieces.size()];
        INFO("seed " << seed << " pattern " << pattern);
        try {
            const Template t("t", pattern, "en");
            Values values;
            for (const auto& name : t.variables()) switch (*t.kind(name)) {
                case text::Kind::any:
                case text::Kind::text:
                    values[name] = "v";
                    break;
                case text::Kind::number:
                    values[name] = std::int64_t{1};
                    break;
                case text::Kind::moment:
                    values.insert_or_assign(name, test::when("2026-07-17T07:00:00Z", "UTC"));
                    break;
                }
            t.render(values);
            ++read;
        } catch (const Error& error) {
            if (error.fault() != Fault::data) FAIL(error.what());
        }
    }
    CHECK(read > 100);
}

TEST_CASE("template: nesting to the limit is read or refused", "[text][template]") {
    std::string pattern;
    int depth = 0;
    while (pattern.size() + 20 < 4000) {
        pattern += "{s,select,other{";
        ++depth;
    }
    const std::string closing(static_cast<std::size_t>(depth) * 2, '}');
    const auto error = test::error_of([&] { Template("t", pattern + closing, "en"); });
    CHECK(error.fault() == Fault::data); // too long with its closing braces

    pattern.resize(16 * 200);
    const Template t("t", pattern + "x" + std::string(400, '}'), "en");
    CHECK(t.render({{"s", "y"}}) == "x");
}

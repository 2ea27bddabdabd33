#include "core/text/template.hpp"

#include "rig.hpp"

using namespace bkxsms;
using text::Kind, text::Template, text::Value, text::Values;

namespace {

std::string rendered(std::string_view pattern, const Values& values,
                     std::string_view locale = "en") {
    return Template("t", pattern, locale).render(values);
}

} // namespace

TEST_CASE("template: apostrophes and braces mean what ICU says", "[text][template]") {
    struct Row {
        std::string_view pattern;
        std::string_view becomes;
    };
    const auto row = GENERATE(values<Row>({
        {"don't", "don't"},
        {"don''t", "don't"},
        {"{n}'s", "Ann's"},
        {"a '{n}' b", "a {n} b"},
        {"'{'{n}'}'", "{Ann}"},
        {"{ n }", "Ann"},
        {"# {n} #", "# Ann #"},
        {"", ""},
        {"{n}{n}", "AnnAnn"},
    }));
    INFO(row.pattern);
    Values given;
    if (Template("t", row.pattern, "en").kind("n")) given["n"] = "Ann";
    CHECK(rendered(row.pattern, given) == row.becomes);
}

TEST_CASE("template: a pattern that cannot be right is refused with its place",
          "[text][template]") {
    struct Row {
        std::string pattern;
        std::string what;
    };
    const std::string label = "template 'reminder' (en-AU)";
    const auto row = GENERATE_COPY(values<Row>({
        {"Hi {fname", label + ": a brace has no partner"},
        {"Hi {0}", label + ": argument '{0}' is a number"},
        {"{a b}", label + ": the pattern cannot be read at character 2, after '{'"},
        {"{n, plural, one {#}}", label + ": a plural or select has no 'other' case"},
        {"{n, spellout}", label + ": 'n' has the unknown kind 'spellout'"},
        {"{n, choice, 0#none|1#one}", label + ": 'n' has the unknown kind 'choice'"},
        {"{d, date, full} {d, plural, other {#}}",
         label + ": 'd' is used as a date and as a number"},
        {"{d, date, nonsense}", label + ": 'nonsense' is no date style"},
        {"{d, time, full}", label + ": date style 'full' shows a time zone"},
        {"{d, time, ::jmmz}", label + ": date style '::jmmz' shows a time zone"},
        {"{n, number, ::nonsense}", label + ": '::nonsense' is no number style"},
        {"{n, number, #}", label + ": '#' is no number style"},
        {"{n, plural, =1.5 {x} other {y}}", label + ": plural number '1.5' is not whole"},
        {"\xFF", label + " is not well-formed UTF-8 at byte 0"},
        {"a\tb", label + " holds the control character U+0009 at 1"},
        {std::string(4001, 'a'), label + " is longer than 4000 bytes"},
    }));
    const auto error = test::error_of([&] { Template("reminder", row.pattern, "en-AU"); });
    CHECK(std::string(error.what()) == row.what);
    CHECK(error.fault() == Fault::data);
}

TEST_CASE("template: a locale that is none is refused", "[text][template]") {
    const auto error = test::error_of([] { Template("t", "x", "../en"); });
    CHECK(std::string(error.what()) == "template 't': '../en' is no locale");
    CHECK(Template("t", "x", "DE_at").locale() == "de-AT");
}

TEST_CASE("template: variables are listed once, sorted, with their kinds", "[text][template]") {
    const Template t(
        "t",
        "{z} {d, date} {d} {n, plural, one {{in}} other {#}} {s, select, other {}} "
        "{k, number} {z}",
        "en");
    CHECK(t.variables() == std::vector<std::string>{"d", "in", "k", "n", "s", "z"});
    CHECK(t.kind("d") == Kind::moment);
    CHECK(t.kind("n") == Kind::number);
    CHECK(t.kind("k") == Kind::number);
    CHECK(t.kind("s") == Kind::text);
    CHECK(t.kind("z") == Kind::any);
    CHECK(t.kind("in") == Kind::any);
    CHECK(t.kind("other") == std::nullopt);
}

TEST_CASE("template: values must fit, and the message says which does not",
          "[text][template]") {
    const Template t("reminder", "{fname} {start, date} {count, plural, other {#}}", "en-AU");
    const Values good = {{"fname", "Ann"},
                         {"start", test::when("2026-07-17T07:00:00Z", "UTC")},
                         {"count", std::int64_t{2}}};
    CHECK(t.render(good) == "Ann 17 July 2026 2");

    struct Row {
        std::string name;
        std::optional<Value> value;
        std::string what;
        std::string hint;
    };
    const std::string label = "template 'reminder' (en-AU)";
    const std::vector<Row> rows = {
        {"start", {}, label + " needs 'start', which was not given", "add --set start=..."},
        {"fnam", "x", label + " has no variable 'fnam'", "did you mean 'fname'?"},
        {"other", "x", label + " has no variable 'other'",
         "its variables are count, fname, start"},
        {"a\nb", "x", label + " has no variable '?'", "its variables are count, fname, start"},
        {"start", "tomorrow", label + " wants a date for 'start', not a text",
         "give a date and time"},
        {"count", "2", label + " wants a whole number for 'count', not a text",
         "give digits alone, such as 3"},
        {"fname", "A\xC3", label + ": the value of 'fname' is not well-formed UTF-8 at byte 1",
         "save it as UTF-8; older programs write Windows-1252 or Latin-1"},
        {"fname", "A\x07",
         label + ": the value of 'fname' holds the control character U+0007 at 1",
         "of these only a line feed may stand in a message"},
        {"fname", "\u00e9\r\n",
         label + ": the value of 'fname' holds the control character U+000D at 1",
         "of these only a line feed may stand in a message"},
        {"fname", "A\u0085",
         label + ": the value of 'fname' holds the control character U+0085 at 1",
         "of these only a line feed may stand in a message"},
        {"fname", Money{1, "x{y"}, label + ": 'fname' has no currency",
         "three capital letters of ISO 4217, such as EUR"},
    };
    for (const auto& row : rows) {
        INFO(row.what);
        auto values = good;
        if (row.value)
            values.insert_or_assign(row.name, *row.value);
        else
            values.erase(row.name);
        const auto error = test::error_of([&] { t.render(values); });
        CHECK(error.fault() == Fault::data);
        CHECK(std::string(error.what()) == row.what);
        CHECK(error.hint() == row.hint);
    }

    auto lines = good;
    lines["fname"] = "A\nB";
    CHECK(t.render(lines) == "A\nB 17 July 2026 2");
}

TEST_CASE("template: one in a case not taken is needed too", "[text][template]") {
    const Template t("t", "{s, select, a {{x}} other {{y}}}", "en");
    CHECK(test::error_of([&] {
              t.render({{"s", "a"}, {"x", "1"}});
          }).hint() == "add --set y=...");
    CHECK(t.render({{"s", "a"}, {"x", "1"}, {"y", "2"}}) == "1");
    CHECK(t.render({{"s", "b"}, {"x", "1"}, {"y", "2"}}) == "2");
}

TEST_CASE("template: plurals follow the language", "[text][template]") {
    struct Row {
        std::string_view locale;
        std::string_view pattern;
        std::int64_t count;
        std::string_view becomes;
    };
    constexpr std::string_view en =
        "{n, plural, =0 {no appointments} one {# appointment} other {# appointments}}";
    constexpr std::string_view de = "{n, plural, one {# Termin} other {# Termine}}";
    constexpr std::string_view ar = "{n, plural, zero {zero} one {one} two {two} few {# few} "
                                    "many {# many} other {# other}}";
    constexpr std::string_view guests =
        "{n, plural, offset:1 =0 {nobody} =1 {you} one {you and # guest} "
        "other {you and # guests}}";
    constexpr std::string_view nth =
        "{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}";
    constexpr std::string_view nested =
        "{n, plural, other {# of {m, plural, one {# day} other {# days}}, #}}";
    const auto row = GENERATE_COPY(values<Row>({
        {"en", en, 0, "no appointments"},
        {"en", en, 1, "1 appointment"},
        {"en", en, 2, "2 appointments"},
        {"en", en, -1, "-1 appointment"},
        {"en", en, 12345, "12,345 appointments"},
        {"de", de, 1, "1 Termin"},
        {"de", de, 0, "0 Termine"},
        {"de", de, 12345, "12.345 Termine"},
        {"ar", ar, 0, "zero"},
        {"ar", ar, 1, "one"},
        {"ar", ar, 2, "two"},
        {"ar", ar, 3, "3 few"},
        {"ar", ar, 11, "11 many"},
        {"ar", ar, 100, "100 other"},
        {"ar-u-nu-arab", ar, 11, "\u0661\u0661 many"},
        {"zh", "{n, plural, other {# \u4e2a}}", 1, "1 \u4e2a"},
        {"en", guests, 0, "nobody"},
        {"en", guests, 1, "you"},
        {"en", guests, 2, "you and 1 guest"},
        {"en", guests, 3, "you and 2 guests"},
        {"en", nth, 1, "1st"},
        {"en", nth, 22, "22nd"},
        {"en", nth, 113, "113th"},
    }));
    INFO(row.locale << ' ' << row.pattern << ' ' << row.count);
    CHECK(rendered(row.pattern, {{"n", row.count}}, row.locale) == row.becomes);
    CHECK(rendered(nested, {{"n", std::int64_t{3}}, {"m", std::int64_t{1}}}) ==
          "3 of 1 day, 3");
}

TEST_CASE("template: numbers no one can count to are written or refused, not wrapped",
          "[text][template]") {
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    CHECK(rendered("{n}", {{"n", least}}) == "-9,223,372,036,854,775,808");
    const auto error = test::error_of([&] {
        rendered("{n, plural, offset:1 other {#}}", {{"n", least}});
    });
    CHECK(error.fault() == Fault::data);
}

TEST_CASE("template: copies share what is compiled and render alike", "[text][template]") {
    const auto copy = [] {
        const Template first("t", "{n, plural, one {# day} other {# days}}", "en");
        auto second = first;
        return second;
    }();
    CHECK(copy.render({{"n", std::int64_t{3}}}) == "3 days");
}

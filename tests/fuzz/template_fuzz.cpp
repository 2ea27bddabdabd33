#include "core/text/template.hpp"
#include "fuzz.hpp"

#include <algorithm>

using namespace bkxsms;
using fuzz::require;
using text::Kind, text::Template, text::Values;

namespace {

constexpr std::string_view locales[] = {"en", "de", "ar", "zh", "ar-u-nu-arab", "hi", "x"};

/// A value of the kind wanted, out of the input; now and then of another.
text::Value value_for(Kind kind, fuzz::Input& input) {
    const auto choice = input.byte();
    const auto number = static_cast<std::int64_t>(input.byte()) * 9'007'199'254 - 1'000;
    if (kind == Kind::number && choice != 'x') return number % (choice + 1);
    if (kind == Kind::moment && choice != 'x')
        return text::When{from_millis(number * 5), Zone::named("Europe/Berlin")};
    if (choice == 'm') return Money{number, std::string(input.line())};
    return std::string(input.line());
}

bool is_clean(std::string_view text) {
    for (std::size_t pos = 0; pos < text.size();) {
        const auto c = next_code_point(text, &pos);
        if ((c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0)) return false;
    }
    return true;
}

void check_strictness(const Template& pattern, Values values) {
    values.emplace("never_in_a_pattern", std::string("x"));
    const auto more = fuzz::refusal(Fault::data, [&] { pattern.render(values); });
    require(more.has_value() != pattern.kind("never_in_a_pattern").has_value(),
            "a value that the pattern does not know is refused");
    if (pattern.variables().empty()) return;
    values.erase("never_in_a_pattern");
    values.erase(pattern.variables().front());
    require(fuzz::refusal(Fault::data, [&] { pattern.render(values); }).has_value(),
            "a variable without a value is refused");
}

void check_pattern(const Template& pattern, fuzz::Input& input) {
    require(std::ranges::is_sorted(pattern.variables()), "variables are sorted");
    Values values;
    for (const auto& name : pattern.variables()) {
        require(is_utf8(name) && pattern.kind(name).has_value(), "a variable has a kind");
        values.emplace(name, value_for(*pattern.kind(name), input));
    }
    std::string text;
    if (fuzz::refusal(Fault::data, [&] { text = pattern.render(values); })) return;
    require(is_utf8(text) && is_clean(text), "a rendered text is clean");
    require(pattern.render(values) == text, "rendered twice it is the same");
    check_strictness(pattern, values);
}

void check_value(std::string_view hostile) {
    static const Template plain("plain", "<{v}>{s, select, a {} other {{v}}}", "de");
    const Values values{{"v", std::string(hostile)}, {"s", std::string("b")}};
    std::string text;
    if (!fuzz::refusal(Fault::data, [&] { text = plain.render(values); }))
        require(text == '<' + std::string(hostile) + '>' + std::string(hostile),
                "a value stands as it is");
}

} // namespace

/// A byte for the locale, the pattern, NUL, and what values are made of.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const auto locale = locales[input.byte() % std::size(locales)];
    const auto pattern = input.until('\0');
    check_value(pattern);
    check_value(input.rest());

    std::optional<Template> compiled;
    const auto refused =
        fuzz::refusal(Fault::data, [&] { compiled.emplace("t", pattern, locale); });
    if (refused) return 0;
    require(pattern.size() <= 4000 && is_utf8(pattern) && is_clean(pattern),
            "a pattern is a clean text of at most 4,000 bytes");
    check_pattern(*compiled, input);
    return 0;
}

#include "core/text/template.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/base/utf8.hpp"
#include "core/text/checks.hpp"
#include "core/text/locale.hpp"
#include "core/text/message.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace bkxsms::text {
namespace {

constexpr std::size_t longest_pattern = 4000; // bytes; ten parts of SMS are 1,530

std::string_view word(const Value& value) noexcept {
    constexpr std::string_view words[] = {"a text", "a number", "an amount of money", "a date"};
    return words[value.index()];
}

bool is_of(const Value& value, Kind kind) noexcept {
    switch (kind) {
    case Kind::any:
        return true;
    case Kind::text:
        return std::holds_alternative<std::string>(value);
    case Kind::number:
        return std::holds_alternative<std::int64_t>(value);
    case Kind::moment:
        return std::holds_alternative<When>(value);
    }
    return false;
}

Error wrong_kind(const std::string& label, std::string_view name, Kind kind,
                 const Value& value) {
    const auto wants = [&]() -> std::pair<std::string_view, std::string_view> {
        if (kind == Kind::moment) return {"a date", "give a date and time"};
        if (kind == Kind::number) return {"a whole number", "give digits alone, such as 3"};
        return {"a text", "it chooses a case by its words"};
    }();
    return Error(Fault::data,
                 fmt::format("{} wants {} for '{}', not {}", label, wants.first,
                             shown_name(name), word(value)),
                 std::string(wants.second));
}

/// `label` in messages; the value itself never, it may be somebody's name.
void check_value(const std::string& label, const std::string& name, const Variable& variable,
                 const Value& value) {
    if (!is_of(value, variable.kind)) throw wrong_kind(label, name, variable.kind, value);
    if (const auto* money = std::get_if<Money>(&value); money && !is_currency(money->currency))
        throw Error(Fault::data, fmt::format("{}: '{}' has no currency", label, name),
                    "three capital letters of ISO 4217, such as EUR");
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return;
    require_utf8(*text, fmt::format("{}: the value of '{}'", label, name));
    if (const auto control = first_control(*text))
        throw Error(Fault::data,
                    fmt::format("{}: the value of '{}' holds the control character {} at {}",
                                label, name, code_point_name(control->code_point),
                                control->index),
                    "of these only a line feed may stand in a message");
}

Error missing(const std::string& label, const Variables& variables, const Values& values) {
    std::vector<std::string> names;
    for (const auto& [name, variable] : variables)
        if (!values.contains(name)) names.push_back(name);
    std::string hint = "add";
    for (const auto& name : names) hint += fmt::format(" --set {}=...", name);
    return Error(Fault::data,
                 fmt::format("{} needs '{}', which was not given", label, names.front()), hint);
}

Error unknown(const std::string& label, std::string_view name, const Variables& variables) {
    std::vector<std::string_view> known;
    for (const auto& [one, variable] : variables) known.push_back(one);
    const auto near = nearest(name, known);
    std::string hint = "it has no variables";
    if (!near.empty())
        hint = fmt::format("did you mean '{}'?", near);
    else if (!known.empty())
        hint = fmt::format("its variables are {}", fmt::join(known, ", "));
    return Error(Fault::data, fmt::format("{} has no variable '{}'", label, shown_name(name)),
                 hint);
}

} // namespace

Template::Template(std::string name, std::string_view pattern, std::string_view locale)
    : name_(std::move(name)), pattern_(pattern) {
    auto canonical = canonical_locale(locale);
    if (!canonical)
        throw Error(Fault::data,
                    fmt::format("template '{}': '{}' is no locale", name_, shown_name(locale)),
                    "write it like 'en', 'de-AT' or 'zh-Hant'");
    locale_ = std::move(*canonical);
    label_ = fmt::format("template '{}' ({})", name_, locale_);
    if (pattern.size() > longest_pattern)
        throw Error(Fault::data,
                    fmt::format("{} is longer than {} bytes", label_, longest_pattern));
    require_utf8(pattern, label_);
    if (const auto control = first_control(pattern))
        throw Error(Fault::data,
                    fmt::format("{} holds the control character {} at {}", label_,
                                code_point_name(control->code_point), control->index));
    try {
        message_ = std::make_shared<const Message>(pattern, locale_);
    } catch (const Error& error) {
        throw Error(error.fault(), fmt::format("{}: {}", label_, error.what()), error.hint());
    }
    for (const auto& [variable, use] : message_->variables()) variables_.push_back(variable);
}

std::optional<Kind> Template::kind(std::string_view variable) const {
    const auto found = message_->variables().find(variable);
    if (found == message_->variables().end()) return std::nullopt;
    return found->second.kind;
}

std::string Template::render(const Values& values) const {
    const auto& variables = message_->variables();
    for (const auto& [name, value] : values)
        if (!variables.contains(name)) throw unknown(label_, name, variables);
    if (values.size() < variables.size()) throw missing(label_, variables, values);

    // Both are sorted and now have the same names.
    std::vector<const Value*> slots(variables.size());
    auto value = values.begin();
    for (const auto& [name, variable] : variables) {
        check_value(label_, name, variable, value->second);
        slots[variable.slot] = &value->second;
        ++value;
    }
    return message_->render(slots);
}

} // namespace bkxsms::text

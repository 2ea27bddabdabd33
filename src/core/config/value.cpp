#include "core/config/value.hpp"

#include "core/base/money.hpp"
#include "core/base/parse.hpp"
#include "core/config/edit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace bkxsms::config {
namespace {

using std::chrono::seconds;

constexpr std::size_t most_words = 50;
constexpr std::size_t longest_word = 40;
constexpr std::size_t longest_text = 4096; ///< PATH_MAX

// --- reading: true if the value was taken ----------------------------------------------------

std::optional<std::int64_t> whole_number(const Value& value) {
    const auto* number = std::get_if<Number>(&value);
    if (number == nullptr || !number->whole) return std::nullopt;
    return parse_integer(number->text);
}

const std::string* line(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr && text->size() <= longest_text && is_one_line(*text) ? text
                                                                                 : nullptr;
}

bool take(const Flag& flag, const Value& value, Config& config) {
    const auto* given = std::get_if<bool>(&value);
    if (given != nullptr) flag.at(config) = *given;
    return given != nullptr;
}

bool take(const Count& count, const Value& value, Config& config) {
    const auto given = whole_number(value);
    if (!given || *given < count.least || *given > count.most) return false;
    count.at(config) = static_cast<int>(*given);
    return true;
}

bool take(const Bytes& bytes, const Value& value, Config& config) {
    const auto given = whole_number(value);
    if (!given || *given < 0 || static_cast<std::uint64_t>(*given) > bytes.most) return false;
    bytes.at(config) = static_cast<std::uint64_t>(*given);
    return true;
}

bool take(const PerSecond& rate, const Value& value, Config& config) {
    const auto* number = std::get_if<Number>(&value);
    if (number == nullptr) return false;
    double given = 0;
    std::from_chars(number->text.data(), number->text.data() + number->text.size(), given);
    if (!(given >= 0 && given <= rate.most)) return false; // also refuses nan
    rate.at(config) = given;
    return true;
}

bool take(const Span& span, const Value& value, Config& config) {
    std::optional<seconds> given;
    if (const auto* text = std::get_if<std::string>(&value)) given = parse_duration(*text);
    if (const auto whole = whole_number(value)) given = seconds(*whole);
    if (!given || *given < span.least || *given > span.most) return false;
    span.at(config) = *given;
    return true;
}

bool take(const Amount& amount, const Value& value, Config& config) {
    std::optional<std::int64_t> given;
    if (const auto* text = std::get_if<std::string>(&value)) given = parse_nano(*text);
    if (const auto* number = std::get_if<Number>(&value)) given = parse_nano(number->text);
    if (!given || *given < 0) return false;
    amount.at(config) = *given;
    return true;
}

bool take(const Text& text, const Value& value, Config& config) {
    const auto* given = line(value);
    if (given == nullptr) return false;
    auto accepted = *given;
    if (!text.check.accept(accepted)) return false;
    text.at(config) = std::move(accepted);
    return true;
}

bool take(const Reference& reference, const Value& value, Config& config) {
    const auto* given = line(value);
    if (given == nullptr || !is_secret_reference(*given)) return false;
    reference.at(config) = *given;
    return true;
}

bool take(const List& list, const Value& value, Config& config) {
    const auto* given = std::get_if<std::vector<std::string>>(&value);
    if (given == nullptr || given->size() > most_words) return false;
    if (given->empty() && !list.may_be_empty) return false;
    const bool words = std::ranges::all_of(*given, [](const std::string& word) {
        return !word.empty() && word.size() <= longest_word && is_one_line(word) &&
               trim(word) == word;
    });
    if (!words) return false;
    auto accepted = *given;
    if (list.check != nullptr && !std::ranges::all_of(accepted, list.check->accept))
        return false;
    list.at(config) = std::move(accepted);
    return true;
}

bool take(const Choice& choice, const Value& value, Config& config) {
    const auto* given = std::get_if<std::string>(&value);
    if (given == nullptr) return false;
    const auto found = std::ranges::find(choice.words, *given);
    if (found == choice.words.end()) return false;
    choice.set(config, static_cast<std::size_t>(found - choice.words.begin()));
    return true;
}

bool take(const Place& place, const Value& value, Config& config) {
    const auto* given = line(value);
    if (given == nullptr || given->empty() || given->starts_with('~')) return false;
    place.at(config) = *given;
    return true;
}

// --- naming ----------------------------------------------------------------------------------

std::string format_span(seconds span) {
    struct Unit {
        std::int64_t seconds;
        char letter;
    };
    constexpr Unit units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    std::string out;
    auto rest = static_cast<std::int64_t>(span.count());
    for (const auto& unit : units) {
        if (rest >= unit.seconds) out += fmt::format("{}{}", rest / unit.seconds, unit.letter);
        rest %= unit.seconds;
    }
    return out;
}

std::string wanted(const Flag&) {
    return "true or false";
}
std::string wanted(const Count& count) {
    return fmt::format("a whole number from {} to {}", count.least, count.most);
}
std::string wanted(const Bytes& bytes) {
    return fmt::format("a whole number of bytes from 0 to {}", bytes.most);
}
std::string wanted(const PerSecond& rate) {
    return fmt::format("a number from 0 to {}", rate.most);
}
std::string wanted(const Span& span) {
    return fmt::format("a duration from '{}' to '{}', or its seconds", format_span(span.least),
                       format_span(span.most));
}
std::string wanted(const Amount&) {
    return "an amount such as '0.10', at most 999999999 and with at most nine decimals";
}
std::string wanted(const Text& text) {
    return std::string(text.check.wants);
}
std::string wanted(const Reference&) {
    return "a reference, 'file:PATH' or 'credential:NAME', never the secret itself";
}
std::string wanted(const List& list) {
    if (list.check != nullptr)
        return fmt::format("a list of 1 to {} words, each {}", most_words, list.check->wants);
    return fmt::format("a list of {} to {} words of at most {} bytes",
                       list.may_be_empty ? 0 : 1, most_words, longest_word);
}
std::string wanted(const Choice& choice) {
    const auto all_but_last = choice.words.first(choice.words.size() - 1);
    return fmt::format("'{}' or '{}'", fmt::join(all_but_last, "', '"), choice.words.back());
}
std::string wanted(const Place&) {
    return "a path; '~' is not expanded";
}

/// What was given instead, as far as it may be shown; "" if it may not.
std::string shown(const Key& key, const Value& value) {
    if (std::holds_alternative<Reference>(key.slot)) return {};
    if (const auto* text = std::get_if<Text>(&key.slot); text != nullptr && !text->check.repeat)
        return {};
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<Number>(&value)) return number->text;
    if (const auto* foreign = std::get_if<Foreign>(&value)) return std::string(foreign->name);
    if (std::holds_alternative<Table>(value)) return "a table";
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (text->size() > 60) return "a longer text";
        return is_one_line(*text) ? "'" + *text + "'" : "a text with control characters";
    }
    return std::holds_alternative<List>(key.slot) ? std::string() : "a list";
}

std::string remedy(const Key& key) {
    if (!std::holds_alternative<Reference>(key.slot)) return {};
    return "put the secret in a file of mode 0600 beside the configuration and write " +
           fmt::format("{} = \"file:NAME\"", key.name.substr(key.name.rfind('.') + 1));
}

// --- writing ---------------------------------------------------------------------------------

std::string written(const Flag& flag, Config& config) {
    return flag.at(config) ? "true" : "false";
}
std::string written(const Count& count, Config& config) {
    return std::to_string(count.at(config));
}
std::string written(const Bytes& bytes, Config& config) {
    return std::to_string(bytes.at(config));
}
std::string written(const PerSecond& rate, Config& config) {
    return fmt::format("{}", rate.at(config));
}
std::string written(const Span& span, Config& config) {
    return quote_toml(format_span(span.at(config)));
}
std::string written(const Amount& amount, Config& config) {
    return quote_toml(format_nano(amount.at(config)));
}
std::string written(const Text& text, Config& config) {
    return quote_toml(text.at(config));
}
std::string written(const Reference& reference, Config& config) {
    return quote_toml(reference.at(config));
}
std::string written(const List& list, Config& config) {
    std::vector<std::string> quoted;
    for (const auto& word : list.at(config)) quoted.push_back(quote_toml(word));
    return fmt::format("[{}]", fmt::join(quoted, ", "));
}
std::string written(const Choice& choice, Config& config) {
    return quote_toml(choice.words[choice.get(config)]);
}
std::string written(const Place& place, Config& config) {
    return quote_toml(place.at(config).string());
}

bool take(const Key& key, const Value& value, Config& config) {
    return std::visit([&](const auto& slot) { return take(slot, value, config); }, key.slot);
}

std::string refusal(const Key& key, const Value& value) {
    auto what = fmt::format("'{}' must be {}", key.name, describe_wanted(key));
    if (const auto given = shown(key, value); !given.empty()) what += ", not " + given;
    return what;
}

// --- what is typed ---------------------------------------------------------------------------

/// A decimal fraction without an exponent, as in a TOML file.
std::optional<Number> typed_number(std::string_view typed) {
    const auto parts = split(typed, '.');
    const bool digits = std::ranges::all_of(parts, [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    });
    if (!digits || parts.size() > 2) return std::nullopt;
    return Number{std::string(typed), parts.size() == 1};
}

template <class Slot>
Value typed_value(const Slot&, std::string_view typed) {
    constexpr bool takes_numbers = std::is_same_v<Slot, Count> || std::is_same_v<Slot, Bytes> ||
                                   std::is_same_v<Slot, PerSecond> ||
                                   std::is_same_v<Slot, Span>;
    if constexpr (std::is_same_v<Slot, Flag>)
        if (typed == "true" || typed == "false") return typed == "true";
    if constexpr (takes_numbers)
        if (auto number = typed_number(typed)) return *number;
    if constexpr (std::is_same_v<Slot, List>) {
        const auto words = split(typed, ',');
        return std::vector<std::string>(words.begin(), words.end());
    }
    return std::string(typed);
}

} // namespace

void assign(const Key& key, const Document& document, const Item& item, Config& config) {
    if (!take(key, item.value, config))
        throw document.error(item.value_at, refusal(key, item.value), remedy(key));
}

std::string typed_to_toml(std::string_view name, std::string_view typed) {
    const auto& key = *find_key(name);
    Config config;
    const auto value =
        std::visit([&](const auto& slot) { return typed_value(slot, typed); }, key.slot);
    if (!take(key, value, config)) throw Error(Fault::usage, refusal(key, value), remedy(key));
    return to_toml(key, config);
}

std::string to_toml(const Key& key, Config& config) {
    return std::visit([&](const auto& slot) { return written(slot, config); }, key.slot);
}

std::string quote_toml(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (byte < 0x20 || byte == 0x7F)
            out += fmt::format("\\u{:04X}", byte);
        else
            out += c;
    }
    return out + '"';
}

std::string describe_wanted(const Key& key) {
    return std::visit([](const auto& slot) { return wanted(slot); }, key.slot);
}

} // namespace bkxsms::config

#pragma once

#include "core/base/clock.hpp"
#include "core/base/money.hpp"
#include "core/base/zone.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file
/// Texts with variables: ICU message patterns with named arguments.
///
///     Hello {fname}, your {service} is on {start, date, ::EEEEdMMMM} at {start, time, short}.
///     You have {count, plural, one {# appointment} other {# appointments}}.
///
/// Known are plain variables, date and time (short, medium, long and full as far as they show
/// no zone, ::skeleton, a pattern of date letters), number (integer, ::skeleton), plural with
/// offset and =N, selectordinal, and select. "don't" stands as typed; '{' is a brace as text.
///
/// Strict: a variable that the pattern needs and the caller did not give, or one the caller
/// gave and the pattern does not know, stops the text and is named. (One that stands only in a
/// case not taken is needed too.) A value is never itself read as a pattern.
///
/// Dates: the zone mathematics is base/zone.hpp's; ICU only formats (its zone data is old), by
/// being handed the wall-clock reading as if it were UTC.
///
/// What ICU writes into a text of Latin letters stays in GSM-7 where it can: "9:00 AM" comes
/// without CLDR's U+202F, "45,00 €" without U+00A0, and "INR 450.00" stands for "₹450.00".
/// Arabic has Latin digits and the Gregorian calendar unless its locale says otherwise
/// ("ar-u-nu-arab"): prices, booking numbers and links in the same text have them too.

namespace bkxsms::text {

/// A moment and the zone in which the reader lives. ("When" is for people.)
struct When {
    TimePoint at;
    Zone zone;
};

using Value = std::variant<std::string, std::int64_t, Money, When>;
using Values = std::map<std::string, Value, std::less<>>;

/// What a value must be, from the places where the pattern uses its variable.
enum class Kind {
    any,    ///< stands plain: a text, a number, money, or a moment ("Jul 17, 2026, 9:00 AM")
    text,   ///< select
    number, ///< number, plural, selectordinal: std::int64_t
    moment, ///< date, time: When
};

class Message;

/// Compiled once, rendered often: 10,000 rows of a bulk send take one Template. Copies are
/// cheap and share what is compiled; render() may be called by several threads at once.
class Template {
public:
    /// \throws Error{data} if the pattern is malformed (ICU's reason and position), uses
    /// numbered arguments, holds a control character other than a line feed, or is longer than
    /// 4,000 bytes; or if `locale` is none. `name` is for messages to people.
    Template(std::string name, std::string_view pattern, std::string_view locale);

    const std::string& name() const noexcept { return name_; }
    const std::string& locale() const noexcept { return locale_; }   ///< canonical: "de-AT"
    const std::string& pattern() const noexcept { return pattern_; } ///< as it was given
    /// Names of the variables, sorted, each once.
    const std::vector<std::string>& variables() const noexcept { return variables_; }
    /// nullopt if the pattern has no such variable.
    std::optional<Kind> kind(std::string_view variable) const;

    /// \throws Error{data} "template 'reminder' (en-AU) needs 'start', which was not given"
    /// (hint: --set start=...), likewise for an unknown one (hint: the nearest), for a value of
    /// the wrong kind (a date pattern with a text), and for values that are not well-formed
    /// UTF-8 or hold a control character other than a line feed.
    std::string render(const Values& values) const;

private:
    std::string name_;
    std::string locale_;
    std::string pattern_;
    std::string label_; ///< "template 'reminder' (en-AU)"
    std::shared_ptr<const Message> message_;
    std::vector<std::string> variables_;
};

} // namespace bkxsms::text

#pragma once

#include "core/base/clock.hpp"
#include "core/base/money.hpp"
#include "core/base/zone.hpp"

#include <cstdint>
#include <functional>
#include <map>
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
/// Strict: a variable that the pattern needs and the caller did not give, or one the caller
/// gave and the pattern does not know, stops the text and is named. A value is never itself
/// read as a pattern. Dates: the zone mathematics is base/zone.hpp's; ICU only formats (its
/// zone data is old), by being handed the wall-clock reading as if it were UTC.

namespace bkxsms::text {

/// A moment and the zone in which the reader lives. ("When" is for people.)
struct When {
    TimePoint at;
    Zone zone;
};

using Value = std::variant<std::string, std::int64_t, Money, When>;
using Values = std::map<std::string, Value, std::less<>>;

class Template {
public:
    /// \throws Error{data} if the pattern is malformed (ICU's reason and position), uses
    /// numbered arguments, or is longer than 4,000 bytes. `name` is for messages to people.
    Template(std::string name, std::string_view pattern, std::string_view locale);

    const std::string& name() const noexcept { return name_; }
    const std::string& locale() const noexcept { return locale_; }
    /// Names of the variables, sorted, each once.
    const std::vector<std::string>& variables() const noexcept { return variables_; }

    /// \throws Error{data} "template 'reminder' (en-AU) needs 'start', which was not given"
    /// (hint:
    /// --set start=…), likewise for an unknown one (hint: the nearest), for a value of the
    /// wrong kind (a date pattern with a text), and for values that are not well-formed UTF-8
    /// or hold a control character other than a line feed.
    std::string render(const Values& values) const;

private:
    std::string name_;
    std::string locale_;
    std::string pattern_;
    std::vector<std::string> variables_;
    std::vector<std::string> date_variables_; ///< used with {x, date} or {x, time}
};

} // namespace bkxsms::text

#pragma once

#include "core/base/clock.hpp"
#include "core/base/json.hpp"
#include "core/base/money.hpp"

#include <optional>
#include <string>
#include <string_view>

/// \file
/// Members of the JSON contract's objects.

namespace bkxsms::cmd {

/// A member that is null where there is nothing to say.
void text_member(json::Writer& out, std::string_view name, const std::string& value);
void time_member(json::Writer& out, std::string_view name,
                 const std::optional<TimePoint>& time);
void money_member(json::Writer& out, std::string_view name, const std::optional<Money>& money);

/// What a stored message and one that would be stored say alike.
template <class Message>
void wording_members(json::Writer& out, const Message& m) {
    text_member(out, "from", m.from);
    text_member(out, "country", m.country);
    out.key("text").string(m.text);
    text_member(out, "language", m.language);
    text_member(out, "template", m.template_name);
    text_member(out, "template_version", m.template_version);
    out.key("encoding").string(m.encoding);
    out.key("units").integer(m.units);
    out.key("segments").integer(m.segments);
}

} // namespace bkxsms::cmd

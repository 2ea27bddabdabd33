#pragma once

#include "core/base/money.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bkxsms::queue {

struct Wish;

/// What a message to a person calls a field of the wish (or "values.NAME"), so that they find
/// it where they wrote it: "--to", "member 'to'", "column 'Phone'".
using Naming = std::function<std::string(const Wish&, std::string_view field)>;

/// A request as typed; "" where nothing was said.
struct Wish {
    std::string to, from;
    std::string text;                          ///< either this …
    std::string template_name;                 ///< … or this with `values`
    std::map<std::string, std::string> values; ///< texts, numbers, times as typed
    std::map<std::string, Money> amounts;      ///< values that are money
    std::string language;                      ///< of the recipient; default: general.locale
    std::string region; ///< for a number without '+'; default: general.default_region
    std::string type;   ///< default: the template's name if it is a type, else "custom"
    std::string booking, customer, key, provider, priority;
    std::string at;   ///< RFC 3339, or local time in `zone`
    std::string zone; ///< for `at` and for dates in the text; default: general.timezone
    std::string ttl;  ///< duration after the due time
    Naming naming;    ///< none: as the options of `send`
};

std::string name_of(const Wish& wish, std::string_view field);
/// "--to"; "--set start" for "values.start".
std::string option_name(std::string_view field);
/// "member 'to'"
std::string member_name(std::string_view field);

/// One JSON document as a wish; the names are those of the message object, and `values`,
/// `region`, `at`, `timezone`, `ttl`, `priority`. Numbers may be written as numbers; an amount
/// of money as
/// {"amount":"45.00","currency":"EUR"}. A null is nothing.
/// \throws Error{data} for an unknown member (hint: the nearest) or a wrong type.
Wish wish_from_json(std::string_view document);

/// Sets what the column or member `name` stands for; a name that is none of a wish's own is a
/// variable of the template.
void set_field(Wish& wish, const std::string& name, const std::string& value);

/// The names that are a wish's own: "to", "text", "template", …
std::vector<std::string_view> field_names();
/// REQUIRES: one of field_names().
std::string& field(Wish& wish, std::string_view name);
const std::string& field(const Wish& wish, std::string_view name);

} // namespace bkxsms::queue

#include "cmd/json_members.hpp"

namespace bkxsms::cmd {

void text_member(json::Writer& out, std::string_view name, const std::string& value) {
    out.key(name);
    if (value.empty())
        out.null();
    else
        out.string(value);
}

void time_member(json::Writer& out, std::string_view name,
                 const std::optional<TimePoint>& time) {
    out.key(name);
    if (time)
        out.string(format_rfc3339(*time));
    else
        out.null();
}

void money_member(json::Writer& out, std::string_view name, const std::optional<Money>& money) {
    out.key(name);
    if (!money) {
        out.null();
        return;
    }
    out.begin_object().key("amount").string(format_nano(money->nano));
    out.key("currency").string(money->currency).end_object();
}

} // namespace bkxsms::cmd

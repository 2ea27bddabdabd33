// Plivo: the list of messages. Source: docs/providers/plivo.md section 4.

#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/plivo/message.hpp"
#include "core/sandbox/plivo/plivo.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <optional>

namespace bkxsms::sandbox {
namespace {

constexpr std::int64_t largest_page = 20;
constexpr std::chrono::hours usual_span{24};
constexpr std::chrono::hours longest_span{90 * 24};

/// A filter on message_time: [from, to).
struct Window {
    TimePoint from;
    TimePoint to = TimePoint::max();
};

struct Bound {
    std::string_view name;
    bool lower;
    bool upper;
    milliseconds shift; ///< of the moment itself out of or into the window
};
constexpr std::array bounds{
    Bound{"message_time__gte", true, false, milliseconds(0)},
    Bound{"message_time__gt", true, false, milliseconds(1)},
    Bound{"message_time__lt", false, true, milliseconds(0)},
    Bound{"message_time__lte", false, true, milliseconds(1)},
};

/// nullopt if a time cannot be read.
std::optional<Window> read_window(const Fields& query, TimePoint now) {
    Window window{now - usual_span};
    bool said = false;
    for (const auto& [name, value] : query) {
        if (!name.starts_with("message_time")) continue;
        const auto moment = parse_date_time(value);
        if (!moment) return std::nullopt;
        if (!said) window.from = now - longest_span;
        said = true;
        if (name == "message_time") window = {*moment, *moment + std::chrono::seconds(1)};
        for (const auto& bound : bounds) {
            if (bound.name != name) continue;
            if (bound.lower) window.from = *moment + bound.shift;
            if (bound.upper) window.to = *moment + bound.shift;
        }
    }
    window.from = std::max(window.from, now - longest_span);
    return window;
}

std::int64_t number(const Fields& query, std::string_view name, std::int64_t otherwise) {
    return std::max<std::int64_t>(parse_integer(first(query, name)).value_or(otherwise), 0);
}

std::optional<std::string> page_path(std::string_view path, const Fields& query,
                                     std::int64_t limit, std::int64_t offset, bool there) {
    if (!there) return std::nullopt;
    Fields kept{{"limit", std::to_string(limit)}, {"offset", std::to_string(offset)}};
    for (const auto& field : query)
        if (field.first != "limit" && field.first != "offset") kept.push_back(field);
    return std::string(path) + '?' + format_form(kept);
}

/// A filter that Plivo does not know, like `to`, is not noticed.
bool passes(const Message& message, const PlivoAccount& account, const Fields& query,
            TimePoint now) {
    const auto state = plivo_state(message, now);
    const auto is = [&](std::string_view name, std::string_view value) {
        const auto wanted = first(query, name);
        return wanted.empty() || wanted == value;
    };
    return is("from_number", without_plus(plivo_sender(message, account))) &&
           is("message_direction", message.inbound ? "inbound" : "outbound") &&
           is("message_state", state) &&
           is("message_type", message.type.empty() ? "sms" : message.type) &&
           is("error_code", plivo_error_code(message, state)) &&
           is("powerpack_id", message.service);
}

} // namespace

Answer Plivo::list(const Request& request, const PlivoAccount& account) {
    const auto query = parse_form(request.query).value_or(Fields{});
    const auto now = world_.clock.now();
    const auto window = read_window(query, now);
    if (!window) return refuse({400, "message_time is invalid"});
    const auto limit =
        std::clamp<std::int64_t>(number(query, "limit", largest_page), 1, largest_page);
    const auto offset = number(query, "offset", 0);
    const auto subaccount = first(query, "subaccount");
    const auto to = without_plus(first(query, "to_number"));

    const auto found = world_.ledger.newest(
        {.to = to.empty() ? std::string() : '+' + std::string(to),
         .after = {},
         .limit = std::numeric_limits<std::size_t>::max(),
         .wanted = [&](const Message& message) {
             const auto owner = subaccount.empty() ? account.auth_id : subaccount;
             return message.provider == name() && message.account == owner &&
                    is_listed(message, now) && message.accepted_at >= window->from &&
                    message.accepted_at < window->to && passes(message, account, query, now);
         }});
    const auto total = static_cast<std::int64_t>(found.size());
    const auto end = std::min(offset + limit, total);
    std::string objects;
    for (auto i = offset; i < end; ++i)
        objects += (objects.empty() ? "" : ",") +
                   plivo_record(*found[static_cast<std::size_t>(i)], account, now);

    json::Writer w;
    w.begin_object();
    w.key("api_id").string(random_uuid());
    w.key("meta").begin_object();
    w.key("limit").integer(limit);
    w.key("next").string_or_null(page_path(request.path, query, limit, end, end < total));
    w.key("offset").integer(offset);
    w.key("previous")
        .string_or_null(page_path(request.path, query, limit,
                                  std::max<std::int64_t>(offset - limit, 0), offset > 0));
    w.key("total_count").integer(total);
    w.end_object();
    w.end_object();
    auto body = w.str();
    // The writer has no raw values, and each record is a document already.
    body.insert(body.size() - 1, ",\"objects\":[" + objects + "]");
    return {.body = std::move(body)};
}

} // namespace bkxsms::sandbox

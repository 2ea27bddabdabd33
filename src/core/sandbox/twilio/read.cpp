// Twilio: fetch, list, balance. Source: docs/providers/twilio.md section 4.

#include "core/base/json.hpp"
#include "core/base/money.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/twilio/message.hpp"
#include "core/sandbox/twilio/twilio.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t usual_page = 50;
constexpr std::int64_t largest_page = 1000;
constexpr std::string_view token_prefix = "PA"; // of PageToken; opaque to the client

/// A filter on the sending date: [from, to).
struct Dates {
    std::optional<TimePoint> from;
    std::optional<TimePoint> to;

    bool any() const noexcept { return from || to; }
};

/// "2026-11-22" is the whole day (GMT); an ISO time is that second.
struct Moment {
    TimePoint begin;
    TimePoint end;
};
std::optional<Moment> read_moment(const std::string& text) {
    constexpr std::size_t date_length = 10;
    const bool day = text.size() == date_length;
    const auto begin = parse_rfc3339(day ? text + "T00:00:00Z" : text);
    if (!begin) return std::nullopt;
    return Moment{*begin, *begin + (day ? milliseconds(86'400'000) : milliseconds(1'000))};
}

/// The sign of the comparison is part of the name: "DateSent>" is on or after.
Dates read_dates(const Fields& query) {
    Dates dates;
    for (const auto& [name, value] : query) {
        if (!name.starts_with("DateSent")) continue;
        const auto moment = read_moment(value);
        if (!moment) continue;
        if (name == "DateSent" || name == "DateSent>") dates.from = moment->begin;
        if (name == "DateSent" || name == "DateSent<") dates.to = moment->end;
    }
    return dates;
}

/// A message that has not been sent has no date, and no filter finds it.
bool in_range(const Message& message, const Dates& dates, TimePoint now) {
    if (!dates.any()) return true;
    const auto sent = message.accepted_at + message.delivery->sent;
    const bool has_date =
        message.inbound || (message.delivery->fate != Fate::failed && sent <= now);
    return has_date && (!dates.from || sent >= *dates.from) && (!dates.to || sent < *dates.to);
}

std::size_t page_size(const Fields& query) {
    const auto asked = parse_integer(first(query, "PageSize"));
    if (!asked || *asked < 1) return usual_page;
    return static_cast<std::size_t>(std::min(*asked, largest_page));
}

std::string page_uri(const std::string& path, const Fields& query, std::size_t size,
                     std::int64_t page, std::string_view token) {
    Fields kept;
    for (const auto& field : query)
        if (field.first != "PageSize" && field.first != "Page" && field.first != "PageToken")
            kept.push_back(field);
    kept.emplace_back("PageSize", std::to_string(size));
    kept.emplace_back("Page", std::to_string(page));
    if (!token.empty()) kept.emplace_back("PageToken", token);
    return path + '?' + format_form(kept);
}

} // namespace

Answer Twilio::fetch(std::string_view sid, const TwilioAccount& account) {
    const auto message = world_.ledger.find(sid);
    if (!message || message->account != account.sid) return refuse({20404});
    return {.body = twilio_json(*message, account, world_.clock.now())};
}

Answer Twilio::list(const Request& request, const TwilioAccount& account) {
    const auto query = parse_form(request.query).value_or(Fields{});
    const auto now = world_.clock.now();
    const auto from = first(query, "From");
    const auto dates = read_dates(query);
    const auto size = page_size(query);
    const auto page =
        std::max<std::int64_t>(parse_integer(first(query, "Page")).value_or(0), 0);
    auto token = first(query, "PageToken");
    if (token.starts_with(token_prefix)) token.remove_prefix(token_prefix.size());

    // One more than asked for: whether there is a next page.
    auto found = world_.ledger.newest({.to = std::string(first(query, "To")),
                                       .after = std::string(token),
                                       .limit = size + 1,
                                       .wanted = [&](const Message& message) {
                                           return message.account == account.sid &&
                                                  (from.empty() || message.from == from) &&
                                                  is_listed(message, now) &&
                                                  in_range(message, dates, now);
                                       }});
    const bool more = found.size() > size;
    if (more) found.pop_back();

    const auto path = std::string(request.path);
    std::string items;
    for (const auto& message : found) {
        if (!items.empty()) items += ',';
        items += twilio_json(*message, account, now);
    }
    const auto start = page * static_cast<std::int64_t>(size);
    const auto count = static_cast<std::int64_t>(found.size());
    json::Writer w;
    w.begin_object();
    w.key("first_page_uri").string(page_uri(path, query, size, 0, ""));
    w.key("next_page_uri");
    if (more) {
        w.string(page_uri(path, query, size, page + 1,
                          std::string(token_prefix) + found.back()->id));
    } else {
        w.null();
    }
    w.key("previous_page_uri").null();
    w.key("page").integer(page);
    w.key("page_size").integer(static_cast<std::int64_t>(size));
    w.key("start").integer(start);
    w.key("end").integer(start + std::max<std::int64_t>(count - 1, 0));
    w.key("uri").string(path + (request.query.empty() ? "" : "?" + std::string(request.query)));
    w.end_object();
    auto body = w.str();
    // The writer has no raw values, and each message is a document already.
    body.insert(body.size() - 1, ",\"messages\":[" + items + "]");
    return {.body = std::move(body)};
}

Answer Twilio::show_balance(const TwilioAccount& account) {
    json::Writer w;
    w.begin_object();
    w.key("account_sid").string(account.sid);
    w.key("balance").string(format_nano(account.balance_nano));
    w.key("currency").string(account.currency);
    w.end_object();
    return {.body = w.str()};
}

Answer Twilio::show_account(const TwilioAccount& account) {
    json::Writer w;
    w.begin_object();
    w.key("sid").string(account.sid);
    w.key("friendly_name").string("bkxsms sandbox");
    w.key("status").string("active");
    w.key("type").string("Full");
    w.end_object();
    return {.body = w.str()};
}

} // namespace bkxsms::sandbox

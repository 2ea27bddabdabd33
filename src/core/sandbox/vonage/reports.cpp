#include "core/sandbox/vonage/reports.hpp"

#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/vonage/messages.hpp"
#include "core/sandbox/vonage/sms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t max_ids = 20;
constexpr std::size_t max_records = 1000;
constexpr std::chrono::hours longest_window{24};

/// "2026-03-14T15:09:26+0000"
std::string report_time(TimePoint t) {
    auto text = format_date_time(t);
    text[10] = 'T';
    return text + "+0000";
}

Answer refused(std::string_view name, std::string_view why) {
    return vonage_problem({"1150", 422, "Invalid params", fmt::format("{} {}", name, why)});
}

std::string_view status_of(const Message& message, TimePoint now) noexcept {
    switch (stage_at(message, now)) {
    case Stage::done:
        break;
    case Stage::sent:
        return "submitted";
    default:
        return "accepted";
    }
    switch (message.delivery->fate) {
    case Fate::delivered:
        return "delivered";
    case Fate::undelivered:
        return "failed";
    default:
        return "rejected";
    }
}

void write_record(json::Writer* w, const Message& message, bool with_text, TimePoint now) {
    const auto& plan = *message.delivery;
    const auto status = status_of(message, now);
    const bool done = stage_at(message, now) == Stage::done;
    const bool bad = done && plan.fate != Fate::delivered;
    w->begin_object();
    w->key("account_id").string(message.account);
    w->key("message_id").string(message.id);
    w->key("client_ref").string(message.reference);
    w->key("concatenated").string(message.segments > 1 ? "true" : "false");
    w->key("direction").string(message.inbound ? "inbound" : "outbound");
    w->key("from").string(message.from);
    w->key("to").string(message.to.substr(message.to.starts_with('+') ? 1 : 0));
    w->key("network").string("26201");
    w->key("network_name").string("Sandbox Mobile");
    w->key("country").string("ZZ");
    w->key("country_name").string("Sandbox");
    w->key("date_received").string(report_time(message.accepted_at));
    if (done) w->key("date_finalized").string(report_time(message.accepted_at + plan.done));
    w->key("latency").string(std::to_string(plan.done.count()));
    w->key("status").string(status);
    w->key("error_code").string(!bad ? "0" : plan.error_code.empty() ? "1" : plan.error_code);
    w->key("error_code_description").string(bad ? "Not delivered" : "Delivered");
    w->key("currency").string(plan.price_unit.empty() ? "EUR" : plan.price_unit);
    w->key("total_price")
        .string(vonage_amount(plan.price_nano * std::max(message.segments, 1)));
    if (with_text) w->key("message_body").string(message.body);
    w->end_object();
}

struct Found {
    std::vector<MessagePtr> records;
    std::string missing; ///< ids, with commas
    std::string next;    ///< cursor of the next page
};

bool is_wanted(const Message& message, const Fields& query, const VonageAccount& account,
               TimePoint now) {
    const bool messages_api = is_message_uuid(message.id);
    const auto status = first(query, "status");
    return message.provider == "vonage" && message.account == account.api_key &&
           message.inbound == (first(query, "direction") == "inbound") &&
           messages_api == (first(query, "product") == "MESSAGES") && is_listed(message, now) &&
           (status.empty() || status == "any" || status == status_of(message, now));
}

Found by_ids(const std::vector<std::string_view>& ids, const Fields& query,
             const VonageAccount& account, const Ledger& ledger, TimePoint now) {
    Found found;
    for (const auto id : ids) {
        auto message = ledger.find(id);
        if (!message) message = ledger.find(vonage_message_id(id));
        if (message && is_wanted(*message, query, account, now)) {
            found.records.push_back(message);
        } else {
            found.missing += (found.missing.empty() ? "" : ",") + std::string(id);
        }
    }
    return found;
}

Found by_window(TimePoint from, TimePoint to, const Fields& query, const VonageAccount& account,
                const Ledger& ledger, TimePoint now) {
    Found found;
    found.records = ledger.newest({.to = {},
                                   .after = std::string(first(query, "cursor")),
                                   .limit = max_records + 1,
                                   .wanted = [&](const Message& message) {
                                       return message.accepted_at >= from &&
                                              message.accepted_at < to &&
                                              is_wanted(message, query, account, now);
                                   }});
    if (found.records.size() > max_records) {
        found.records.pop_back();
        found.next = found.records.back()->id;
    }
    return found;
}

std::string link(const Request& request, const Fields& query, std::string_view cursor) {
    Fields kept;
    for (const auto& field : query)
        if (field.first != "cursor") kept.push_back(field);
    if (!cursor.empty()) kept.emplace_back("cursor", cursor);
    return fmt::format("http://{}{}?{}", request.header("Host"), request.path,
                       format_form(kept));
}

} // namespace

Answer vonage_records(const Request& request, const Fields& query, const VonageAccount& account,
                      const Ledger& ledger, TimePoint now) {
    const auto product = first(query, "product");
    const auto direction = first(query, "direction");
    if (first(query, "account_id") != account.api_key)
        return refused("account_id", "is not this account's");
    if (product != "SMS" && product != "MESSAGES") return refused("product", "is not known");
    if (direction != "inbound" && direction != "outbound")
        return refused("direction", "is required");

    Found found;
    const auto from = parse_rfc3339(first(query, "date_start"));
    const auto to = parse_rfc3339(first(query, "date_end"));
    if (const auto ids = first(query, "id"); !ids.empty()) {
        const auto all = split(ids, ',');
        if (all.size() > max_ids) return refused("id", "has more than 20 ids");
        for (const auto* name : {"date_start", "date_end", "status"})
            if (!first(query, name).empty()) return refused(name, "does not go with id");
        found = by_ids(all, query, account, ledger, now);
    } else {
        if (!from || !to) return refused("date_start", "and date_end, or id, are required");
        if (*to <= *from || *to - *from > longest_window)
            return refused("date_end", "is not within 24 hours of date_start");
        found = by_window(*from, *to, query, account, ledger, now);
    }

    json::Writer w;
    w.begin_object();
    w.key("_links").begin_object();
    w.key("self").begin_object().key("href").string(link(request, query, {})).end_object();
    if (!found.next.empty())
        w.key("next")
            .begin_object()
            .key("href")
            .string(link(request, query, found.next))
            .end_object();
    w.end_object();
    w.key("request_id").string(random_uuid());
    w.key("request_status").string("SUCCESS");
    w.key("received_at").string(report_time(now));
    if (!found.missing.empty()) w.key("ids_not_found").string(found.missing);
    w.key("items_count").integer(static_cast<std::int64_t>(found.records.size()));
    w.key("product").string(product);
    w.key("direction").string(direction);
    w.key("records").begin_array();
    for (const auto& message : found.records)
        write_record(&w, *message, first(query, "include_message") == "true", now);
    w.end_array().end_object();
    return {.body = w.str()};
}

} // namespace bkxsms::sandbox

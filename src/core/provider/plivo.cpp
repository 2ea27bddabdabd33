// Plivo's Message API, version 1. Facts: docs/providers/plivo.md.

#include "core/provider/plivo.hpp"

#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/form.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/plivo_account.hpp"
#include "core/provider/plivo_message.hpp"
#include "core/provider/plivo_webhook.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/request.hpp"

#include <algorithm>

namespace bkxsms::provider {
namespace {

using transport::Exchange;
using transport::NoReply;
using transport::Reply;
using transport::Request;

/// Section 2: seconds a message may wait in Plivo's queue.
constexpr std::chrono::seconds shortest_validity{5};
constexpr std::chrono::seconds longest_validity{10'799};

/// How far Plivo's clock may be from ours without a lost message falling out of its list.
constexpr auto clock_difference = std::chrono::minutes(15);

/// '<' joins recipients. Whatever `to` is, it stays one; Plivo drops the marks that numbers are
/// written with, but not this one.
std::string one_recipient(std::string to) {
    std::ranges::replace(to, '<', '?');
    return to;
}

/// "2026-11-22 15:00:00", UTC, as the list wants it.
std::string list_time(TimePoint time) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(std::max(time, TimePoint{}));
    auto text = format_rfc3339(whole);
    text.pop_back(); // Z
    std::ranges::replace(text, 'T', ' ');
    return text;
}

std::string digits_of(std::string_view e164) {
    return std::string(e164.substr(e164.starts_with('+') ? 1 : 0));
}

Answer<Receipt> read_status(const Exchange& exchange) {
    auto document = read_document(exchange, plivo::read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    auto seen = plivo::read_message(std::get<json::Value>(document));
    if (!seen) return for_reading(unreadable("the answer is not a message"));
    return std::move(seen->receipt);
}

/// A page is never read without a word on whether another follows: "it was not there" allows a
/// text to be sent again.
Answer<Page> read_list(const Exchange& exchange, std::int64_t offset) {
    auto document = read_document(exchange, plivo::read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& list = std::get<json::Value>(document);
    const auto meta = list["meta"];
    const auto next = meta["next"];
    auto messages = read_all(list["objects"], plivo::read_message);
    if (!messages || !(next.is_null() || next.is_string()))
        return for_reading(unreadable("the answer is not a list of messages"));
    if (meta["offset"].integer().value_or(offset) != offset)
        return for_reading(unreadable("the answer is another page than was asked for"));
    const auto end = offset + static_cast<std::int64_t>(messages->size());
    Page page{std::move(*messages), ""};
    if (next.is_string() || meta["total_count"].integer().value_or(0) > end) {
        if (end == offset) return for_reading(unreadable("the list breaks off"));
        page.next = std::to_string(end);
    }
    return page;
}

class Plivo final : public Provider {
public:
    explicit Plivo(PlivoAccount account) : account_(std::move(account)) {
        for (auto* url : {&account_.base_url, &account_.lookup_url})
            *url = base_of(std::move(*url));
    }

    std::string_view name() const noexcept override { return "plivo"; }

    Request send_request(const Outgoing& message, TimePoint now) const override;
    Outcome read_send(const Exchange& exchange) const override;

    std::optional<Question<Receipt>> status(std::string_view provider_message_id,
                                            TimePoint now) const override;

    /// Nobody says how late the list is: as long again before the second look.
    Settling settling() const noexcept override {
        return {true, std::chrono::seconds(120), std::chrono::seconds(120)};
    }
    std::optional<Question<Page>> look_up(const Lost& lost, std::string_view next,
                                          TimePoint now) const override;

    std::optional<Question<Money>> balance(TimePoint now) const override;
    std::optional<Question<std::vector<Price>>> prices(std::string_view country,
                                                       TimePoint now) const override;
    std::optional<Question<NumberFacts>> number(std::string_view e164,
                                                TimePoint now) const override;
    std::optional<Question<std::vector<OwnNumber>>> own_numbers(TimePoint now) const override;
    std::optional<Question<std::vector<OwnNumber>>>
    offered_numbers(std::string_view country, TimePoint now) const override;
    std::optional<Question<OwnNumber>>
    buy_number(std::string_view country, std::string_view number, TimePoint now) const override;

    std::span<const CodeMeaning> codes() const noexcept override { return plivo_codes(); }

    Verdict verify(const WebhookRequest& webhook, TimePoint /*now*/) const override {
        return plivo::verify(webhook, account_);
    }
    std::vector<Receipt> read_receipts(const WebhookRequest& webhook) const override {
        return plivo::read_receipts(webhook);
    }

private:
    /// Below the account, with the slash at the end that Plivo wants everywhere.
    std::string path(std::string_view rest) const {
        return "/v1/Account/" + percent_encode(account_.auth_id) + '/' + std::string(rest);
    }

    Request get(std::string_view path) const { return get_from(account_.base_url, path); }
    Request get_from(std::string_view base_url, std::string_view path) const;
    Request post(std::string_view path, const json::Writer& body) const;

    PlivoAccount account_;
};

Request Plivo::get_from(std::string_view base_url, std::string_view path) const {
    return get_request(std::string(base_url).append(path),
                       basic_authorization(account_.auth_id, account_.auth_token));
}

Request Plivo::post(std::string_view path, const json::Writer& body) const {
    auto request = get(path);
    post_json(&request, body.str());
    return request;
}

Request Plivo::send_request(const Outgoing& message, TimePoint /*now*/) const {
    json::Writer body; // in the order of Plivo's SDK for Node
    body.begin_object();
    if (const auto url = with_reference(message.callback_url, message.reference); !url.empty())
        body.key("url").string(url).key("method").string("POST");
    if (message.validity.count() > 0) {
        const auto validity = std::clamp(message.validity, shortest_validity, longest_validity);
        body.key("message_expiry").integer(validity.count());
    }
    if (!message.from.empty()) body.key("src").string(message.from);
    body.key("dst").string(one_recipient(message.to)).key("text").string(message.text);
    // One of the two, never both.
    if (message.from.empty() && !account_.powerpack_uuid.empty())
        body.key("powerpack_uuid").string(account_.powerpack_uuid);
    return post(path("Message/"), body.end_object());
}

Outcome Plivo::read_send(const Exchange& exchange) const {
    if (const auto* none = std::get_if<NoReply>(&exchange)) return outcome_without_reply(*none);
    const auto& reply = std::get<Reply>(exchange);
    if (!is_success(reply)) return outcome_of(plivo::read_error(reply), retry_after(reply));
    const auto answer = json::try_parse(reply.body).value_or(json::Value{});
    if (auto uuid = plivo::read_sent_uuid(answer)) return Accepted{std::move(*uuid), {}, {}};
    if (plivo::is_invalid_recipient(answer))
        return Rejected{{Category::invalid_destination, Remedy::none, "invalid_number",
                         "the recipient's number is not valid"}};
    return Unknown{unreadable(reply, "a success without a message UUID")};
}

std::optional<Question<Receipt>> Plivo::status(std::string_view provider_message_id,
                                               TimePoint /*now*/) const {
    if (!is_uuid(provider_message_id)) return std::nullopt;
    return Question<Receipt>{get(path("Message/" + std::string(provider_message_id) + '/')),
                             read_status};
}

std::optional<Question<Page>> Plivo::look_up(const Lost& lost, std::string_view next,
                                             TimePoint /*now*/) const {
    const auto offset = next.empty() ? 0 : parse_integer(next).value_or(-1);
    if (offset < 0) throw Error(Fault::software, "not a page of plivo's message list");
    // The same question for every page: Plivo's own link to the next one would have to be
    // trusted to keep the filters. Without the times only the last 24 hours are listed.
    const Pairs query{
        {"limit", std::to_string(plivo::list_limit)},
        {"offset", std::to_string(offset)},
        {"message_direction", "outbound"},
        {"to_number", digits_of(lost.to)},
        {"message_time__gte", list_time(lost.since - clock_difference)},
        {"message_time__lt", list_time(lost.until + clock_difference)},
    };
    return Question<Page>{
        get(path("Message/?" + encode_form(query))),
        [offset](const Exchange& exchange) { return read_list(exchange, offset); }};
}

std::optional<Question<Money>> Plivo::balance(TimePoint /*now*/) const {
    return Question<Money>{get(path("")), plivo::read_balance};
}

std::optional<Question<std::vector<Price>>> Plivo::prices(std::string_view country,
                                                          TimePoint /*now*/) const {
    if (!is_country(country)) return std::nullopt;
    return Question<std::vector<Price>>{
        get(path("Pricing/?country_iso=" + std::string(country))),
        [asked = std::string(country)](const Exchange& exchange) {
            return plivo::read_prices(exchange, asked);
        }};
}

std::optional<Question<NumberFacts>> Plivo::number(std::string_view e164,
                                                   TimePoint /*now*/) const {
    if (!is_e164(e164)) return std::nullopt;
    // Another host, no account in the path, and the one path without a slash at its end.
    return Question<NumberFacts>{
        get_from(account_.lookup_url, "/v1/Number/" + std::string(e164) + "?type=carrier"),
        [asked = std::string(e164)](const Exchange& exchange) {
            return plivo::read_number(exchange, asked);
        }};
}

std::optional<Question<std::vector<OwnNumber>>> Plivo::own_numbers(TimePoint /*now*/) const {
    const Pairs query{{"limit", std::to_string(plivo::list_limit)}, {"services", "sms"}};
    return Question<std::vector<OwnNumber>>{get(path("Number/?" + encode_form(query))),
                                            plivo::read_own_numbers};
}

std::optional<Question<std::vector<OwnNumber>>>
Plivo::offered_numbers(std::string_view country, TimePoint /*now*/) const {
    if (!is_country(country)) return std::nullopt;
    const Pairs query{{"services", "sms"},
                      {"limit", std::to_string(plivo::list_limit)},
                      {"country_iso", std::string(country)}};
    return Question<std::vector<OwnNumber>>{
        get(path("PhoneNumber/?" + encode_form(query))),
        [asked = std::string(country)](const Exchange& exchange) {
            return plivo::read_offered_numbers(exchange, asked);
        }};
}

std::optional<Question<OwnNumber>>
Plivo::buy_number(std::string_view country, std::string_view number, TimePoint /*now*/) const {
    if (!is_e164(number)) return std::nullopt;
    json::Writer body;
    body.begin_object();
    if (!account_.app_id.empty()) body.key("app_id").string(account_.app_id);
    body.end_object();
    return Question<OwnNumber>{
        post(path("PhoneNumber/" + digits_of(number) + '/'), body),
        [in = std::string(country), asked = std::string(number)](const Exchange& exchange) {
            return plivo::read_bought_number(exchange, in, asked);
        }};
}

} // namespace

std::unique_ptr<Provider> make_plivo(PlivoAccount account) {
    return std::make_unique<Plivo>(std::move(account));
}

} // namespace bkxsms::provider

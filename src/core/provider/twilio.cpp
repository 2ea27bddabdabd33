// Twilio Programmable Messaging, REST API 2010-04-01. Facts: docs/providers/twilio.md.

#include "core/provider/twilio.hpp"

#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/form.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/request.hpp"
#include "core/provider/twilio_account.hpp"
#include "core/provider/twilio_message.hpp"
#include "core/provider/twilio_webhook.hpp"

#include <algorithm>

namespace bkxsms::provider {
namespace {

using transport::Exchange;
using transport::NoReply;
using transport::Reply;
using transport::Request;

/// Section 2: seconds a message may wait in Twilio's queue, at most.
constexpr std::chrono::seconds longest_validity{36'000};

/// A text of 1600 characters, each "\ud83d\ude42" on the wire, makes some 20 KB of JSON. Ten
/// such messages are below transport::usual_reply_bytes; a page that is not could never be
/// read.
constexpr std::string_view list_page_size = "10";

/// Enough to choose from.
constexpr std::string_view offered_page_size = "20";

/// Section 3, 30450: the number is blocked for 15 to 30 minutes.
constexpr std::chrono::seconds pumping_block = std::chrono::minutes(30);

/// Section 6: without this fragment Twilio calls once more if it could not connect, and never
/// after a 5xx or a slow answer; with it, three times whatever went wrong. It is not signed.
constexpr std::string_view callback_overrides = "#rc=3&rp=all";

std::string callback_url(std::string_view url, std::string_view reference) {
    auto out = with_reference(url, reference);
    if (!out.empty() && cut_url(url).fragment.empty()) out += callback_overrides;
    return out;
}

Answer<Receipt> read_status(const Exchange& exchange) {
    auto document = read_document(exchange, twilio::read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    auto seen = twilio::read_message(std::get<json::Value>(document));
    if (!seen) return for_reading(unreadable("the answer is not a message"));
    return std::move(seen->receipt);
}

/// Nothing but a query may follow, or a stranger's page could lead the credentials elsewhere.
bool is_page_of(const std::string& list, std::string_view path) {
    return path.starts_with(list + '?') && is_visible_ascii(path) &&
           path.find('#') == std::string_view::npos;
}

Answer<Page> read_list(const Exchange& exchange, const std::string& path) {
    auto document = read_document(exchange, twilio::read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& list = std::get<json::Value>(document);
    auto messages = read_all(list["messages"], twilio::read_message);
    auto next = list.text("next_page_uri");
    if (!messages || (!next.empty() && !is_page_of(path, next)))
        return for_reading(unreadable("the answer is not a list of messages"));
    return Page{std::move(*messages), std::move(next)};
}

class Twilio final : public Provider {
public:
    explicit Twilio(TwilioAccount account) : account_(std::move(account)) {
        for (auto* url : {&account_.base_url, &account_.pricing_url, &account_.lookups_url})
            *url = base_of(std::move(*url));
    }

    std::string_view name() const noexcept override { return "twilio"; }

    Request send_request(const Outgoing& message, TimePoint now) const override;
    Outcome read_send(const Exchange& exchange) const override;

    std::optional<Question<Receipt>> status(std::string_view provider_message_id,
                                            TimePoint now) const override;

    /// The server may work on a request for half a minute: section 4.
    Settling settling() const noexcept override {
        Settling settling;
        settling.possible = true;
        settling.newest_first = true;
        return settling;
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

    std::span<const CodeMeaning> codes() const noexcept override { return twilio_codes(); }

    Verdict verify(const WebhookRequest& webhook, TimePoint /*now*/) const override {
        return twilio::verify(webhook, account_.auth_token);
    }
    std::vector<Receipt> read_receipts(const WebhookRequest& webhook) const override {
        return twilio::read_receipts(webhook, account_.account_sid);
    }

private:
    std::string account_path() const {
        return "/2010-04-01/Accounts/" + percent_encode(account_.account_sid);
    }
    /// Without the suffix the API answers in XML.
    std::string messages_path() const { return account_path() + "/Messages.json"; }

    Request get(std::string_view path) const { return get_from(account_.base_url, path); }
    Request get_from(std::string_view base_url, std::string_view path) const;
    Request post(std::string_view path, const Pairs& form) const;

    TwilioAccount account_;
};

Request Twilio::get_from(std::string_view base_url, std::string_view path) const {
    return get_request(std::string(base_url).append(path),
                       basic_authorization(account_.user, account_.password));
}

Request Twilio::post(std::string_view path, const Pairs& form) const {
    auto request = get(path);
    post_form(&request, form);
    return request;
}

Request Twilio::send_request(const Outgoing& message, TimePoint /*now*/) const {
    Pairs form{{"To", message.to}};
    if (!message.from.empty()) form.emplace_back("From", message.from);
    if (const auto& service = account_.messaging_service_sid; !service.empty())
        form.emplace_back("MessagingServiceSid", service);
    form.emplace_back("Body", message.text);
    if (auto url = callback_url(message.callback_url, message.reference); !url.empty())
        form.emplace_back("StatusCallback", std::move(url));
    if (message.validity.count() > 0) {
        const auto validity = std::min(message.validity, longest_validity);
        form.emplace_back("ValidityPeriod", std::to_string(validity.count()));
    }
    return post(messages_path(), form);
}

Outcome Twilio::read_send(const Exchange& exchange) const {
    if (const auto* none = std::get_if<NoReply>(&exchange)) return outcome_without_reply(*none);
    const auto& reply = std::get<Reply>(exchange);
    if (is_success(reply)) {
        const auto message = json::try_parse(reply.body).value_or(json::Value{});
        auto sid = message.text("sid");
        if (twilio::is_message_sid(sid))
            return Accepted{std::move(sid), twilio::read_segments(message),
                            twilio::read_price(message)};
        return Unknown{unreadable(reply, "a success without a message SID")};
    }

    auto failure = twilio::read_error(reply);
    auto wait = retry_after(reply);
    // A path that does not exist is the account's or the base URL's fault, not the message's.
    if (failure.category == Category::not_found && failure.remedy == Remedy::none)
        failure.remedy = Remedy::fix;
    // Only this recipient is refused; to halt would hold up all that wait behind.
    if (failure.code == "21608" && failure.remedy == Remedy::fix) return Rejected{failure};
    // Nowhere is it said that a message with a bad callback URL is not made all the same.
    if (failure.code == "21609") failure.remedy = Remedy::reconcile;
    if (failure.category == Category::blocked_temporarily) wait = std::max(wait, pumping_block);
    return outcome_of(std::move(failure), wait);
}

std::optional<Question<Receipt>> Twilio::status(std::string_view provider_message_id,
                                                TimePoint /*now*/) const {
    if (!twilio::is_message_sid(provider_message_id)) return std::nullopt;
    const auto path =
        account_path() + "/Messages/" + std::string(provider_message_id) + ".json";
    return Question<Receipt>{get(path), read_status};
}

std::optional<Question<Page>> Twilio::look_up(const Lost& lost, std::string_view next,
                                              TimePoint /*now*/) const {
    const auto list = messages_path();
    const auto read = [list](const Exchange& exchange) { return read_list(exchange, list); };
    if (next.empty()) {
        // No filter by date: a queued message has no date_sent and would be hidden.
        const Pairs query{{"To", lost.to}, {"PageSize", std::string(list_page_size)}};
        return Question<Page>{get(list + '?' + encode_form(query)), read};
    }
    if (!is_page_of(list, next))
        throw Error(Fault::software, "not a page of twilio's message list");
    return Question<Page>{get(next), read};
}

std::optional<Question<Money>> Twilio::balance(TimePoint /*now*/) const {
    return Question<Money>{get(account_path() + "/Balance.json"), twilio::read_balance};
}

std::optional<Question<std::vector<Price>>> Twilio::prices(std::string_view country,
                                                           TimePoint /*now*/) const {
    if (!is_country(country)) return std::nullopt;
    const auto path = "/v1/Messaging/Countries/" + std::string(country);
    return Question<std::vector<Price>>{
        get_from(account_.pricing_url, path),
        [asked = std::string(country)](const Exchange& exchange) {
            return twilio::read_prices(exchange, asked);
        }};
}

std::optional<Question<NumberFacts>> Twilio::number(std::string_view e164,
                                                    TimePoint /*now*/) const {
    if (!is_e164(e164)) return std::nullopt;
    const auto path =
        "/v2/PhoneNumbers/" + std::string(e164) + "?Fields=line_type_intelligence";
    return Question<NumberFacts>{get_from(account_.lookups_url, path),
                                 [asked = std::string(e164)](const Exchange& exchange) {
                                     return twilio::read_number(exchange, asked);
                                 }};
}

std::optional<Question<std::vector<OwnNumber>>> Twilio::own_numbers(TimePoint /*now*/) const {
    const Pairs query{{"PageSize", std::to_string(twilio::own_numbers_page)}};
    return Question<std::vector<OwnNumber>>{
        get(account_path() + "/IncomingPhoneNumbers.json?" + encode_form(query)),
        twilio::read_own_numbers};
}

std::optional<Question<std::vector<OwnNumber>>>
Twilio::offered_numbers(std::string_view country, TimePoint /*now*/) const {
    if (!is_country(country)) return std::nullopt;
    const bool local = country == "US" || country == "CA" || country == "PR";
    const auto path = account_path() + "/AvailablePhoneNumbers/" + std::string(country) +
                      (local ? "/Local.json?" : "/Mobile.json?");
    const Pairs query{{"SmsEnabled", "true"}, {"PageSize", std::string(offered_page_size)}};
    return Question<std::vector<OwnNumber>>{
        get(path + encode_form(query)),
        [asked = std::string(country),
         type = local ? "local" : "mobile"](const Exchange& exchange) {
            return twilio::read_offered_numbers(exchange, asked, type);
        }};
}

std::optional<Question<OwnNumber>>
Twilio::buy_number(std::string_view country, std::string_view number, TimePoint /*now*/) const {
    if (!is_e164(number)) return std::nullopt;
    const Pairs form{{"PhoneNumber", std::string(number)}};
    return Question<OwnNumber>{
        post(account_path() + "/IncomingPhoneNumbers.json", form),
        [in = std::string(country), asked = std::string(number)](const Exchange& exchange) {
            return twilio::read_bought_number(exchange, in, asked);
        }};
}

} // namespace

std::unique_ptr<Provider> make_twilio(TwilioAccount account) {
    return std::make_unique<Twilio>(std::move(account));
}

} // namespace bkxsms::provider

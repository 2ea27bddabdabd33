#pragma once

#include "core/provider/numbers.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "fuzz.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// What holds for the answers and webhooks of every provider, whatever is in them.

namespace bkxsms::fuzz {

namespace provider = bkxsms::provider;

inline void check_words(std::string_view text, std::size_t limit, const char* rule) {
    require(text.size() <= limit && is_utf8(text), rule);
    for (std::size_t pos = 0; pos < text.size();)
        require(!is_invisible_control(next_code_point(text, &pos)), rule);
}

inline void check_failure(const provider::Failure& failure) {
    require(!failure.code.empty(), "a failure has a code");
    check_words(failure.code, provider::max_code_bytes, "a code is short and printable");
    check_words(failure.why, provider::max_words_bytes, "words are short and printable");
}

inline void check_price(const std::optional<Money>& money) {
    require(!money || (money->nano >= 0 && is_currency(money->currency)), "a price is money");
}

inline void check_receipt(const provider::Receipt& receipt) {
    using provider::Progress;
    require(!receipt.provider_message_id.empty() && receipt.provider_message_id.size() <= 40,
            "a report names its message");
    require(receipt.reference.size() <= 64 && is_utf8(receipt.reference),
            "a reference may be ours");
    require(!receipt.event_key.empty() && is_utf8(receipt.event_key), "an event has its key");
    check_words(receipt.provider_status, provider::max_code_bytes,
                "a status is short and printable");
    check_price(receipt.price);
    require(receipt.segments.value_or(1) > 0, "a text has parts");
    const bool over =
        receipt.progress == Progress::undelivered || receipt.progress == Progress::failed;
    require(receipt.failure.has_value() == over, "a failure has its reason");
    if (receipt.failure) check_failure(*receipt.failure);
    if (const auto at = receipt.happened_at)
        require(parse_rfc3339(format_rfc3339(*at)) == at, "a time is one that can be written");
}

/// What a provider's answers are judged by.
struct ReplyRules {
    const provider::Provider& provider;
    std::vector<std::string> origins; ///< every request goes to one of them
    std::string message_id;           ///< one that could be its
    bool (*is_message_id)(std::string_view);
    bool refuses_in_success = false; ///< HTTP 200 may say that nothing was sent
    bool throttles_with_503 = false; ///< and with that alone a 5xx is certain
};

/// Only what is certain may be sent again, or given up.
inline void check_send(const ReplyRules& rules, const transport::Reply& reply) {
    using namespace provider;
    const auto outcome = rules.provider.read_send(reply);
    const auto* failure = failure_of(outcome);
    const bool success = reply.status >= 200 && reply.status < 300;
    const bool refused = reply.status >= 400 && reply.status < 500;
    if (const auto* accepted = std::get_if<Accepted>(&outcome)) {
        require(success && rules.is_message_id(accepted->id),
                "accepted is a success with its id");
        require(accepted->segments.value_or(1) > 0, "a text has parts");
        check_price(accepted->price);
        for (const auto& id : accepted->part_ids)
            require(rules.is_message_id(id), "a part has its id");
        if (accepted->partly) check_failure(*accepted->partly);
        return;
    }
    check_failure(*failure);
    const bool throttled = rules.throttles_with_503 && reply.status == 503 &&
                           failure->category == Category::rate_limited;
    const bool certain = refused || throttled || (success && rules.refuses_in_success);
    if (!certain && (success || reply.status >= 500 || reply.status < 300))
        require(std::holds_alternative<Unknown>(outcome), "in doubt it is unknown");
    if (!certain && !std::holds_alternative<Unknown>(outcome))
        require(std::holds_alternative<Halted>(outcome),
                "a redirection decides about no message");
    if (const auto* deferred = std::get_if<Deferred>(&outcome))
        require(deferred->wait.count() >= 0 && deferred->wait <= std::chrono::days(1),
                "nobody makes us wait for more than a day");
}

inline void check_value(const provider::Receipt& receipt) {
    check_receipt(receipt);
}
inline void check_value(const provider::Page& page) {
    for (const auto& seen : page.messages) check_receipt(seen.receipt);
}
inline void check_value(const Money& balance) {
    require(is_currency(balance.currency), "a balance has its currency");
}
inline void check_value(const std::vector<provider::Price>& prices) {
    for (const auto& price : prices) {
        require(provider::is_country(price.country), "a price has its country");
        check_price(price.per_segment);
    }
}
inline void check_value(const provider::NumberFacts& facts) {
    require(facts.country.empty() || provider::is_country(facts.country), "a country is one");
    check_words(facts.carrier, provider::max_words_bytes, "a carrier is short and printable");
}
inline void check_value(const provider::OwnNumber& number) {
    require(is_utf8(number.number) && number.number.size() <= 16, "a number is one");
    check_price(number.monthly);
}
inline void check_value(const std::vector<provider::OwnNumber>& numbers) {
    for (const auto& number : numbers) check_value(number);
}

inline void check_target(const ReplyRules& rules, const transport::Request& request) {
    require(
        std::ranges::any_of(
            rules.origins, [&](const auto& origin) { return request.url.starts_with(origin); }),
        "credentials go to the provider only");
}

/// A question that changes nothing, and the one that follows it.
template <class T>
void check_question(const ReplyRules& rules, const transport::Reply& reply,
                    const std::optional<provider::Question<T>>& question) {
    if (!question) return;
    check_target(rules, question->request);
    const auto answer = question->read(reply);
    if (const auto* failure = std::get_if<provider::Failure>(&answer)) {
        check_failure(*failure);
        require(failure->remedy != provider::Remedy::reconcile, "a reading is simply repeated");
    } else {
        check_value(std::get<T>(answer));
    }
    if (!question->more) return;
    if (const auto next = question->more(reply, {})) check_target(rules, next->request);
}

inline void check_readings(const ReplyRules& rules, const transport::Reply& reply) {
    constexpr std::string_view number = "+4915112345678";
    const auto& provider = rules.provider;
    const provider::Lost lost{std::string(number), "ref", {}, {}};
    const auto list = provider.look_up(lost, "", {});
    check_question(rules, reply, list);
    if (list) {
        const auto answer = list->read(reply);
        const auto* page = std::get_if<provider::Page>(&answer);
        if (page != nullptr && !page->next.empty())
            check_question(rules, reply, provider.look_up(lost, page->next, {}));
    }
    check_question(rules, reply, provider.status(rules.message_id, {}));
    check_question(rules, reply, provider.balance({}));
    check_question(rules, reply, provider.prices("DE", {}));
    check_question(rules, reply, provider.number(number, {}));
    check_question(rules, reply, provider.own_numbers({}));
    check_question(rules, reply, provider.offered_numbers("DE", {}));
    if (const auto purchase = provider.buy_number("DE", number, {})) {
        const auto answer = purchase->read(reply);
        if (const auto* failure = std::get_if<provider::Failure>(&answer))
            check_failure(*failure);
        else
            check_value(std::get<provider::OwnNumber>(answer));
    }
}

/// Status, Retry-After, Date (a line each); the body.
inline void check_reply(const ReplyRules& rules, const std::uint8_t* data, std::size_t size) {
    using namespace provider;
    Input input(data, size);
    transport::Reply reply;
    reply.status = std::atoi(std::string(input.line().substr(0, 4)).c_str());
    reply.headers.emplace_back("retry-after", input.line());
    reply.headers.emplace_back("date", input.line());
    reply.body = input.rest();

    const auto wait = retry_after(reply);
    require(wait.count() >= 0 && wait <= std::chrono::days(1), "a wait is at most a day");
    check_send(rules, reply);
    check_readings(rules, reply);

    const auto why = static_cast<transport::NoReply::Why>(size % 9);
    const transport::NoReply none{why, true, reply.body, {}};
    const auto outcome = rules.provider.read_send(none);
    require(std::holds_alternative<Unknown>(outcome),
            "what may have arrived is never sent again");
    check_failure(*failure_of(outcome));
}

inline void check_refused(const provider::Verdict& verdict, const char* rule) {
    require(!verdict.genuine, rule);
    require(!verdict.why.empty() && !verdict.scheme.empty(), "a refusal has its reason");
}

/// Whatever is read of it, it is at most one report.
inline void check_reading(const provider::Provider& provider,
                          const provider::WebhookRequest& webhook) {
    refusal(Fault::data, [&] {
        const auto receipts = provider.read_receipts(webhook);
        for (const auto& receipt : receipts) check_receipt(receipt);
        require(receipts.size() <= 1, "a webhook is one report");
    });
}

} // namespace bkxsms::fuzz

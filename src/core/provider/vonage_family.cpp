#include "core/provider/vonage_family.hpp"

#include "core/base/error.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/request.hpp"
#include "core/provider/vonage_jwt.hpp"
#include "core/provider/vonage_money.hpp"
#include "core/provider/vonage_numbers.hpp"
#include "core/provider/vonage_reports.hpp"
#include "core/provider/vonage_request.hpp"
#include "core/provider/vonage_webhook.hpp"

namespace bkxsms::provider::vonage {

Family::Family(VonageAccount account, std::string_view product)
    : account_(std::move(account)), product_(product) {
    for (auto* url : {&account_.rest_url, &account_.api_url, &account_.insights_url})
        *url = base_of(std::move(*url));
    if (account_.application_id.empty() != account_.private_key.empty())
        throw Error(Fault::config, "vonage's application and its private key go together");
    // Now, and not in the middle of a run: then a message would already be on its way out.
    if (has_application())
        application_token(account_.application_id, account_.private_key, "", TimePoint{});
}

std::optional<Question<Receipt>> Family::status(std::string_view provider_message_id,
                                                TimePoint /*now*/) const {
    if (!has_secret() || !is_message_id(provider_message_id)) return std::nullopt;
    return status_question(account_, product_, provider_message_id);
}

Settling Family::settling() const noexcept {
    constexpr auto delay = std::chrono::minutes(15); // of the reports: a guess, section 4
    return {account_.reports && has_secret(), delay, delay};
}

std::optional<Question<Page>> Family::look_up(const Lost& lost, std::string_view next,
                                              TimePoint /*now*/) const {
    if (!has_secret()) return std::nullopt;
    return look_up_question(account_, product_, lost, next);
}

std::optional<Question<Money>> Family::balance(TimePoint /*now*/) const {
    if (!has_secret()) return std::nullopt;
    return balance_question(account_);
}

std::optional<Question<std::vector<Price>>> Family::prices(std::string_view country,
                                                           TimePoint /*now*/) const {
    if (!has_secret() || !is_country(country)) return std::nullopt;
    return prices_question(account_, country);
}

std::optional<Question<NumberFacts>> Family::number(std::string_view e164,
                                                    TimePoint now) const {
    if (!has_application() || !is_e164(e164)) return std::nullopt;
    return insight_question(account_, e164, now);
}

std::optional<Question<std::vector<OwnNumber>>> Family::own_numbers(TimePoint /*now*/) const {
    if (!has_secret()) return std::nullopt;
    return own_numbers_question(account_);
}

std::optional<Question<std::vector<OwnNumber>>>
Family::offered_numbers(std::string_view country, TimePoint /*now*/) const {
    if (!has_secret() || !is_country(country)) return std::nullopt;
    return offered_numbers_question(account_, country);
}

std::optional<Question<OwnNumber>>
Family::buy_number(std::string_view country, std::string_view number, TimePoint /*now*/) const {
    if (!has_secret() || !is_country(country) || !is_e164(number)) return std::nullopt;
    return buy_question(account_, country, number);
}

Verdict Family::verify(const WebhookRequest& webhook, TimePoint now) const {
    return vonage::verify(webhook, account_, now);
}

std::vector<Receipt> Family::read_receipts(const WebhookRequest& webhook) const {
    return vonage::read_receipts(webhook, account_.api_key);
}

Outcome refused_send(const transport::Reply& reply, bool taken) {
    auto failure = read_error(reply);
    if (reply.status == 420) { // "Enhance Your Calm"
        failure.category = Category::rate_limited;
        failure.remedy = Remedy::backoff;
    }
    // A code that tells of their trouble, of nothing, or of a message sent before, and an error
    // that names a message: then nobody knows.
    const bool doubtful = failure.category == Category::provider_error ||
                          failure.category == Category::unknown ||
                          failure.category == Category::conflict;
    if (taken || doubtful) failure.remedy = Remedy::reconcile;
    return outcome_of(std::move(failure), retry_after(reply));
}

} // namespace bkxsms::provider::vonage

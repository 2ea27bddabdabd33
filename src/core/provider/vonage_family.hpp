#pragma once

#include "core/provider/vonage.hpp"

#include <string_view>

/// \file
/// What Vonage's two APIs have in common: account, numbers, reports and webhooks. Inside the
/// adapter only.

namespace bkxsms::provider::vonage {

class Family : public Provider {
public:
    /// `product`: what the Reports API calls the API that sends, "SMS" or "MESSAGES".
    /// \throws Error{config} if the account has an application, but no key that signs.
    Family(VonageAccount account, std::string_view product);

    std::optional<Question<Receipt>> status(std::string_view provider_message_id,
                                            TimePoint now) const override;
    Settling settling() const noexcept override;
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

    std::span<const CodeMeaning> codes() const noexcept override { return vonage_codes(); }
    Verdict verify(const WebhookRequest& webhook, TimePoint now) const override;
    std::vector<Receipt> read_receipts(const WebhookRequest& webhook) const override;

protected:
    const VonageAccount& account() const noexcept { return account_; }
    bool has_application() const noexcept { return !account_.application_id.empty(); }

private:
    bool has_secret() const noexcept { return !account_.api_secret.empty(); }

    VonageAccount account_;
    std::string_view product_;
};

/// The outcome of a send that was answered with an error status. `taken` says that the body
/// names a message all the same.
Outcome refused_send(const transport::Reply& reply, bool taken);

} // namespace bkxsms::provider::vonage

#pragma once

#include "core/base/error.hpp"
#include "core/provider/provider.hpp"

#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace bkxsms::test {

/// A provider with the simplest wire there is. The request's body is our reference; the reply's
/// status decides: 201 accepted (the body is the id, "" stands for "id-" and the reference),
/// 429 deferred (Retry-After in the body), 400 rejected (the body names a category:
/// "opted_out", "invalid_sender" or anything else), 401 halted, the rest unknown; no reply is
/// deferred or unknown.
class FakeProvider final : public provider::Provider {
public:
    using Sent = std::shared_ptr<std::vector<provider::Outgoing>>;
    /// `sent` keeps what requests were made of, after the engine has taken the provider.
    /// `accepted`, if there is one, is what 201 means.
    explicit FakeProvider(Sent sent, provider::Settling settling = {},
                          std::optional<provider::Accepted> accepted = {},
                          std::string name = "fake")
        : sent_(std::move(sent)), settling_(settling), accepted_(std::move(accepted)),
          name_(std::move(name)) {}

    std::string_view name() const noexcept override { return name_; }

    transport::Request send_request(const provider::Outgoing& message,
                                    TimePoint /*now*/) const override {
        sent_->push_back(message);
        transport::Request request;
        request.method = "POST";
        request.url = "https://" + name_ + ".example/send";
        request.body = message.reference;
        return request;
    }

    provider::Outcome read_send(const transport::Exchange& exchange) const override {
        using namespace provider;
        if (const auto* none = std::get_if<transport::NoReply>(&exchange)) {
            const Failure failure{Category::network, Remedy::later,
                                  std::string(word(none->why)), none->detail};
            if (none->may_have_arrived) return Unknown{failure};
            return Deferred{failure};
        }
        const auto& reply = std::get<transport::Reply>(exchange);
        const auto code = std::to_string(reply.status);
        switch (reply.status) {
        case 201:
            return accepted_.value_or(Accepted{reply.body, {}, {}});
        case 400: {
            const auto category = reply.body == "opted_out" ? Category::opted_out
                                  : reply.body == "invalid_sender"
                                      ? Category::invalid_sender
                                      : Category::invalid_destination;
            return Rejected{{category, Remedy::none, code, "refused"}};
        }
        case 401:
            return Halted{{Category::auth, Remedy::fix, code, "who are you"}};
        case 429:
            return Deferred{
                {Category::rate_limited, Remedy::backoff, code, "slow down"},
                std::chrono::seconds(reply.body.empty() ? 0 : std::stol(reply.body))};
        default:
            return Unknown{{Category::provider_error, Remedy::reconcile, code, "trouble"}};
        }
    }

    provider::Settling settling() const noexcept override { return settling_; }

    /// GET, the number in the URL. The reply's body is one line a message, "id TAB milliseconds
    /// TAB reference TAB text"; a line "next" stands for one more page.
    std::optional<provider::Question<provider::Page>>
    look_up(const provider::Lost& lost, std::string_view next, TimePoint) const override {
        transport::Request request;
        request.url = "https://fake.example/list?to=" + lost.to + "&page=" + std::string(next);
        return provider::Question<provider::Page>{
            request, [to = lost.to](const auto& exchange) { return read_list(exchange, to); }};
    }

    provider::Verdict verify(const provider::WebhookRequest&, TimePoint) const override {
        return {};
    }
    std::span<const provider::CodeMeaning> codes() const noexcept override { return {}; }
    std::vector<provider::Receipt>
    read_receipts(const provider::WebhookRequest&) const override {
        return {};
    }

private:
    static provider::Answer<provider::Page> read_list(const transport::Exchange& exchange,
                                                      const std::string& to) {
        const auto* reply = std::get_if<transport::Reply>(&exchange);
        if (reply == nullptr || reply->status != 200) return provider::Failure{};
        provider::Page page;
        std::istringstream lines(reply->body);
        for (std::string line; std::getline(lines, line);) {
            if (line == "next") {
                page.next = line;
                continue;
            }
            std::istringstream fields(line);
            provider::Sighting seen;
            std::string millis;
            std::getline(fields, seen.receipt.provider_message_id, '\t');
            std::getline(fields, millis, '\t');
            std::getline(fields, seen.receipt.reference, '\t');
            std::getline(fields, seen.text);
            seen.to = to;
            seen.created_at = from_millis(std::stoll(millis));
            seen.receipt.progress = provider::Progress::sent;
            page.messages.push_back(seen);
        }
        return page;
    }

    Sent sent_;
    provider::Settling settling_;
    std::optional<provider::Accepted> accepted_;
    std::string name_;
};

} // namespace bkxsms::test

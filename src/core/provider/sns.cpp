// SMS through AWS SNS: Query protocol 2010-03-31, and CloudWatch Logs 2014-03-28 for what
// became of a message. Facts: docs/providers/aws_sns.md.

#include "core/provider/sns.hpp"

#include "core/base/error.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/form.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/sns_answer.hpp"
#include "core/provider/sns_caller.hpp"
#include "core/provider/sns_log.hpp"
#include "core/provider/sns_webhook.hpp"

#include <fmt/format.h>

namespace bkxsms::provider {
namespace {

using transport::Exchange;
using transport::NoReply;
using transport::Reply;
using transport::Request;

/// How far back status() looks: what a queue has not asked about for a week it will not ask.
constexpr auto status_window = std::chrono::days(7);

bool consists_of(std::string_view text, std::string_view allowed) noexcept {
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

Error wrong(std::string_view what, std::string_view value, std::string hint) {
    return Error(Fault::config, fmt::format("sns: {} '{}' is not valid", what, value),
                 std::move(hint));
}

void check(const SnsAccount& account) {
    constexpr std::string_view digits = "0123456789";
    if (!consists_of(account.region, "abcdefghijklmnopqrstuvwxyz0123456789-"))
        throw wrong("region", account.region, "write it as in 'us-east-1'");
    if (!account.account_id.empty() &&
        (account.account_id.size() != 12 || !consists_of(account.account_id, digits)))
        throw wrong("account id", account.account_id, "an AWS account id has 12 digits");
    if (!account.sms_type.empty() && account.sms_type != "Transactional" &&
        account.sms_type != "Promotional")
        throw wrong("SMS type", account.sms_type, "write 'Transactional' or 'Promotional'");
    if (!account.max_price.empty() && parse_nano(account.max_price).value_or(0) <= 0)
        throw wrong("price", account.max_price, "write US dollars, as in '0.50'");
}

class Sns final : public Provider {
public:
    explicit Sns(SnsAccount account)
        : caller_(std::make_shared<const sns::Caller>(account)), account_(std::move(account)) {
        account_.secret_access_key = account_.session_token = {}; // the caller has them
    }

    std::string_view name() const noexcept override { return "aws"; }

    Request send_request(const Outgoing& message, TimePoint now) const override;
    Outcome read_send(const Exchange& exchange) const override;

    std::optional<Question<Receipt>> status(std::string_view provider_message_id,
                                            TimePoint now) const override;

    /// The first look finds what was sent; that it was not, only the one after the log's own
    /// delay tells. The logs begin with what is oldest.
    Settling settling() const noexcept override {
        return {looks_up(), std::chrono::minutes(15), sns::log_delay};
    }
    std::optional<Question<Page>> look_up(const Lost& lost, std::string_view next,
                                          TimePoint now) const override;

    std::optional<Question<NumberFacts>> number(std::string_view e164,
                                                TimePoint now) const override;
    std::optional<Question<std::vector<OwnNumber>>> own_numbers(TimePoint now) const override {
        return sns::list_numbers(caller_, now);
    }

    std::span<const CodeMeaning> codes() const noexcept override { return sns_codes(); }

    Verdict verify(const WebhookRequest& /*webhook*/, TimePoint /*now*/) const override {
        return {false, "sns", "the certificate that it names has to be fetched first"};
    }
    std::vector<Receipt> read_receipts(const WebhookRequest& webhook) const override;

private:
    bool looks_up() const noexcept {
        return account_.logs_every_message && !account_.account_id.empty();
    }
    sns::LogSearch search(std::string pattern, TimePoint since, TimePoint until) const {
        return {account_.region, account_.account_id, std::move(pattern), since, until};
    }

    sns::SharedCaller caller_;
    SnsAccount account_;
};

/// MessageAttributes.entry.N.…, N from 1. An attribute without a value would be refused.
class Attributes {
public:
    explicit Attributes(Pairs* form) : form_(form) {}

    void add(std::string_view name, std::string_view type, std::string_view value) {
        if (value.empty()) return;
        const auto entry = fmt::format("MessageAttributes.entry.{}.", ++count_);
        form_->emplace_back(entry + "Name", name);
        form_->emplace_back(entry + "Value.DataType", type);
        form_->emplace_back(entry + "Value.StringValue", value);
    }

private:
    Pairs* form_;
    int count_ = 0;
};

Request Sns::send_request(const Outgoing& message, TimePoint now) const {
    Pairs form{{"Message", message.text}, {"PhoneNumber", message.to}};
    const bool is_number = sns::is_origination_number(message.from);
    Attributes attributes(&form);
    attributes.add("AWS.SNS.SMS.SenderID", "String", is_number ? "" : message.from);
    attributes.add("AWS.SNS.SMS.SMSType", "String", account_.sms_type);
    attributes.add("AWS.SNS.SMS.MaxPrice", "Number", account_.max_price);
    attributes.add("AWS.MM.SMS.OriginationNumber", "String", is_number ? message.from : "");
    return caller_->query("Publish", form, now);
}

Outcome Sns::read_send(const Exchange& exchange) const {
    if (const auto* none = std::get_if<NoReply>(&exchange)) return outcome_without_reply(*none);
    const auto& reply = std::get<Reply>(exchange);
    if (is_success(reply)) {
        auto id = sns::read_message_id(reply.body);
        if (!id.empty()) return Accepted{std::move(id), std::nullopt, std::nullopt};
        return Unknown{unreadable(reply, "a success without a message id")};
    }
    auto failure = sns::read_error(reply);
    // A path that does not exist is the configuration's fault, not the message's.
    if (failure.category == Category::not_found && failure.remedy == Remedy::none)
        failure.remedy = Remedy::fix;
    // See make_sns: no message of this account would pass.
    if (failure.category == Category::permission && failure.remedy == Remedy::fix)
        return Halted{std::move(failure)};
    return outcome_of(std::move(failure), retry_after(reply));
}

std::optional<Question<Receipt>> Sns::status(std::string_view provider_message_id,
                                             TimePoint now) const {
    if (account_.account_id.empty() || !is_uuid(provider_message_id)) return std::nullopt;
    const auto what = search(sns::pattern_for_message(provider_message_id), now - status_window,
                             now + std::chrono::hours(1));
    return sns::find_in_logs(caller_, what, provider_message_id, now);
}

std::optional<Question<Page>> Sns::look_up(const Lost& lost, std::string_view next,
                                           TimePoint now) const {
    if (!looks_up()) return std::nullopt;
    const auto place = sns::LogPlace::parse(next);
    const auto what = search(sns::pattern_for_recipient(lost.to),
                             lost.since - std::chrono::hours(1), lost.until + sns::log_delay);
    const auto read = [place](const Exchange& exchange) -> Answer<Page> {
        auto answer = sns::read_log_page(exchange, place);
        if (auto* failure = std::get_if<Failure>(&answer)) return std::move(*failure);
        auto& page = std::get<sns::LogPage>(answer);
        return Page{std::move(page.entries), page.next ? page.next->str() : ""};
    };
    return Question<Page>{caller_->filter_logs(sns::filter_body(what, place), now), read};
}

std::optional<Question<NumberFacts>> Sns::number(std::string_view e164, TimePoint now) const {
    if (!is_e164(e164)) return std::nullopt;
    const auto read = [number =
                           std::string(e164)](const Exchange& exchange) -> Answer<NumberFacts> {
        const auto answer = sns::read_opted_out(exchange);
        if (const auto* failure = std::get_if<Failure>(&answer)) return *failure;
        NumberFacts facts;
        facts.number = number;
        facts.opted_out = std::get<bool>(answer);
        return facts;
    };
    return Question<NumberFacts>{caller_->query("CheckIfPhoneNumberIsOptedOut",
                                                {{"phoneNumber", std::string(e164)}}, now),
                                 read};
}

std::vector<Receipt> Sns::read_receipts(const WebhookRequest& webhook) const {
    return sns::read_receipts(webhook);
}

} // namespace

std::unique_ptr<Provider> make_sns(SnsAccount account) {
    check(account);
    return std::make_unique<Sns>(std::move(account));
}

} // namespace bkxsms::provider

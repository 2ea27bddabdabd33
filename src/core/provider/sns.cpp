// SMS through AWS SNS: Query protocol 2010-03-31, and CloudWatch Logs 2014-03-28 for what
// became of a message. Facts: docs/providers/aws_sns.md.

#include "core/provider/sns.hpp"

#include "core/base/error.hpp"
#include "core/provider/form.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/sigv4.hpp"
#include "core/provider/sns_answer.hpp"
#include "core/provider/sns_log.hpp"
#include "core/provider/sns_webhook.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms::provider {
namespace {

using transport::Exchange;
using transport::NoReply;
using transport::Reply;
using transport::Request;

/// How far back status() looks: what a queue has not asked about for a week it will not ask.
constexpr auto status_window = std::chrono::days(7);

/// Against a server that leads on and on.
constexpr int most_pages = 100;

constexpr std::string_view numbers_per_page = "30"; // the most there may be: section 4

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

std::string base_url(std::string url, std::string_view service, const std::string& region) {
    if (url.empty())
        url = fmt::format("https://{}.{}.amazonaws.com{}", service, region,
                          region.starts_with("cn-") ? ".cn" : "");
    while (url.ends_with('/')) url.pop_back();
    return url + '/';
}

/// What puts a question to AWS. Questions share it, for they may outlive the provider.
class Caller {
public:
    explicit Caller(const SnsAccount& account)
        : credentials_{account.access_key_id, account.secret_access_key, account.session_token},
          region_(account.region), sns_url_(base_url(account.base_url, "sns", region_)),
          logs_url_(base_url(account.logs_url, "logs", region_)) {}

    Request query(std::string_view action, const Pairs& parameters, TimePoint now) const {
        Pairs form{{"Action", std::string(action)}, {"Version", "2010-03-31"}};
        form.insert(form.end(), parameters.begin(), parameters.end());
        Request request;
        request.method = "POST";
        request.url = sns_url_;
        request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
        request.body = encode_form(form);
        sigv4::sign(&request, credentials_, {region_, "sns"}, now);
        return request;
    }

    Request filter_logs(std::string body, TimePoint now) const {
        Request request;
        request.method = "POST";
        request.url = logs_url_;
        request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                           {"X-Amz-Target", std::string(sns::filter_target)}};
        request.body = std::move(body);
        sigv4::sign(&request, credentials_, {region_, "logs"}, now);
        return request;
    }

private:
    sigv4::Credentials credentials_;
    std::string region_;
    std::string sns_url_;
    std::string logs_url_;
};

using SharedCaller = std::shared_ptr<const Caller>;

/// The entry of that message, from one page of the logs or the ones after it.
Question<Receipt> find_in_logs(const SharedCaller& caller, const sns::LogSearch& search,
                               const std::string& id, const sns::LogPlace& place, int page,
                               TimePoint now) {
    const auto find = [place, id](const Exchange& exchange) -> Answer<Receipt> {
        auto answer = sns::read_log_page(exchange, place);
        if (auto* failure = std::get_if<Failure>(&answer)) return std::move(*failure);
        for (auto& entry : std::get<sns::LogPage>(answer).entries)
            if (entry.receipt.provider_message_id == id) return std::move(entry.receipt);
        return Failure{Category::not_found, Remedy::later, "not-logged",
                       "the delivery logs do not have it yet"};
    };
    const auto more = [=](const Exchange& exchange,
                          TimePoint later) -> std::optional<Question<Receipt>> {
        const auto found = find(exchange);
        const auto* failure = std::get_if<Failure>(&found);
        if (failure == nullptr || page == most_pages) return std::nullopt;
        // Without a log of successes there may still be one of failures.
        if (failure->code == "ResourceNotFoundException")
            return find_in_logs(caller, search, id, {true, ""}, page + 1, later);
        const auto answer = sns::read_log_page(exchange, place);
        const auto* read = std::get_if<sns::LogPage>(&answer);
        if (read == nullptr || !read->next) return std::nullopt;
        return find_in_logs(caller, search, id, *read->next, page + 1, later);
    };
    return {caller->filter_logs(sns::filter_body(search, place), now), find, more};
}

/// `known` are the numbers of the pages before.
Question<std::vector<OwnNumber>> list_numbers(const SharedCaller& caller,
                                              const std::vector<OwnNumber>& known,
                                              const std::string& token, int page,
                                              TimePoint now) {
    const auto read = [known](const Exchange& exchange) -> Answer<std::vector<OwnNumber>> {
        auto answer = sns::read_own_numbers(exchange);
        if (auto* failure = std::get_if<Failure>(&answer)) return std::move(*failure);
        auto& last = std::get<sns::OwnNumbers>(answer);
        if (!last.next.empty())
            return Failure{Category::provider_error, Remedy::backoff, "incomplete",
                           "the list goes on"};
        auto all = known;
        all.insert(all.end(), last.numbers.begin(), last.numbers.end());
        return all;
    };
    const auto more = [=](const Exchange& exchange,
                          TimePoint later) -> std::optional<Question<std::vector<OwnNumber>>> {
        const auto answer = sns::read_own_numbers(exchange);
        const auto* listed = std::get_if<sns::OwnNumbers>(&answer);
        if (listed == nullptr || listed->next.empty() || page == most_pages)
            return std::nullopt;
        auto all = known;
        all.insert(all.end(), listed->numbers.begin(), listed->numbers.end());
        return list_numbers(caller, all, listed->next, page + 1, later);
    };
    Pairs parameters;
    if (!token.empty()) parameters.emplace_back("NextToken", token);
    parameters.emplace_back("MaxResults", std::string(numbers_per_page));
    return {caller->query("ListOriginationNumbers", parameters, now), read, more};
}

class Sns final : public Provider {
public:
    explicit Sns(SnsAccount account)
        : caller_(std::make_shared<const Caller>(account)), account_(std::move(account)) {
        account_.secret_access_key = account_.session_token = {}; // the caller has them
    }

    std::string_view name() const noexcept override { return "sns"; }

    Request send_request(const Outgoing& message, TimePoint now) const override;
    Outcome read_send(const Exchange& exchange) const override;

    std::optional<Question<Receipt>> status(std::string_view provider_message_id,
                                            TimePoint now) const override;

    /// The first look finds what was sent; that it was not, only the one after the log's own
    /// delay tells.
    Settling settling() const noexcept override {
        return {looks_up(), std::chrono::minutes(15), sns::log_delay};
    }
    std::optional<Question<Page>> look_up(const Lost& lost, std::string_view next,
                                          TimePoint now) const override;

    std::optional<Question<NumberFacts>> number(std::string_view e164,
                                                TimePoint now) const override;
    std::optional<Question<std::vector<OwnNumber>>> own_numbers(TimePoint now) const override {
        return list_numbers(caller_, {}, "", 1, now);
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

    SharedCaller caller_;
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
    if (account_.account_id.empty()) return std::nullopt;
    const auto what = search(sns::pattern_for_message(provider_message_id), now - status_window,
                             now + std::chrono::hours(1));
    return find_in_logs(caller_, what, std::string(provider_message_id), {}, 1, now);
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

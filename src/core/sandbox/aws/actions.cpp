// SNS besides Publish: opt-outs, attributes, AWS's own sandbox, topics. Source:
// docs/providers/aws_sns.md sections 4 and 6.3.

#include "core/base/parse.hpp"
#include "core/sandbox/aws/aws.hpp"
#include "core/sandbox/aws/publish.hpp"
#include "core/sandbox/aws/xml.hpp"
#include "core/sandbox/figures.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

constexpr std::array<std::string_view, 6> known_attributes{
    "MonthlySpendLimit", "DeliveryStatusIAMRole", "DeliveryStatusSuccessSamplingRate",
    "DefaultSenderID",   "DefaultSMSType",        "UsageReportS3Bucket"};

constexpr std::size_t opt_outs_per_page = 100;

AwsError invalid(std::string_view what, std::string_view why) {
    return {"InvalidParameter", fmt::format("Invalid parameter: {} Reason: {}", what, why)};
}

/// The values of `prefix`1`suffix`, `prefix`2`suffix`, …
std::vector<std::string_view> numbered(const Fields& form, std::string_view prefix,
                                       std::string_view suffix) {
    std::vector<std::string_view> values;
    for (std::size_t n = 1;; ++n) {
        const auto value = first(form, fmt::format("{}{}{}", prefix, n, suffix));
        if (value.empty()) return values;
        values.push_back(value);
    }
}

std::string element(std::string_view name, std::string_view text) {
    return fmt::format("<{0}>{1}</{0}>", name, xml_escaped(text));
}

AwsNotice notice_of(const AwsSubscription& subscription, std::string version, TimePoint now) {
    AwsNotice notice;
    notice.id = random_uuid();
    notice.topic = subscription.topic;
    notice.subscription = subscription.arn;
    notice.token = subscription.token;
    notice.version = std::move(version);
    notice.at = now;
    return notice;
}

} // namespace

Answer Aws::identity(const Call& call) {
    const auto& account = *call.login.account;
    return xml_answer(call.service, call.action,
                      element("Arn", fmt::format("arn:aws:iam::{}:user/sandbox", account.id)) +
                          element("UserId", "AIDASANDBOX") + element("Account", account.id));
}

Answer Aws::check_opted_out(const Call& call) {
    // Lower case here, unlike Publish's.
    const auto number = first(call.form, "phoneNumber");
    if (!is_aws_number(number))
        return refuse(invalid("PhoneNumber", "input incorrectly formatted"), call.service);
    return xml_answer(
        call.service, call.action,
        element("isOptedOut", state_of(call).opted_out(number) ? "true" : "false"));
}

Answer Aws::list_opted_out(const Call& call) {
    const auto page =
        state_of(call).opt_outs(first(call.form, "nextToken"), opt_outs_per_page + 1);
    const auto shown = std::min(page.size(), opt_outs_per_page);
    std::string members;
    for (std::size_t i = 0; i < shown; ++i) members += element("member", page[i]);
    auto result = members.empty() ? std::string("<phoneNumbers/>")
                                  : "<phoneNumbers>" + members + "</phoneNumbers>";
    if (page.size() > shown) result += element("nextToken", page[shown - 1]);
    return xml_answer(call.service, call.action, result);
}

Answer Aws::opt_in(const Call& call) {
    const auto number = first(call.form, "phoneNumber");
    if (!is_aws_number(number))
        return refuse(invalid("PhoneNumber", "input incorrectly formatted"), call.service);
    if (!state_of(call).opt_in(std::string(number), world_.clock.now()))
        return refuse(invalid("PhoneNumber", "opted in less than 30 days ago"), call.service);
    return xml_answer(call.service, call.action, "");
}

Answer Aws::get_attributes(const Call& call) {
    const auto wanted = numbered(call.form, "attributes.member.", "");
    std::string entries;
    for (const auto& [name, value] : state_of(call).attributes())
        if (wanted.empty() || std::ranges::find(wanted, name) != wanted.end())
            entries += "<entry>" + element("key", name) + element("value", value) + "</entry>";
    return xml_answer(call.service, call.action, "<attributes>" + entries + "</attributes>");
}

Answer Aws::set_attributes(const Call& call) {
    const auto names = numbered(call.form, "attributes.entry.", ".key");
    if (names.empty()) return refuse({"MissingParameter"}, call.service);
    for (const auto name : names)
        if (std::ranges::find(known_attributes, name) == known_attributes.end())
            return refuse(invalid("attributes", fmt::format("unknown attribute {}", name)),
                          call.service);
    for (std::size_t n = 1; n <= names.size(); ++n)
        state_of(call).set_attribute(
            std::string(names[n - 1]),
            std::string(first(call.form, fmt::format("attributes.entry.{}.value", n))));
    return xml_answer(call.service, call.action, "");
}

Answer Aws::sandbox_status(const Call& call) {
    return xml_answer(
        call.service, call.action,
        element("IsInSandbox", call.login.account->in_sandbox ? "true" : "false"));
}

Answer Aws::sandbox_numbers(const Call& call) {
    return xml_answer(call.service, call.action, "<PhoneNumbers/>");
}

Answer Aws::origination_numbers(const Call& call) {
    std::string members;
    for (const auto& number : call.login.account->numbers)
        members += "<member>" + element("PhoneNumber", number) + element("Status", "ACTIVE") +
                   element("Iso2CountryCode", "US") + element("RouteType", "Transactional") +
                   "<NumberCapabilities>" + element("member", "SMS") +
                   "</NumberCapabilities></member>";
    return xml_answer(call.service, call.action,
                      members.empty() ? "<PhoneNumbers/>"
                                      : "<PhoneNumbers>" + members + "</PhoneNumbers>");
}

Answer Aws::subscribe(const Call& call) {
    const auto topic = std::string(first(call.form, "TopicArn"));
    const auto protocol = first(call.form, "Protocol");
    const auto endpoint = std::string(first(call.form, "Endpoint"));
    if (!topic.starts_with("arn:")) return refuse(invalid("TopicArn", "no ARN"), call.service);
    const auto url = parse_url(endpoint);
    // A host with an underscore is none to parse_url, nor to SNS.
    if (!url || url->scheme != protocol)
        return refuse(invalid("Endpoint", "must match the specified protocol"), call.service);
    auto& state = state_of(call);
    const auto subscription = state.subscribe(topic, endpoint);
    auto notice = notice_of(subscription, state.signature_version(topic), world_.clock.now());
    notice.kind = AwsNoticeKind::subscription_confirmation;
    notice.message = fmt::format(
        "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the "
        "SubscribeURL included in this message.",
        topic);
    notify(notice, endpoint, false);
    return xml_answer(call.service, call.action,
                      element("SubscriptionArn", "pending confirmation"));
}

Answer Aws::confirm(const Call& call) {
    const auto confirmed =
        state_of(call).confirm(first(call.form, "TopicArn"), first(call.form, "Token"),
                               first(call.form, "AuthenticateOnUnsubscribe") == "true");
    if (!confirmed) return refuse(invalid("Token", "invalid"), call.service);
    return xml_answer(call.service, call.action, element("SubscriptionArn", confirmed->arn));
}

Answer Aws::unsubscribe(const Call& call) {
    auto& state = state_of(call);
    const auto gone =
        state.unsubscribe(first(call.form, "SubscriptionArn"), call.login.account != nullptr);
    if (!gone) return refuse({"NotFound", "Subscription does not exist"}, call.service);
    auto notice = notice_of(*gone, state.signature_version(gone->topic), world_.clock.now());
    notice.kind = AwsNoticeKind::unsubscribe_confirmation;
    notice.message =
        fmt::format("You have chosen to deactivate subscription {}.\nTo cancel this "
                    "operation and restore the subscription, visit the "
                    "SubscribeURL included in this message.",
                    gone->arn);
    notify(notice, gone->endpoint, false);
    return xml_answer(call.service, call.action, "", false);
}

Answer Aws::set_topic(const Call& call) {
    const auto value = std::string(first(call.form, "AttributeValue"));
    if (first(call.form, "AttributeName") == "SignatureVersion") {
        if (value != "1" && value != "2")
            return refuse(invalid("AttributeValue", "must be 1 or 2"), call.service);
        state_of(call).set_signature_version(std::string(first(call.form, "TopicArn")), value);
    }
    return xml_answer(call.service, call.action, "", false);
}

Answer Aws::publish_to_topic(const Call& call, const Callbacks& callbacks) {
    const auto topic = std::string(first(call.form, "TopicArn"));
    const auto& state = state_of(call);
    const auto id = random_uuid();
    for (const auto& subscription : state.confirmed(topic)) {
        auto notice =
            notice_of(subscription, state.signature_version(topic), world_.clock.now());
        notice.id = id;
        notice.subject = first(call.form, "Subject");
        notice.message = first(call.form, "Message");
        for (int copy = 0; copy < callbacks.copies && !callbacks.drop_all; ++copy)
            notify(notice, subscription.endpoint, callbacks.forge);
    }
    return xml_answer(call.service, call.action, element("MessageId", id));
}

} // namespace bkxsms::sandbox

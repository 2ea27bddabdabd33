#include "core/provider/sns_webhook.hpp"

#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/provider/sns_report.hpp"
#include "core/security/digest.hpp"

#include <algorithm>
#include <span>

namespace bkxsms::provider::sns {
namespace {

constexpr std::string_view v1_scheme = "sns-v1-rsa-sha1";
constexpr std::string_view v2_scheme = "sns-v2-rsa-sha256";

/// A clock of AWS's may be ahead of ours by this much.
constexpr auto clock_slack = std::chrono::minutes(5);

/// Cuts "https://sns.<region>.amazonaws.com" or ".com.cn" off the front; false if it is not
/// there. The region: `[a-z0-9-]{3,}`.
bool take_own_host(std::string_view* url) noexcept {
    constexpr std::string_view start = "https://sns.";
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
    constexpr std::string_view end = ".amazonaws.com";
    constexpr std::string_view china = ".cn";
    if (!url->starts_with(start)) return false;
    auto rest = url->substr(start.size());
    const auto region = std::min(rest.find_first_not_of(letters), rest.size());
    rest.remove_prefix(region);
    if (region < 3 || !rest.starts_with(end)) return false;
    rest.remove_prefix(end.size());
    if (rest.starts_with(china)) rest.remove_prefix(china.size());
    *url = rest;
    return true;
}

bool is_subscribe_url(std::string_view url) noexcept {
    return take_own_host(&url) && url.starts_with("/?") &&
           std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
}

/// The fields that a signature covers, in its order; none for a type that is not known.
std::span<const std::string_view> signed_fields(std::string_view type) noexcept {
    static constexpr std::string_view notification[] = {"Message",   "MessageId", "Subject",
                                                        "Timestamp", "TopicArn",  "Type"};
    static constexpr std::string_view confirmation[] = {
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"};
    if (type == "Notification") return notification;
    if (type == "SubscriptionConfirmation" || type == "UnsubscribeConfirmation")
        return confirmation;
    return {};
}

/// What is signed; "" if a field is missing or no string. Not one-to-one, for values may have
/// line breaks, but it is made from the fields that are then read.
std::string content(const json::Value& message) {
    std::string out;
    for (const auto field : signed_fields(message.text("Type"))) {
        const auto value = message[field];
        if (field == "Subject" && !value.present()) continue;
        const auto text = value.string();
        if (!text) return {};
        out.append(field).append("\n").append(*text).append("\n");
    }
    return out;
}

/// What is wrong with a message that is properly signed; "" if nothing is.
std::string_view check_policy(const json::Value& message, const Trust& trust, TimePoint now) {
    if (std::ranges::find(trust.topics, message.text("TopicArn")) == trust.topics.end())
        return "genuine, but of a topic that is not configured";
    const auto sent_at = parse_rfc3339(message.text("Timestamp"));
    if (!sent_at) return "genuine, but its time cannot be read";
    if (*sent_at > now + clock_slack) return "genuine, but from the future: check the clock";
    if (now - *sent_at > trust.max_age) return "genuine, but too old: it may be replayed";
    if (message["SubscribeURL"].present() && !is_subscribe_url(message.text("SubscribeURL")))
        return "it would be confirmed at a place that is not AWS's";
    return "";
}

bool is_signed(security::Hash hash, std::string_view certificate_pem, std::string_view text,
               std::string_view signature, TimePoint now) {
    return security::certificate_covers(certificate_pem, now) &&
           security::rsa_verify(hash, certificate_pem, text, signature);
}

/// \throws Error{data} for what is no message of a topic.
json::Value read_message(const WebhookRequest& webhook) {
    auto message = json::parse(webhook.body);
    if (signed_fields(message.text("Type")).empty())
        throw Error(Fault::data, "the webhook is no message of an SNS topic",
                    "raw message delivery has to be off in the subscription");
    return message;
}

} // namespace

bool is_certificate_url(std::string_view url) noexcept {
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    constexpr std::string_view suffix = ".pem";
    if (!take_own_host(&url) || !url.starts_with('/') || !url.ends_with(suffix)) return false;
    const auto name = url.substr(1);
    return name.size() > suffix.size() &&
           name.find_first_not_of(letters) == std::string_view::npos;
}

std::optional<std::string> certificate_url(const WebhookRequest& webhook) {
    const auto message = json::try_parse(webhook.body).value_or(json::Value{});
    auto url = message["SigningCertURL"].string();
    if (!url || !is_certificate_url(*url)) return std::nullopt;
    return url;
}

Verdict verify(const WebhookRequest& webhook, std::string_view certificate_pem,
               const Trust& trust, TimePoint now) {
    Verdict verdict;
    verdict.scheme = v2_scheme;
    const auto refuse = [&verdict](std::string_view why) {
        verdict.why = why;
        return verdict;
    };
    if (webhook.method != "POST") return refuse("not a POST");
    const auto message = json::try_parse(webhook.body).value_or(json::Value{});
    if (!message.is_object()) return refuse("the body is not a JSON object");
    const auto version = message["SignatureVersion"].string();
    if (version == "1") verdict.scheme = v1_scheme;
    if (version != "1" && version != "2")
        return refuse("no signature, or of a version that is not known; raw message delivery "
                      "has to be off in the subscription");
    if (version == "1" && !trust.sha1)
        return refuse("signed with SHA-1; set the topic's SignatureVersion to 2");
    if (!is_certificate_url(message["SigningCertURL"].string().value_or("")))
        return refuse("its certificate is not at a place of AWS's");
    const auto signature = from_base64(message["Signature"].string().value_or(""));
    if (!signature || signature->empty()) return refuse("the signature is not Base64");
    const auto text = content(message);
    if (text.empty()) return refuse("a field that should be signed is missing or no string");

    try {
        const auto hash = version == "1" ? security::Hash::sha1 : security::Hash::sha256;
        if (!is_signed(hash, certificate_pem, text, *signature, now))
            return refuse("the signature does not match, or its certificate is not valid now");
    } catch (const Error& error) {
        if (error.fault() != Fault::data) throw;
        return refuse(error.what());
    }
    const auto trouble = check_policy(message, trust, now);
    if (!trouble.empty()) return refuse(trouble);
    verdict.genuine = true;
    return verdict;
}

std::optional<Confirmation> read_confirmation(const WebhookRequest& webhook) {
    const auto message = read_message(webhook);
    if (message.text("Type") != "SubscriptionConfirmation") return std::nullopt;
    return Confirmation{message.text("TopicArn"), message.text("Token")};
}

std::vector<Receipt> read_receipts(const WebhookRequest& webhook) {
    const auto message = read_message(webhook);
    if (message.text("Type") != "Notification") return {};
    // JSON in a string of JSON; any other text is no report.
    const auto report = json::try_parse(message.text("Message")).value_or(json::Value{});
    if (auto receipt = read_event(report)) return {std::move(*receipt)};
    if (auto entry = read_log_entry(report)) return {std::move(entry->receipt)};
    return {};
}

} // namespace bkxsms::provider::sns

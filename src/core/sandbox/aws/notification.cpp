#include "core/sandbox/aws/notification.hpp"

#include "core/base/encode.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/demonstration_key.hpp"
#include "core/sandbox/form.hpp"
#include "core/security/digest.hpp"

#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

constexpr Retry usual_retry{
    .count = 3, .on_connect = true, .on_timeout = true, .on_4xx = false, .on_5xx = true};

std::string_view type_of(AwsNoticeKind kind) noexcept {
    constexpr std::string_view words[] = {"Notification", "SubscriptionConfirmation",
                                          "UnsubscribeConfirmation"};
    return words[static_cast<std::size_t>(kind)];
}

/// "2012-05-02T00:54:06.655Z": always with milliseconds.
std::string timestamp(TimePoint t) {
    auto text = format_rfc3339(t);
    if (text.find('.') == std::string::npos) text.insert(text.size() - 1, ".000");
    return text;
}

/// https://sns.us-east-1.amazonaws.com, for the region in the topic's ARN.
std::string host_of(const AwsNotice& notice) {
    const auto parts = split(notice.topic, ':');
    return fmt::format("https://sns.{}.amazonaws.com",
                       parts.size() > 3 ? parts[3] : "us-east-1");
}

std::string subscribe_url(const AwsNotice& notice) {
    return fmt::format("{}/?Action=ConfirmSubscription&TopicArn={}&Token={}", host_of(notice),
                       notice.topic, notice.token);
}

std::string sign(const AwsNotice& notice, bool forge) {
    const auto hash = notice.version == "2" ? security::Hash::sha256 : security::Hash::sha1;
    auto text = aws_string_to_sign(notice);
    if (forge) text += "forged\n";
    const security::Secret key(demonstration_key_pem);
    return to_base64(as_bytes(security::rsa_sign(hash, key, text)));
}

/// One member a line, with spaces round the colon, as SNS writes it.
std::string document(const Fields& members) {
    std::string text;
    for (const auto& [name, value] : members)
        text += fmt::format("{}\n  \"{}\" : {}", text.empty() ? "" : ",", name,
                            json::quoted(value));
    return '{' + text + "\n}";
}

std::string body_of(const AwsNotice& notice, bool forge) {
    const bool confirmation = notice.kind != AwsNoticeKind::notification;
    Fields members{{"Type", std::string(type_of(notice.kind))}, {"MessageId", notice.id}};
    if (confirmation) members.emplace_back("Token", notice.token);
    members.emplace_back("TopicArn", notice.topic);
    if (!notice.subject.empty()) members.emplace_back("Subject", notice.subject);
    members.emplace_back("Message", notice.message);
    if (confirmation) members.emplace_back("SubscribeURL", subscribe_url(notice));
    members.emplace_back("Timestamp", timestamp(notice.at));
    members.emplace_back("SignatureVersion", notice.version);
    members.emplace_back("Signature", sign(notice, forge));
    members.emplace_back("SigningCertURL", host_of(notice) + std::string(aws_certificate_path));
    if (!confirmation)
        members.emplace_back("UnsubscribeURL",
                             fmt::format("{}/?Action=Unsubscribe&SubscriptionArn={}",
                                         host_of(notice), notice.subscription));
    return document(members);
}

} // namespace

std::string aws_string_to_sign(const AwsNotice& notice) {
    Fields parts{{"Message", notice.message}, {"MessageId", notice.id}};
    if (notice.kind == AwsNoticeKind::notification) {
        if (!notice.subject.empty()) parts.emplace_back("Subject", notice.subject);
    } else {
        parts.emplace_back("SubscribeURL", subscribe_url(notice));
    }
    parts.emplace_back("Timestamp", timestamp(notice.at));
    if (notice.kind != AwsNoticeKind::notification) parts.emplace_back("Token", notice.token);
    parts.emplace_back("TopicArn", notice.topic);
    parts.emplace_back("Type", type_of(notice.kind));
    std::string text;
    for (const auto& [name, value] : parts) text += name + '\n' + value + '\n';
    return text;
}

Chain aws_notice_chain(const AwsNotice& notice, const std::string& endpoint, bool forge,
                       SteadyTime due) {
    return {{due, [notice, endpoint, forge] {
                 Callback callback;
                 callback.url = endpoint;
                 callback.retry = usual_retry;
                 callback.body = body_of(notice, forge);
                 callback.headers = {
                     {"Content-Type", "text/plain; charset=UTF-8"},
                     {"User-Agent", "Amazon Simple Notification Service Agent"},
                     {"x-amz-sns-message-type", std::string(type_of(notice.kind))},
                     {"x-amz-sns-message-id", notice.id},
                     {"x-amz-sns-topic-arn", notice.topic}};
                 if (notice.kind == AwsNoticeKind::notification)
                     callback.headers.emplace_back("x-amz-sns-subscription-arn",
                                                   notice.subscription);
                 return callback;
             }}};
}

} // namespace bkxsms::sandbox

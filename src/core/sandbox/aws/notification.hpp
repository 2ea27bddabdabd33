#pragma once

#include "core/base/clock.hpp"
#include "core/sandbox/callback_sender.hpp"

#include <string>
#include <string_view>

/// \file
/// What SNS posts to the subscribers of a topic, and its RSA signature. SNS posts no receipts
/// for texts: those are in the delivery log. Source: docs/providers/aws_sns.md section 6.

namespace bkxsms::sandbox {

enum class AwsNoticeKind { notification, subscription_confirmation, unsubscribe_confirmation };

struct AwsNotice {
    AwsNoticeKind kind = AwsNoticeKind::notification;
    std::string id; ///< MessageId, a UUID
    std::string topic;
    std::string subscription; ///< its ARN
    std::string message;
    std::string subject = {};  ///< "" without
    std::string token = {};    ///< of the two confirmations
    std::string version = "1"; ///< SignatureVersion: "1" is SHA-1, "2" SHA-256
    TimePoint at{};
};

/// "name\nvalue\n" for each of the values that count for its kind, in their order.
std::string aws_string_to_sign(const AwsNotice& notice);

/// The path of the signing certificate, which the sandbox serves; in a notice it stands behind
/// https://sns.REGION.amazonaws.com.
inline constexpr std::string_view aws_certificate_path =
    "/SimpleNotificationService-0000000000000000000000005a4db0c5.pem";

/// One posting, repeated three times after 5xx, a time-out or no connection. `forge` signs
/// something else.
Chain aws_notice_chain(const AwsNotice& notice, const std::string& endpoint, bool forge,
                       SteadyTime due);

} // namespace bkxsms::sandbox

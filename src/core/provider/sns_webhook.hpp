#pragma once

#include "core/provider/provider.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// What an SNS topic posts to a subscribed address. Facts: docs/providers/aws_sns.md section 6.
///
/// Each message names the certificate it is signed with, so that whoever judges it first
/// fetches certificate_url() (over HTTPS, verified, no redirects; a certificate may be kept by
/// its URL) and then asks verify(). The CGI program fetches nothing.

namespace bkxsms::provider::sns {

/// An address in AWS's own name, https, with nothing in it that two readers of URLs could see
/// differently: no port, user, query, backslash or capital letter.
bool is_certificate_url(std::string_view url) noexcept;

/// Where the webhook's certificate is; nullopt if it names none that may be fetched. Of the
/// webhook nothing has been verified yet.
std::optional<std::string> certificate_url(const WebhookRequest& webhook);

/// Which topics' messages count, and how.
struct Trust {
    /// ARNs. Anybody's topic gets a genuine signature of AWS, so none is trusted unless named.
    std::vector<std::string> topics;
    /// Signatures with SHA-1, which is what a topic has unless its SignatureVersion is set
    /// to 2.
    bool sha1 = true;
    /// Between its Timestamp and its arrival. SNS tries for an hour at most; the rest is for
    /// clocks. What is repeated sooner than that has the event_key of the first time.
    std::chrono::seconds max_age = std::chrono::minutes(65);
};

/// Judges a webhook by the signature in it, with the certificate that certificate_url() named.
/// Two schemes: "sns-v1-rsa-sha1" and "sns-v2-rsa-sha256". `now` is the time of arrival. What a
/// certificate is issued for, and by whom, is not looked at: it is AWS's because it came from
/// AWS's host.
Verdict verify(const WebhookRequest& webhook, std::string_view certificate_pem,
               const Trust& trust, TimePoint now);

/// A new subscription asks to be confirmed, with the token or by calling the URL.
struct Confirmation {
    std::string topic;
    std::string token;
};
/// That of a genuine webhook of type SubscriptionConfirmation; nullopt for any other.
/// \throws Error{data} if it is no webhook of SNS's.
std::optional<Confirmation> read_confirmation(const WebhookRequest& webhook);

/// The report in a genuine webhook: an event of End User Messaging, or an entry of a delivery
/// log that somebody forwards to the topic. Empty for any other message, an inbound text among
/// them. \throws Error{data} if it is no webhook of SNS's.
std::vector<Receipt> read_receipts(const WebhookRequest& webhook);

} // namespace bkxsms::provider::sns

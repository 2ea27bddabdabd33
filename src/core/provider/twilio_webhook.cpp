#include "core/provider/twilio_webhook.hpp"

#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/provider/form.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/twilio_message.hpp"
#include "core/provider/webhook.hpp"
#include "core/security/digest.hpp"

#include <array>
#include <set>

namespace bkxsms::provider::twilio {
namespace {

constexpr std::string_view form_scheme = "twilio-form";
constexpr std::string_view get_scheme = "twilio-get";
constexpr std::string_view json_scheme = "twilio-json";

std::string_view scheme_of(const WebhookRequest& webhook) {
    if (webhook.method == "GET") return get_scheme;
    return is_form(webhook) ? form_scheme : json_scheme;
}

/// Names and values one after another, sorted by bytes; a pair that comes twice counts once.
std::string signed_parameters(const Pairs& pairs) {
    std::string out;
    for (const auto& [name, value] : std::set(pairs.begin(), pairs.end())) out += name + value;
    return out;
}

/// The URL as Twilio may have signed it: with its port (the scheme's own if it has none) and
/// without, for SMS keeps it and other products drop it; never with user, password or fragment.
std::array<std::string, 2> signed_urls(std::string_view url) {
    const auto parts = cut_url(url);
    const auto join = [&parts](std::string_view port) {
        std::string out(parts.scheme);
        out.append(parts.host).append(port).append(parts.path).append(parts.query);
        return out;
    };
    if (!parts.port.empty()) return {join(""), join(parts.port)};
    return {join(""), join(parts.scheme == "http://" ? ":80" : ":443")};
}

/// What is wrong with the body apart from the signature; "" if nothing is. Leaves in
/// `parameters` what the signature covers besides the URL.
std::string_view check_body(const WebhookRequest& webhook, std::string_view scheme,
                            std::string* parameters) {
    if (scheme == get_scheme)
        return webhook.body.empty() ? "" : "a GET with a body, which no signature covers";
    if (scheme == form_scheme) {
        const auto pairs = decode_form(webhook.body);
        if (!pairs) return "the body is not a form, or has too many fields";
        *parameters = signed_parameters(*pairs);
        return "";
    }
    const auto query = decode_form(query_of(webhook));
    const auto hash = query ? only(*query, "bodySHA256") : std::nullopt;
    if (!hash) return "the body is no form, and the URL has no single 'bodySHA256' to cover it";
    const auto digest = security::digest(security::Hash::sha256, webhook.body);
    if (!security::equal_in_constant_time(to_hex(as_bytes(digest)), *hash))
        return "the body is not the one that 'bodySHA256' names";
    return "";
}

} // namespace

Verdict verify(const WebhookRequest& webhook, const security::Secret& auth_token) {
    Verdict verdict;
    const auto scheme = scheme_of(webhook);
    verdict.scheme = scheme;
    const auto refuse = [&verdict](std::string_view why) {
        verdict.why = why;
        return verdict;
    };
    // An HMAC with an empty key is one that anybody can make.
    if (auth_token.empty()) return refuse("no auth token is configured to check it with");
    if (webhook.method != "POST" && webhook.method != "GET")
        return refuse("neither POST nor GET");
    const auto header = only_header(webhook, "x-twilio-signature");
    if (!header) return refuse("no X-Twilio-Signature header, or several");
    const auto signature = from_base64(*header);
    if (!signature) return refuse("the signature is not Base64");
    // Names, values and URL are joined without a mark between them, so a URL with raw spaces or
    // line breaks could pass for a form. No server hands one out.
    if (!is_visible_ascii(webhook.url)) return refuse("the URL has characters no URL has");

    std::string parameters;
    const auto trouble = check_body(webhook, scheme, &parameters);
    bool matches = false;
    for (const auto& url : signed_urls(webhook.url)) {
        const auto expected =
            security::hmac(security::Hash::sha1, auth_token.reveal(), url + parameters);
        matches |= security::equal_in_constant_time(expected, *signature);
    }
    if (!trouble.empty()) return refuse(trouble);
    if (!matches)
        return refuse("the signature does not match: not from Twilio, or the URL configured "
                      "there or the auth token differs");
    verdict.genuine = true;
    return verdict;
}

std::vector<Receipt> read_receipts(const WebhookRequest& webhook,
                                   std::string_view account_sid) {
    if (scheme_of(webhook) == json_scheme) {
        json::parse(webhook.body);
        return {};
    }
    const auto parameters = parameters_of(webhook);
    if (const auto account = single(parameters, "AccountSid");
        !account.empty() && account != account_sid)
        throw Error(Fault::data, "the webhook is for another account",
                    "each account needs its own callback address");
    const auto sid = single(parameters, "MessageSid");
    if (!is_message_sid(sid))
        throw Error(Fault::data, "the webhook has no proper 'MessageSid'");

    // Inbound messages have an SmsStatus only.
    auto status = single(parameters, "MessageStatus");
    if (status.empty()) status = single(parameters, "SmsStatus");
    if (status.empty()) throw Error(Fault::data, "the webhook has no 'MessageStatus'");
    if (status == "received" || status == "receiving") return {};

    Receipt receipt;
    receipt.provider_message_id = sid;
    receipt.reference = reference_in(webhook);
    receipt.progress = progress_of(status);
    receipt.provider_status = clean_words(status, max_code_bytes);
    receipt.failure =
        failure_of_report(receipt.progress, status, single(parameters, "ErrorCode"),
                          single(parameters, "ErrorMessage"));
    // No happened_at: RawDlrDoneDate has minutes and no time zone.
    // Not I-Twilio-Idempotency-Token: that header is not covered by the signature, so a
    // replayed callback could carry a new one, and a report that was fetched has none.
    receipt.event_key = report_key(receipt);
    return {std::move(receipt)};
}

} // namespace bkxsms::provider::twilio

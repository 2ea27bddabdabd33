#include "core/provider/plivo_webhook.hpp"

#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/provider/form.hpp"
#include "core/provider/plivo_message.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/webhook.hpp"
#include "core/security/digest.hpp"

#include <algorithm>
#include <array>

namespace bkxsms::provider::plivo {
namespace {

/// One version of the signature: its name and its headers.
struct Scheme {
    std::string_view name;
    std::string_view nonce;
    std::string_view own;  ///< made with the token of the account that owns the number
    std::string_view main; ///< made with the main account's
};

constexpr Scheme v3{"plivo-v3", "x-plivo-signature-v3-nonce", "x-plivo-signature-v3",
                    "x-plivo-signature-ma-v3"};
constexpr Scheme v2{"plivo-v2", "x-plivo-signature-v2-nonce", "x-plivo-signature-v2",
                    "x-plivo-signature-ma-v2"};

bool has_any(const WebhookRequest& webhook, const Scheme& scheme) {
    return std::ranges::any_of(webhook.headers, [&scheme](const auto& header) {
        return header.first == scheme.nonce || header.first == scheme.own ||
               header.first == scheme.main;
    });
}

/// Digits or a UUID, as Plivo sends. A '.' would move the border between what is signed and the
/// nonce, and so cut parameters off without breaking the signature.
bool is_nonce(std::string_view text) noexcept {
    constexpr std::size_t longest = 128;
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    return !text.empty() && text.size() <= longest &&
           text.find_first_not_of(allowed) == std::string_view::npos;
}

/// "https://sms.example.com:8443/hook": port and path as they are, nothing added.
std::string signed_url(std::string_view url) {
    const auto parts = cut_url(url);
    std::string out(parts.scheme);
    out.append(parts.host).append(parts.port).append(parts.path);
    return out;
}

/// Decoded, sorted by bytes, repetitions kept; `between` stands between a name and its value,
/// `after` between two pairs.
std::string joined(Pairs pairs, std::string_view between, std::string_view after) {
    std::ranges::sort(pairs);
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!out.empty()) out += after;
        out.append(name).append(between).append(value);
    }
    return out;
}

/// What V3 signs before the nonce; "" for a query or body that cannot be read.
std::string v3_content(const WebhookRequest& webhook) {
    const auto query = decode_form(query_of(webhook));
    const auto body = decode_form(webhook.body);
    if (!query || !body) return {};
    auto out = signed_url(webhook.url);
    if (!query->empty() || !body->empty()) out += '?';
    out += joined(*query, "=", "&");
    // Without a query the body follows the '?' itself.
    if (!query->empty() && !body->empty()) out += '.';
    out += joined(*body, "", "");
    return out + '.';
}

/// Every element is compared, so that the time says nothing.
bool any_matches(std::string_view signatures, const security::Secret& token,
                 std::string_view content) {
    const auto expected = security::hmac(security::Hash::sha256, token.reveal(), content);
    bool matches = false;
    for (const auto part : split(signatures, ',')) {
        const auto signature = from_base64(trim(part));
        matches |= signature && security::equal_in_constant_time(expected, *signature);
    }
    return matches;
}

/// What is wrong apart from the signature; "" if nothing is.
std::string_view check_request(const WebhookRequest& webhook) {
    if (webhook.method != "POST" && webhook.method != "GET") return "neither POST nor GET";
    if (webhook.method == "GET" && !webhook.body.empty())
        return "a GET with a body, which no signature covers";
    if (webhook.method == "POST" && !is_form(webhook))
        return "the body is not a form, and no signature covers it";
    // Parts are joined without a mark between them; no server hands out a URL with raw spaces.
    if (!is_visible_ascii(webhook.url)) return "the URL has characters no URL has";
    return "";
}

} // namespace

Verdict verify(const WebhookRequest& webhook, const PlivoAccount& account) {
    const auto& scheme = has_any(webhook, v3) || !has_any(webhook, v2) ? v3 : v2;
    Verdict verdict;
    verdict.scheme = scheme.name;
    const auto refuse = [&verdict](std::string_view why) {
        verdict.why = why;
        return verdict;
    };
    const auto& own = account.auth_token;
    const auto& main = account.main_auth_token.empty() ? own : account.main_auth_token;
    // An HMAC with an empty key is one that anybody can make.
    if (own.empty()) return refuse("no auth token is configured to check it with");
    if (scheme.name == v2.name && !account.accept_v2)
        return refuse("only a V2 signature, which does not cover the parameters");
    if (const auto trouble = check_request(webhook); !trouble.empty()) return refuse(trouble);
    const auto nonce = only_header(webhook, scheme.nonce);
    if (!nonce || !is_nonce(*nonce)) return refuse("no proper nonce, or several");
    const auto own_signatures = only_header(webhook, scheme.own);
    const auto main_signatures = only_header(webhook, scheme.main);
    if (!own_signatures && !main_signatures)
        return refuse("no X-Plivo-Signature header, or several");

    auto content = scheme.name == v3.name ? v3_content(webhook) : signed_url(webhook.url);
    if (content.empty()) return refuse("the query or the body is not a form, or too long");
    content += *nonce;
    bool matches = any_matches(own_signatures.value_or(""), own, content);
    matches |= any_matches(main_signatures.value_or(""), main, content);
    if (!matches)
        return refuse("the signature does not match: not from Plivo, or the URL configured "
                      "there or the auth token differs");
    verdict.genuine = true;
    return verdict;
}

namespace {

bool is_inbound(const Pairs& parameters) {
    constexpr auto of_inbound = std::to_array<std::string_view>(
        {"Text", "Body", "MessageIntent", "MediaCount", "Media0", "Media1"});
    return std::ranges::any_of(of_inbound, [&parameters](std::string_view name) {
        return contains(parameters, name);
    });
}

} // namespace

std::vector<Receipt> read_receipts(const WebhookRequest& webhook) {
    if (webhook.method != "GET" && !is_form(webhook))
        throw Error(Fault::data, "the webhook is not a form");
    const auto parameters = parameters_of(webhook);
    const auto uuid = single(parameters, "MessageUUID");
    if (!is_uuid(uuid)) throw Error(Fault::data, "the webhook has no proper 'MessageUUID'");
    const auto status = single(parameters, "Status");
    if (status == "received" || (status.empty() && is_inbound(parameters))) return {};
    if (status.empty()) throw Error(Fault::data, "the webhook has no 'Status'");

    Receipt receipt;
    receipt.provider_message_id = uuid;
    receipt.reference = reference_in(webhook);
    receipt.progress = progress_of(status);
    receipt.provider_status = clean_words(status, max_code_bytes);
    receipt.failure =
        failure_of_report(receipt.progress, status, single(parameters, "ErrorCode"), "");
    receipt.price = read_amount(single(parameters, "TotalAmount"), receipt.progress);
    receipt.segments = read_count(single(parameters, "Units"));
    // No happened_at: the times have no zone.
    const auto sequence = parse_integer(single(parameters, "Sequence"));
    receipt.event_key = receipt.provider_message_id + '/' + receipt.provider_status + '/' +
                        (sequence ? std::to_string(*sequence) : "");
    return {std::move(receipt)};
}

} // namespace bkxsms::provider::plivo

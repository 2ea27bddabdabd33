#include "core/provider/vonage_webhook.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/provider/vonage_jwt.hpp"
#include "core/provider/vonage_receipt.hpp"
#include "core/provider/vonage_signature.hpp"
#include "core/provider/webhook.hpp"
#include "core/security/digest.hpp"

#include <algorithm>

namespace bkxsms::provider::vonage {
namespace {

using std::chrono::seconds;

constexpr seconds longest_age = std::chrono::hours(73);
constexpr seconds clock_difference = std::chrono::minutes(5);

bool is_json(const WebhookRequest& webhook) {
    return webhook.method == "POST" && media_type(webhook) == "application/json";
}

/// A scalar as the signature takes it; nullopt for null, an array and an object.
std::optional<std::string> scalar(const json::Value& value) {
    if (auto text = value.string()) return text;
    if (auto number = value.number_text()) return number;
    if (const auto flag = value.boolean()) return *flag ? "true" : "false";
    return std::nullopt;
}

std::optional<Pairs> flat_members(const json::Value& document) {
    if (!document.is_object()) return std::nullopt;
    Pairs pairs;
    for (auto& name : document.members()) {
        auto value = scalar(document[name]);
        if (!value || pairs.size() == max_pairs) return std::nullopt;
        pairs.emplace_back(std::move(name), std::move(*value));
    }
    return pairs;
}

/// The parameters of a webhook of the SMS API; nullopt if they cannot be read.
std::optional<Pairs> sms_parameters(const WebhookRequest& webhook) {
    if (webhook.method == "GET") return decode_form(query_of(webhook));
    if (is_json(webhook))
        return flat_members(json::try_parse(webhook.body).value_or(json::Value{}));
    if (webhook.method != "POST" || media_type(webhook) != "application/x-www-form-urlencoded")
        return std::nullopt;
    return decode_form(webhook.body);
}

bool names_distinct(const Pairs& pairs) {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : pairs) names.push_back(name);
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) == names.end();
}

std::string_view doubt_of_timestamp(std::string_view timestamp, TimePoint now) {
    const auto sent = parse_integer(timestamp);
    const auto at = std::chrono::floor<seconds>(now).time_since_epoch();
    if (!sent) return "it does not say when it was sent";
    if (*sent > (at + clock_difference).count()) return "it was sent in the future";
    if (*sent < (at - longest_age).count()) return "it is too old";
    return "";
}

std::string_view doubt_of_parameters(const WebhookRequest& webhook,
                                     const VonageAccount& account, TimePoint now) {
    if (webhook.method != "POST" && webhook.method != "GET") return "neither POST nor GET";
    if (webhook.method == "GET" && !webhook.body.empty())
        return "a GET with a body, which no signature covers";
    const auto parameters = sms_parameters(webhook);
    if (!parameters) return "neither a form nor a flat JSON object, or with too many fields";
    // Who takes the first of two and who takes the last would read two different messages.
    if (!names_distinct(*parameters)) return "a parameter comes twice";
    const auto given = ascii_lower(only(*parameters, "sig").value_or(""));
    if (given.empty())
        return "it has no 'sig': Vonage's support must enable signatures for the account";
    bool matches = false;
    for (const auto empty : {Empty::signed_too, Empty::left_out}) {
        const auto content = signed_content(*parameters, empty);
        matches |= security::equal_in_constant_time(
            sign(account.signature_method, account.signature_secret, content), given);
    }
    if (!matches)
        return "the signature does not match: not from Vonage, or the signature secret or "
               "method differs";
    return doubt_of_timestamp(only(*parameters, "timestamp").value_or(""), now);
}

bool is_of_messages(const WebhookRequest& webhook) {
    if (contains(webhook.headers, "authorization")) return true;
    if (!is_json(webhook)) return false;
    const auto document = json::try_parse(webhook.body);
    return document && (*document)["message_uuid"].present();
}

std::string_view doubt_of_authorization(const WebhookRequest& webhook,
                                        const VonageAccount& account, TimePoint now) {
    constexpr std::string_view scheme = "Bearer ";
    if (!is_json(webhook)) return "not a POST of JSON";
    const auto header = only_header(webhook, "authorization");
    if (!header)
        return "no Authorization header, or several: the web server may keep it back (Apache "
               "wants 'CGIPassAuth On'), or Vonage has not signed";
    if (!header->starts_with(scheme)) return "the Authorization header has no bearer token";
    return doubt_of_token(header->substr(scheme.size()), webhook.body, account.api_key,
                          account.signature_secret, now);
}

} // namespace

Verdict verify(const WebhookRequest& webhook, const VonageAccount& account, TimePoint now) {
    const bool of_messages = is_of_messages(webhook);
    Verdict verdict;
    verdict.scheme = of_messages ? "vonage-messages-jwt"
                                 : "vonage-sms-" + std::string(word(account.signature_method));
    // An HMAC with an empty key is one that anybody can make.
    if (account.signature_secret.empty())
        verdict.why = "no signature secret is configured to check it with";
    else
        verdict.why = of_messages ? doubt_of_authorization(webhook, account, now)
                                  : doubt_of_parameters(webhook, account, now);
    verdict.genuine = verdict.why.empty();
    return verdict;
}

namespace {

std::vector<Receipt> read_messages_webhook(const json::Value& document) {
    const auto channel = document.text("channel");
    if (!channel.empty() && channel != "sms") return {};
    if (!document.text("status").empty()) return {read_message_status(document)};
    // Version 0.1 has the text of an inbound message in `message`.
    for (const auto* name : {"message_type", "text", "message"})
        if (document[name].present()) return {};
    throw Error(Fault::data, "the webhook is neither a status nor a message");
}

std::vector<Receipt> read_sms_webhook(const Pairs& parameters, std::string_view api_key) {
    if (const auto account = single(parameters, "api-key");
        !account.empty() && account != api_key)
        throw Error(Fault::data, "the webhook is for another account",
                    "each account needs its own callback address");
    const auto has = [&](std::string_view name) { return contains(parameters, name); };
    if (!single(parameters, "status").empty() && (has("err-code") || has("scts")))
        return {read_part_report(parameters)};
    if (has("text") || has("data") || has("type") || has("keyword")) return {};
    throw Error(Fault::data, "the webhook is neither a report nor a message");
}

} // namespace

std::vector<Receipt> read_receipts(const WebhookRequest& webhook, std::string_view api_key) {
    if (is_json(webhook)) {
        const auto document = json::parse(webhook.body);
        if (document["message_uuid"].present()) return read_messages_webhook(document);
    }
    const auto parameters = sms_parameters(webhook);
    if (!parameters) throw Error(Fault::data, "the webhook's parameters cannot be read");
    if (webhook.method == "GET" && parameters->empty()) return {};
    return read_sms_webhook(*parameters, api_key);
}

} // namespace bkxsms::provider::vonage

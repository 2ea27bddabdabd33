// The status webhooks of Vonage's Messages API. Source: docs/providers/vonage.md sections
// 5, 6.3 and 7.2.

#include "core/base/encode.hpp"
#include "core/base/json.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/status_chain.hpp"
#include "core/sandbox/vonage/messages.hpp"
#include "core/security/digest.hpp"

#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

constexpr Retry usual_retry{
    .count = 5, .on_connect = true, .on_timeout = true, .on_4xx = false, .on_5xx = true};

/// "2020-01-01T14:00:00.000Z": always with milliseconds.
std::string timestamp(TimePoint t) {
    auto text = format_rfc3339(t);
    if (text.find('.') == std::string::npos) text.insert(text.size() - 1, ".000");
    return text;
}

std::string_view last_status(Fate fate) noexcept {
    switch (fate) {
    case Fate::delivered:
        return "delivered";
    case Fate::failed:
        return "undeliverable";
    default:
        return "rejected";
    }
}

void write_error(json::Writer* w, const Delivery& plan) {
    const auto usual = plan.fate == Fate::failed ? "1250" : "1180";
    const auto code = plan.error_code.empty() ? usual : plan.error_code;
    w->key("error").begin_object();
    w->key("type").string("https://developer.vonage.com/api-errors/messages#" + code);
    w->key("title").string(code);
    w->key("detail").string("Not delivered");
    w->key("instance").string(random_sid(""));
    w->end_object();
}

std::string body_of(const Message& message, const Step& step) {
    const auto& plan = *message.delivery;
    json::Writer w;
    w.begin_object();
    w.key("message_uuid").string(message.id);
    w.key("to").string(message.to.substr(1));
    w.key("from").string(message.from);
    w.key("timestamp").string(timestamp(message.accepted_at + step.at));
    w.key("status").string(step.status);
    w.key("channel").string("sms");
    if (!message.reference.empty()) w.key("client_ref").string(message.reference);
    if (step.last && plan.fate != Fate::delivered) write_error(&w, plan);
    w.key("usage").begin_object();
    w.key("currency").string(plan.price_unit.empty() ? "EUR" : plan.price_unit);
    w.key("price").string(format_amount(plan.price_nano * message.segments));
    w.end_object();
    w.key("destination").begin_object().key("network_code").string("26201").end_object();
    w.key("sms")
        .begin_object()
        .key("count_total")
        .string(std::to_string(message.segments))
        .end_object();
    w.end_object();
    return w.str();
}

/// Without `exp`, as Vonage's are.
std::string bearer(const VonageAccount& account, const std::string& secret,
                   const std::string& body) {
    json::Writer w;
    w.begin_object();
    w.key("iat").integer(to_millis(SystemClock().now()) / 1000);
    w.key("jti").string(random_uuid());
    w.key("iss").string("Vonage");
    w.key("payload_hash")
        .string(to_hex(as_bytes(security::digest(security::Hash::sha256, body))));
    w.key("api_key").string(account.api_key);
    if (!account.application_id.empty()) w.key("application_id").string(account.application_id);
    w.end_object();
    const auto token = to_base64url(as_bytes(R"({"alg":"HS256","typ":"JWT"})")) + '.' +
                       to_base64url(as_bytes(w.str()));
    const auto mark = security::hmac(security::Hash::sha256, secret, token);
    return fmt::format("Bearer {}.{}", token, to_base64url(as_bytes(mark)));
}

} // namespace

Chain vonage_message_chain(const MessagePtr& message, const VonageAccount& account,
                           const Callbacks& callbacks, const std::string& secret,
                           SteadyTime accepted) {
    const auto& plan = *message->delivery;
    std::vector<Step> steps;
    if (plan.fate != Fate::failed) steps.push_back({"submitted", plan.sent});
    if (plan.fate != Fate::sent) steps.push_back({last_status(plan.fate), plan.done, true});
    const auto key = callbacks.forge ? secret + "-forged" : secret;
    return status_chain(steps, callbacks, accepted, [message, &account, key](const Step& step) {
        Callback callback;
        callback.url = message->callback_url;
        callback.retry = usual_retry;
        callback.body = body_of(*message, step);
        callback.headers = {{"Content-Type", "application/json"},
                            {"User-Agent", "Vonage/MessagingHUB/v1.0"},
                            {"Authorization", bearer(account, key, callback.body)}};
        return callback;
    });
}

} // namespace bkxsms::sandbox

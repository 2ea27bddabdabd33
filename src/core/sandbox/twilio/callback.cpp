#include "core/sandbox/twilio/callback.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
#include "core/base/random.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/status_chain.hpp"
#include "core/sandbox/twilio/error.hpp"
#include "core/security/digest.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

namespace chr = std::chrono;

/// The URL without fragment and without `user:password@`.
std::string signed_url(std::string_view url) {
    url = url.substr(0, url.find('#'));
    const auto authority = url.find("://") + 3;
    const auto end = std::min(url.find_first_of("/?", authority), url.size());
    const auto at = url.substr(0, end).rfind('@');
    if (at == std::string_view::npos || at < authority) return std::string(url);
    return std::string(url.substr(0, authority)) + std::string(url.substr(at + 1));
}

/// "2611221529": YYMMDDhhmm.
std::string format_done_date(TimePoint t) {
    const auto day = chr::floor<chr::days>(t);
    const chr::year_month_day date(day);
    const chr::hh_mm_ss time(chr::floor<chr::minutes>(t - day));
    return fmt::format("{:02}{:02}{:02}{:02}{:02}", int(date.year()) % 100,
                       unsigned(date.month()), unsigned(date.day()), time.hours().count(),
                       time.minutes().count());
}

std::vector<Step> steps_of(const Message& message) {
    const auto& plan = *message.delivery;
    std::vector<Step> steps;
    if (!message.service.empty()) steps.push_back({"queued", plan.queued});
    if (plan.fate != Fate::failed) steps.push_back({"sent", plan.sent});
    if (plan.fate != Fate::sent) steps.push_back({word(plan.fate), plan.done, true});
    return steps;
}

Fields status_fields(const Message& message, const TwilioAccount& account, const Step& step) {
    const auto& plan = *message.delivery;
    auto from = message.from;
    if (from.empty()) from = account.numbers.empty() ? "+15005550006" : account.numbers.front();
    Fields fields{{"MessageSid", message.id},
                  {"SmsSid", message.id},
                  {"MessageStatus", std::string(step.status)},
                  {"SmsStatus", std::string(step.status)},
                  {"To", message.to},
                  {"From", from},
                  {"AccountSid", message.account},
                  {"ApiVersion", "2010-04-01"}};
    if (!message.service.empty()) fields.emplace_back("MessagingServiceSid", message.service);
    if (step.last && plan.fate != Fate::delivered) {
        const int code = twilio_delivery_code(plan);
        fields.emplace_back("ErrorCode", std::to_string(code));
        fields.emplace_back("ErrorMessage", twilio_delivery_words(code));
    }
    if (step.last && plan.fate != Fate::failed)
        fields.emplace_back("RawDlrDoneDate",
                            format_done_date(message.accepted_at + plan.done));
    return fields;
}

Callback make_callback(const std::string& url, const Fields& fields, const std::string& token) {
    Callback callback;
    callback.url = signed_url(url);
    callback.body = format_form(fields);
    callback.retry = twilio_retry(url);
    callback.headers = {
        {"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"},
        {"User-Agent", "TwilioProxy/1.1"},
        {"Accept", "*/*"},
        {"X-Twilio-Signature", twilio_signature(token, url, fields)},
        {"I-Twilio-Idempotency-Token", to_hex(random_bytes(16))},
    };
    return callback;
}

} // namespace

std::string twilio_signature(std::string_view token, std::string_view url, Fields fields) {
    std::ranges::sort(fields);
    const auto repeated = std::ranges::unique(fields);
    fields.erase(repeated.begin(), repeated.end());
    auto text = signed_url(url);
    for (const auto& [name, value] : fields) text += name + value;
    return to_base64(as_bytes(security::hmac(security::Hash::sha1, token, text)));
}

Retry twilio_retry(std::string_view url) {
    Retry retry{.count = 1, .on_connect = true};
    const auto hash = url.find('#');
    if (hash == std::string_view::npos) return retry;
    const auto asked = parse_form(url.substr(hash + 1));
    if (!asked) return retry;
    if (const auto count = parse_integer(first(*asked, "rc"));
        count && *count >= 0 && *count <= 5)
        retry.count = static_cast<int>(*count);
    const auto policy = first(*asked, "rp");
    if (policy.empty()) return retry;
    const auto words = split(policy, ',');
    const auto has = [&](std::string_view name) {
        return std::ranges::find(words, name) != words.end() ||
               std::ranges::find(words, std::string_view("all")) != words.end();
    };
    retry.on_connect = has("ct");
    retry.on_timeout = has("rt");
    retry.on_4xx = has("4xx");
    retry.on_5xx = has("5xx");
    return retry;
}

Chain twilio_status_chain(const MessagePtr& message, const TwilioAccount& account,
                          const Callbacks& callbacks, const std::string& token,
                          SteadyTime accepted) {
    if (message->callback_url.empty()) return {};
    const auto key = callbacks.forge ? token + "-forged" : token;
    return status_chain(steps_of(*message), callbacks, accepted,
                        [message, &account, key](const Step& step) {
                            return make_callback(message->callback_url,
                                                 status_fields(*message, account, step), key);
                        });
}

Chain twilio_inbound_chain(const MessagePtr& message, const std::string& token,
                           SteadyTime due) {
    return {{due, [message, token] {
                 const Fields fields{{"MessageSid", message->id},
                                     {"SmsSid", message->id},
                                     {"SmsMessageSid", message->id},
                                     {"AccountSid", message->account},
                                     {"From", message->from},
                                     {"To", message->to},
                                     {"Body", message->body},
                                     {"NumMedia", "0"},
                                     {"NumSegments", std::to_string(message->segments)},
                                     {"SmsStatus", "received"},
                                     {"ApiVersion", "2010-04-01"},
                                     {"FromCity", ""},
                                     {"FromState", ""},
                                     {"FromZip", ""},
                                     {"FromCountry", ""},
                                     {"ToCity", ""},
                                     {"ToState", ""},
                                     {"ToZip", ""},
                                     {"ToCountry", ""}};
                 return make_callback(message->callback_url, fields, token);
             }}};
}

} // namespace bkxsms::sandbox

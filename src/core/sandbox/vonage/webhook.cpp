#include "core/sandbox/vonage/webhook.hpp"

#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/status_chain.hpp"
#include "core/sandbox/vonage/signature.hpp"
#include "core/sandbox/vonage/sms.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

namespace chr = std::chrono;

constexpr Retry usual_retry{
    .count = 5, .on_connect = true, .on_timeout = true, .on_4xx = false, .on_5xx = true};

/// "2603141509", in the carrier's time: here an hour ahead of UTC, as in Vonage's example.
std::string scts(TimePoint t) {
    const auto text = format_date_time(t + chr::hours(1));
    return fmt::format("{}{}{}{}{}", text.substr(2, 2), text.substr(5, 2), text.substr(8, 2),
                       text.substr(11, 2), text.substr(14, 2));
}

/// "a=1&b=x+y": as format_form(), with '+' for a space.
std::string plus_form(const Fields& fields) {
    std::string out;
    const auto text = format_form(fields);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 3, "%20") == 0) {
            out += '+';
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string json_of(const Fields& fields) {
    json::Writer w;
    w.begin_object();
    for (const auto& [name, value] : fields) w.key(name).string(value);
    w.end_object();
    return w.str();
}

/// In the form the account has chosen, signed if it has that too.
Callback make_callback(const std::string& url, Fields fields, const VonageStyle& style) {
    const auto& account = style.account;
    const auto now = SystemClock().now();
    fields.emplace_back("message-timestamp", format_date_time(now));
    if (account.signs_webhooks) {
        fields.emplace_back("timestamp", std::to_string(to_millis(now) / 1000));
        fields.emplace_back("nonce", random_uuid());
        auto sig = vonage_signature(account.signing, style.secret, fields);
        // An HMAC comes in capitals.
        if (account.signing != VonageSigning::md5hash)
            for (char& c : sig)
                if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
        fields.emplace_back("sig", sig);
    }
    Callback callback;
    callback.url = url.substr(0, url.find('#'));
    callback.retry = usual_retry;
    callback.headers = {{"User-Agent", "Vonage/MessagingHUB/v1.0"}};
    switch (style.push) {
    case VonagePush::get:
        callback.method = "GET";
        callback.url += (callback.url.find('?') == std::string::npos ? '?' : '&');
        callback.url += plus_form(fields);
        break;
    case VonagePush::form:
        callback.headers.emplace_back("Content-Type",
                                      "application/x-www-form-urlencoded; charset=UTF-8");
        callback.body = plus_form(fields);
        break;
    case VonagePush::json:
        callback.headers.emplace_back("Content-Type", "application/json");
        callback.body = json_of(fields);
        break;
    }
    return callback;
}

std::string_view last_status(Fate fate) noexcept {
    switch (fate) {
    case Fate::delivered:
        return "delivered";
    case Fate::undelivered:
        return "failed";
    case Fate::failed:
    case Fate::sent:
        break;
    }
    return "rejected";
}

std::string error_code(const Delivery& plan, const Step& step) {
    if (!step.last || plan.fate == Fate::delivered) return "0";
    return plan.error_code.empty() ? "1" : plan.error_code;
}

} // namespace

Chain vonage_receipt_chain(const MessagePtr& message, int part, VonageStyle style,
                           const Callbacks& callbacks, SteadyTime accepted) {
    const auto& plan = *message->delivery;
    std::vector<Step> steps;
    if (plan.fate != Fate::failed) steps.push_back({"accepted", plan.sent});
    if (plan.fate != Fate::sent) steps.push_back({last_status(plan.fate), plan.done, true});
    if (callbacks.forge) style.secret += "-forged";
    return status_chain(steps, callbacks, accepted,
                        [message, part, style = std::move(style)](const Step& step) {
                            const auto& its = *message->delivery;
                            // msisdn is the recipient and to the sender: as Vonage has it.
                            Fields fields{{"msisdn", message->to.substr(1)},
                                          {"to", message->from},
                                          {"network-code", "26201"},
                                          {"messageId", vonage_part_id(message->id, part)},
                                          {"price", vonage_amount(its.price_nano)},
                                          {"status", std::string(step.status)},
                                          {"scts", scts(message->accepted_at + step.at)},
                                          {"err-code", error_code(its, step)},
                                          {"api-key", message->account}};
                            if (!message->reference.empty())
                                fields.emplace_back("client-ref", message->reference);
                            return make_callback(message->callback_url, std::move(fields),
                                                 style);
                        });
}

Chain vonage_inbound_chain(const MessagePtr& message, int part, const std::string& text,
                           const VonageStyle& style, SteadyTime due) {
    return {{due, [message, part, text, style] {
                 const auto keyword = split(trim(message->body), ' ').front();
                 std::string capitals;
                 for (const char c : keyword)
                     capitals += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
                 Fields fields{{"api-key", message->account},
                               {"msisdn", std::string(message->from)},
                               {"to", std::string(message->to)},
                               {"messageId", vonage_part_id(message->id, part)},
                               {"text", text},
                               {"type", message->type},
                               {"keyword", capitals}};
                 for (const std::size_t i : {1U, 2U})
                     if (fields[i].second.starts_with('+')) fields[i].second.erase(0, 1);
                 if (message->segments > 1) {
                     fields.emplace_back("concat", "true");
                     fields.emplace_back("concat-ref", "42");
                     fields.emplace_back("concat-total", std::to_string(message->segments));
                     fields.emplace_back("concat-part", std::to_string(part));
                 }
                 return make_callback(message->callback_url, std::move(fields), style);
             }}};
}

} // namespace bkxsms::sandbox

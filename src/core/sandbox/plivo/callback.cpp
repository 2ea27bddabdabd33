#include "core/sandbox/plivo/callback.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
#include "core/base/random.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/plivo/message.hpp"
#include "core/sandbox/status_chain.hpp"
#include "core/security/digest.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

constexpr milliseconds answer_timeout{8'000};
constexpr Retry usual_retry{
    .count = 3, .on_connect = true, .on_timeout = true, .on_4xx = true, .on_5xx = true};

std::string sign(std::string_view token, std::string_view text) {
    return to_base64(as_bytes(security::hmac(security::Hash::sha256, token, text)));
}

std::string_view before(std::string_view text, char mark) noexcept {
    return text.substr(0, text.find(mark));
}

std::string sorted_query(std::string_view query) {
    auto fields = parse_form(query).value_or(Fields{});
    std::ranges::sort(fields);
    std::string text;
    for (const auto& [name, value] : fields) {
        if (!text.empty()) text += '&';
        text += name + '=' + value;
    }
    return text;
}

/// "2026-11-22 15:29:58.250000"
std::string micro_time(TimePoint t) {
    const auto ms = to_millis(t) % 1000;
    return fmt::format("{}.{:03}000", format_date_time(t), ms);
}

std::vector<Step> steps_of(const Message& message) {
    const auto& plan = *message.delivery;
    std::vector<Step> steps{{"queued", milliseconds(0)}};
    if (plan.fate != Fate::failed) steps.push_back({"sent", plan.sent});
    if (plan.fate != Fate::sent) steps.push_back({word(plan.fate), plan.done, true});
    return steps;
}

int sequence_of(const Message& message, const Step& step) noexcept {
    if (step.status == "queued") return 1;
    return message.delivery->fate == Fate::failed || !step.last ? 2 : 3;
}

Fields status_fields(const Message& message, const PlivoAccount& account, const Step& step) {
    const auto& plan = *message.delivery;
    const auto at = [&](milliseconds after) { return micro_time(message.accepted_at + after); };
    const int units = std::max(message.segments, 1);
    const auto rate =
        step.status == "queued" || plan.fate == Fate::failed ? 0 : plan.price_nano;
    Fields fields{{"MessageUUID", message.id},
                  {"To", std::string(without_plus(message.to))},
                  {"From", std::string(without_plus(plivo_sender(message, account)))},
                  {"Type", message.type},
                  {"Status", std::string(step.status)},
                  {"Units", std::to_string(units)},
                  {"TotalRate", format_amount(rate)},
                  {"TotalAmount", format_amount(rate * units)},
                  {"MCC", "262"},
                  {"MNC", "01"},
                  {"ErrorCode", plivo_error_code(message, step.status)},
                  {"ParentMessageUUID", message.id},
                  {"PartInfo", fmt::format("1 of {}", units)},
                  {"Sequence", std::to_string(sequence_of(message, step))},
                  {"MessageTime", at({})},
                  {"QueuedTime", at({})},
                  {"requester_ip", "127.0.0.1"}};
    if (step.status != "queued" && plan.fate != Fate::failed)
        fields.emplace_back("SentTime", at(plan.sent));
    if (step.last) fields.emplace_back("DeliveryReportTime", at(plan.done));
    if (!message.service.empty()) fields.emplace_back("PowerpackUUID", message.service);
    return fields;
}

template <class Sign>
std::string joined(const std::vector<std::string>& tokens, Sign sign_with) {
    std::string text;
    for (const auto& token : tokens) text += (text.empty() ? "" : ",") + sign_with(token);
    return text;
}

Callback make_callback(const Message& message, const Fields& fields,
                       const PlivoSigners& signers) {
    Callback callback;
    callback.method = message.callback_method;
    callback.retry = usual_retry;
    callback.timeout = answer_timeout;
    callback.url = before(message.callback_url, '#');
    const bool get = callback.method == "GET";
    if (get) {
        callback.url += callback.url.find('?') == std::string::npos ? '?' : '&';
        callback.url += format_form(fields);
    } else {
        callback.body = format_form(fields);
        callback.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    }
    const auto v2_nonce = to_hex(random_bytes(16));
    const auto v3_nonce = to_hex(random_bytes(16));
    const auto v2 = [&](const std::string& token) {
        return plivo_signature_v2(token, callback.url, v2_nonce);
    };
    const auto v3 = [&](const std::string& token) {
        return plivo_signature_v3(token, callback.method, callback.url, get ? Fields{} : fields,
                                  v3_nonce);
    };
    const Fields signatures{{"User-Agent", "Plivo"},
                            {"X-Plivo-Signature-V2", joined(signers.own, v2)},
                            {"X-Plivo-Signature-Ma-V2", joined(signers.main, v2)},
                            {"X-Plivo-Signature-V2-Nonce", v2_nonce},
                            {"X-Plivo-Signature-V3", joined(signers.own, v3)},
                            {"X-Plivo-Signature-Ma-V3", joined(signers.main, v3)},
                            {"X-Plivo-Signature-V3-Nonce", v3_nonce}};
    callback.headers.insert(callback.headers.end(), signatures.begin(), signatures.end());
    return callback;
}

} // namespace

std::string plivo_signature_v2(std::string_view token, std::string_view url,
                               std::string_view nonce) {
    return sign(token, std::string(before(before(url, '#'), '?')) + std::string(nonce));
}

std::string plivo_signature_v3(std::string_view token, std::string_view method,
                               std::string_view url, Fields body, std::string_view nonce) {
    url = before(url, '#');
    std::string text(before(url, '?'));
    const auto query =
        text.size() < url.size() ? sorted_query(url.substr(text.size() + 1)) : std::string();
    const bool with_body = method == "POST" && !body.empty();
    if (!query.empty() || with_body) text += '?' + query;
    if (with_body) {
        if (!query.empty()) text += '.';
        std::ranges::sort(body);
        for (const auto& [name, value] : body) text += name + value;
    }
    return sign(token, text + '.' + std::string(nonce));
}

Chain plivo_status_chain(const MessagePtr& message, const PlivoAccount& account,
                         const Callbacks& callbacks, const PlivoSigners& signers,
                         SteadyTime accepted) {
    if (message->callback_url.empty()) return {};
    auto keys = signers;
    if (callbacks.forge)
        for (auto* tokens : {&keys.own, &keys.main})
            for (auto& token : *tokens) token += "-forged";
    return status_chain(
        steps_of(*message), callbacks, accepted, [message, &account, keys](const Step& step) {
            return make_callback(*message, status_fields(*message, account, step), keys);
        });
}

Chain plivo_inbound_chain(const MessagePtr& message, const PlivoSigners& signers,
                          SteadyTime due) {
    return {{due, [message, signers] {
                 const auto keyword = ascii_lower(trim(message->body));
                 const bool stop = keyword == "stop" || keyword == "unsubscribe";
                 const Fields fields{{"MessageUUID", message->id},
                                     {"From", std::string(without_plus(message->from))},
                                     {"To", std::string(without_plus(message->to))},
                                     {"Type", "sms"},
                                     {"Text", message->body},
                                     {"Units", std::to_string(message->segments)},
                                     {"TotalRate", "0.00000"},
                                     {"TotalAmount", "0.00000"},
                                     {"MessageIntent", stop ? "optout" : ""}};
                 return make_callback(*message, fields, signers);
             }}};
}

} // namespace bkxsms::sandbox

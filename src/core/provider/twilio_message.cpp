#include "core/provider/twilio_message.hpp"

#include "core/provider/date.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/twilio.hpp"

namespace bkxsms::provider::twilio {

bool is_message_sid(std::string_view text) noexcept {
    if (text.size() != 34 || (!text.starts_with("SM") && !text.starts_with("MM"))) return false;
    return text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

Progress progress_of(std::string_view status) noexcept {
    if (status == "sent" || status == "partially_delivered") return Progress::sent;
    if (status == "delivered" || status == "read") return Progress::delivered;
    if (status == "undelivered") return Progress::undelivered;
    if (status == "failed" || status == "canceled") return Progress::failed;
    return Progress::queued; // accepted, scheduled, queued, sending
}

std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code, std::string_view words) {
    if (code == "0") code = {};
    const auto known = code.empty() ? std::nullopt : twilio_meaning(code);
    return provider::failure_of_report(progress, status, code, known ? &*known : nullptr,
                                       words);
}

std::optional<int> read_segments(const json::Value& message) {
    return read_count(message.text("num_segments"));
}

std::optional<Money> read_price(const json::Value& message) {
    const auto price = message.text("price");
    return read_money(std::string_view(price).substr(price.starts_with('-') ? 1 : 0),
                      message.text("price_unit"));
}

std::optional<Sighting> read_message(const json::Value& message) {
    Sighting seen;
    auto& receipt = seen.receipt;
    receipt.provider_message_id = message.text("sid");
    const auto status = message.text("status");
    if (!is_message_sid(receipt.provider_message_id) || status.empty()) return std::nullopt;
    receipt.progress = progress_of(status);
    receipt.provider_status = clean_words(status, max_code_bytes);
    receipt.failure = failure_of_report(receipt.progress, status, message.text("error_code"),
                                        message.text("error_message"));
    receipt.price = read_price(message);
    receipt.segments = read_segments(message);
    receipt.happened_at = parse_rfc2822(message.text("date_updated"));
    receipt.event_key = report_key(receipt);
    seen.to = message.text("to");
    seen.from = message.text("from");
    seen.text = message.text("body");
    // Anything but "inbound" may be the message whose answer was lost; to overlook that one
    // would be to send it twice.
    seen.outbound = message.text("direction") != "inbound";
    seen.created_at = parse_rfc2822(message.text("date_created"));
    return seen;
}

Failure read_error(const transport::Reply& reply) {
    const auto document = json::try_parse(reply.body).value_or(json::Value{});
    const auto code = document.text("code");
    auto words = document.text("message");
    // RFC 9457, on newer hosts.
    if (words.empty()) words = document.text("detail");
    if (words.empty()) words = document.text("title");

    // The code decides, not the status, but for two: 401 is about the credentials whatever the
    // code, and no code makes it certain that a server in trouble has not sent the message.
    auto meaning = http_meaning(reply.status);
    if (reply.status >= 400 && reply.status != 401) {
        const bool in_table = find_twilio_code(code) != nullptr;
        const auto known = twilio_meaning(code);
        if (known && (in_table || reply.status != 429)) meaning = *known;
        if (reply.status >= 500) meaning.remedy = Remedy::reconcile;
    }
    return refusal(reply, meaning, code, words);
}

} // namespace bkxsms::provider::twilio

#include "core/provider/vonage_receipt.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/vonage_request.hpp"
#include "core/provider/webhook.hpp"

#include <algorithm>
#include <limits>

namespace bkxsms::provider::vonage {
namespace {

/// The two APIs count their errors from 1 and from 1000.
std::string code_of_report(std::string_view code) {
    const bool of_messages = code.size() >= 4 && find_vonage_code(code) != nullptr;
    return (of_messages ? "" : "err-") + std::string(code);
}

std::optional<int> read_segments(std::string_view text) {
    const auto count = parse_integer(text);
    if (!count || *count < 1 || *count > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<int>(*count);
}

/// What reports of all kinds have; the rest is the caller's, the event key above all.
Receipt make_receipt(std::string id, std::string_view reference, std::string_view status) {
    Receipt receipt;
    receipt.provider_message_id = std::move(id);
    receipt.reference = reference_or_none(reference);
    receipt.progress = progress_of(status);
    receipt.provider_status = clean_words(status, max_code_bytes);
    return receipt;
}

} // namespace

Progress progress_of(std::string_view status) noexcept {
    // Carriers accept and buffer; what Vonage itself has taken is "submitted".
    for (const auto* word : {"submitted", "accepted", "buffered", "unknown"})
        if (status == word) return Progress::sent;
    for (const auto* word : {"delivered", "read"})
        if (status == word) return Progress::delivered;
    for (const auto* word : {"expired", "failed", "rejected", "deleted"})
        if (status == word) return Progress::undelivered;
    if (status == "undeliverable") return Progress::failed; // never reached a carrier
    return Progress::queued;
}

std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code, std::string_view words) {
    if (progress != Progress::undelivered && progress != Progress::failed) return std::nullopt;
    Failure failure;
    if (code.empty() || code == "0") {
        if (status == "expired") {
            failure.category = Category::expired;
            failure.remedy = Remedy::later;
        }
        failure.code = clean_words(status, max_code_bytes);
        failure.why = clean_words(words.empty() ? status : words);
        return failure;
    }
    failure.code = clean_words(code_of_report(code), max_code_bytes);
    const auto* known = find_vonage_code(failure.code);
    if (known != nullptr) {
        failure.category = known->category;
        failure.remedy = known->remedy;
    }
    failure.why = clean_words(!words.empty() ? words : known ? known->meaning : status);
    return failure;
}

std::string event_key(const Receipt& receipt) {
    auto key = receipt.provider_message_id + '/' + receipt.provider_status;
    if (receipt.failure) key += '/' + receipt.failure->code;
    if (receipt.price) key += '/' + format_nano(receipt.price->nano) + receipt.price->currency;
    return key;
}

std::optional<TimePoint> read_time(std::string text) {
    // "+0000" is ISO 8601, but RFC 3339 wants its colon; a time without a zone is UTC.
    const auto size = text.size();
    if (size > 5 && (text[size - 5] == '+' || (text[size - 5] == '-' && size > 19))) {
        text.insert(size - 2, 1, ':');
    } else if (size == 19) {
        text += 'Z';
    }
    return parse_rfc3339(text);
}

std::optional<Money> read_price(std::string_view amount, std::string_view currency) {
    const auto nano = parse_nano(amount);
    if (!nano || *nano < 0 || !is_currency(currency)) return std::nullopt;
    return Money{*nano, std::string(currency)};
}

Receipt read_part_report(const Pairs& parameters) {
    const auto value = [&](std::string_view name) { return single(parameters, name); };
    const auto id = value("messageId");
    if (!is_message_id(id)) throw Error(Fault::data, "the webhook has no proper 'messageId'");
    const auto status = value("status");
    auto receipt = make_receipt(std::string(id), value("client-ref"), status);
    receipt.failure = failure_of_report(receipt.progress, status, value("err-code"), "");
    // Not `scts`, whose zone nobody knows. No price: it is that of one part.
    receipt.happened_at = read_time(std::string(value("message-timestamp")));
    receipt.event_key = event_key(receipt);
    return receipt;
}

Receipt read_message_status(const json::Value& document) {
    auto id = document.text("message_uuid");
    if (!is_uuid(id)) throw Error(Fault::data, "the webhook has no proper 'message_uuid'");
    const auto status = document.text("status");
    const auto error = document["error"];
    const auto usage = document["usage"];
    auto receipt = make_receipt(std::move(id), document.text("client_ref"), status);
    auto words = error.text("detail");
    if (words.empty()) words = error.text("reason"); // version 0.1
    receipt.failure = failure_of_report(receipt.progress, status, error_code(error), words);
    receipt.price = read_price(usage.text("price"), usage.text("currency"));
    receipt.segments = read_segments(document["sms"].text("count_total"));
    receipt.happened_at = read_time(document.text("timestamp"));
    receipt.event_key = event_key(receipt);
    return receipt;
}

std::optional<Sighting> read_record(const json::Value& record) {
    auto id = record.text("message_id");
    const auto status = record.text("status");
    if (!is_message_id(id) || status.empty()) return std::nullopt;
    Sighting seen;
    seen.receipt = make_receipt(std::move(id), record.text("client_ref"), status);
    auto& receipt = seen.receipt;
    receipt.failure = failure_of_report(receipt.progress, status, record.text("error_code"),
                                        record.text("error_code_description"));
    receipt.price = read_price(record.text("total_price"), record.text("currency"));
    receipt.happened_at = read_time(record.text("date_finalized"));
    receipt.event_key = event_key(receipt);
    seen.to = e164_of(record.text("to"));
    seen.from = record.text("from");
    seen.text = record.text("message_body");
    // Anything but "inbound" may be the message whose answer was lost.
    seen.outbound = record.text("direction") != "inbound";
    seen.created_at = read_time(record.text("date_received"));
    return seen;
}

} // namespace bkxsms::provider::vonage

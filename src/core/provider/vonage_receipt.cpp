#include "core/provider/vonage_receipt.hpp"

#include "core/base/error.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/vonage_request.hpp"
#include "core/provider/webhook.hpp"

namespace bkxsms::provider::vonage {
namespace {

/// The two APIs count their errors from 1 and from 1000.
std::string code_of_report(std::string_view code) {
    const bool of_messages = code.size() >= 4 && find_vonage_code(code) != nullptr;
    return (of_messages ? "" : "err-") + std::string(code);
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
    static constexpr CodeMeaning expired{"", Category::expired, Remedy::later,
                                         "the validity period ran out"};
    if (code.empty() || code == "0")
        return provider::failure_of_report(progress, status, "",
                                           status == "expired" ? &expired : nullptr, words);
    const auto full = code_of_report(code);
    return provider::failure_of_report(progress, status, full, find_vonage_code(full), words);
}

std::string event_key(const Receipt& receipt) {
    return report_key(receipt) + (receipt.failure ? '/' + receipt.failure->code : "");
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

Receipt read_part_report(const Pairs& parameters) {
    const auto value = [&](std::string_view name) { return single(parameters, name); };
    const auto id = value("messageId");
    if (!is_message_id(id)) throw Error(Fault::data, "the webhook has no proper 'messageId'");
    const auto status = value("status");
    auto receipt = make_receipt(std::string(id), value("client-ref"), status);
    receipt.part = true;
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
    receipt.price = read_money(usage.text("price"), usage.text("currency"));
    receipt.segments = read_count(document["sms"].text("count_total"));
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
    // The Messages API has UUIDs and reports messages whole.
    receipt.part = !is_uuid(receipt.provider_message_id) &&
                   record.text("concatenated") != "false" &&
                   record["concatenated"].boolean().value_or(true);
    if (!receipt.part)
        receipt.price = read_money(record.text("total_price"), record.text("currency"));
    receipt.happened_at = read_time(record.text("date_finalized"));
    receipt.event_key = event_key(receipt);
    seen.to = with_plus(record.text("to"));
    seen.from = with_plus(record.text("from"));
    seen.text = record.text("message_body");
    // Anything but "inbound" may be the message whose answer was lost.
    seen.outbound = record.text("direction") != "inbound";
    seen.created_at = read_time(record.text("date_received"));
    return seen;
}

} // namespace bkxsms::provider::vonage

#include "core/provider/sns_report.hpp"

#include "core/base/parse.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/sns.hpp"
#include "core/provider/sns_answer.hpp"

#include <algorithm>
#include <array>

namespace bkxsms::provider::sns {
namespace {

constexpr std::string_view currency = "USD";

/// "2016-06-28 00:40:34.558", in UTC.
std::optional<TimePoint> read_time(const std::string& text) noexcept {
    return parse_rfc3339(text + 'Z');
}

Failure log_failure(std::string_view response) {
    const auto meaning = sns_response_meaning(response);
    return {meaning.category, meaning.remedy, "FAILURE",
            clean_words(response.empty() ? meaning.meaning : response)};
}

bool never_left(Category category) noexcept {
    return category == Category::opted_out || category == Category::account ||
           category == Category::invalid_request || category == Category::permission;
}

Progress progress_after(const Failure& failure) noexcept {
    return never_left(failure.category) ? Progress::failed : Progress::undelivered;
}

struct Step {
    std::string_view type;
    Progress progress;
};

constexpr auto steps = std::to_array<Step>({
    {"TEXT_QUEUED", Progress::queued},
    {"TEXT_PENDING", Progress::queued},
    {"TEXT_SENT", Progress::sent},
    {"TEXT_SUCCESSFUL", Progress::sent}, // the carrier has it
    {"TEXT_UNKNOWN", Progress::sent},
    {"TEXT_DELIVERED", Progress::delivered},
});

/// `why` as the event describes itself.
std::optional<Failure> event_failure(const std::string& type, const json::Value& event) {
    const auto* known = find_sns_code(type);
    if (known == nullptr) return std::nullopt;
    const auto words = event.text("messageStatusDescription");
    return Failure{known->category, known->remedy, type,
                   clean_words(words.empty() ? known->meaning : words)};
}

} // namespace

std::optional<Sighting> read_log_entry(const json::Value& entry) {
    const auto delivery = entry["delivery"];
    const auto notification = entry["notification"];
    const auto status = entry.text("status");
    Sighting seen;
    auto& receipt = seen.receipt;
    receipt.provider_message_id = notification.text("messageId");
    if (!is_uuid(receipt.provider_message_id)) return std::nullopt;
    if (status == "SUCCESS") {
        const auto acknowledged = parse_integer(delivery.text("dwellTimeMsUntilDeviceAck"));
        receipt.progress = acknowledged ? Progress::delivered : Progress::sent;
    } else if (status == "FAILURE") {
        receipt.failure = log_failure(delivery.text("providerResponse"));
        receipt.progress = progress_after(*receipt.failure);
    } else {
        return std::nullopt;
    }
    receipt.provider_status = status;
    receipt.price = read_money(delivery.text("priceInUSD"), currency);
    receipt.segments = read_count(delivery.text("numberOfMessageParts"));
    receipt.event_key = report_key(receipt);
    seen.to = delivery.text("destination");
    // The time of Publish; that of the delivery is only in the log's own frame.
    seen.created_at = read_time(notification.text("timestamp"));
    return seen;
}

std::optional<Receipt> read_event(const json::Value& event) {
    Receipt receipt;
    const auto type = event.text("eventType");
    receipt.provider_message_id = event.text("messageId");
    if (!type.starts_with("TEXT_") || !is_uuid(receipt.provider_message_id))
        return std::nullopt;
    const auto step = std::ranges::find(steps, type, &Step::type);
    if (step != steps.end()) {
        receipt.progress = step->progress;
    } else if ((receipt.failure = event_failure(type, event))) {
        receipt.progress = progress_after(*receipt.failure);
    } // an event that is new to us moves nothing
    receipt.provider_status = clean_words(type, max_code_bytes);
    const auto price = read_money(event.text("totalMessagePrice"), currency);
    const auto fee = read_money(event.text("totalCarrierFee"), currency);
    if (price) receipt.price = fee ? *price + *fee : *price;
    receipt.segments = read_count(event.text("totalMessageParts"));
    receipt.happened_at = read_millis(parse_integer(event.text("eventTimestamp")));
    receipt.event_key = report_key(receipt);
    return receipt;
}

} // namespace bkxsms::provider::sns

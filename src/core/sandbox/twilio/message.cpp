#include "core/sandbox/twilio/message.hpp"

#include "core/base/json.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/twilio/error.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace bkxsms::sandbox {
namespace {

namespace chr = std::chrono;

TimePoint changed_at(const Message& message, Stage stage) noexcept {
    const auto& plan = *message.delivery;
    switch (stage) {
    case Stage::accepted:
        break;
    case Stage::queued:
        return message.accepted_at + (message.service.empty() ? milliseconds(0) : plan.queued);
    case Stage::sent:
        return message.accepted_at + plan.sent;
    case Stage::done:
        return message.accepted_at + plan.done;
    }
    return message.accepted_at;
}

std::optional<std::string> date_sent(const Message& message, Stage stage) {
    if (message.inbound) return format_rfc2822(message.accepted_at);
    if (stage < Stage::sent || message.delivery->fate == Fate::failed) return std::nullopt;
    return format_rfc2822(message.accepted_at + message.delivery->sent);
}

/// A service picks the sender when it queues the message.
std::optional<std::string> shown_sender(const Message& message, const TwilioAccount& account,
                                        Stage stage) {
    if (!message.from.empty()) return message.from;
    if (stage == Stage::accepted) return std::nullopt;
    return account.numbers.empty() ? "+15005550006" : account.numbers.front();
}

/// `own` is the sandbox's own text: nothing in it needs an escape.
std::string in_quotes_or_null(std::string_view own) {
    return own.empty() ? "null" : fmt::format("\"{}\"", own);
}

} // namespace

std::string_view twilio_status(const Message& message, TimePoint now) noexcept {
    if (message.inbound) return "received";
    switch (stage_at(message, now)) {
    case Stage::accepted:
        return "accepted";
    case Stage::queued:
        return "queued";
    case Stage::sent:
        return "sent";
    case Stage::done:
        break;
    }
    return word(message.delivery->fate);
}

std::string format_rfc2822(TimePoint t) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = chr::floor<chr::days>(t);
    const chr::year_month_day date(day);
    const chr::hh_mm_ss time(chr::floor<chr::seconds>(t - day));
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
                       days[chr::weekday(day).c_encoding()], unsigned(date.day()),
                       months[unsigned(date.month()) - 1], int(date.year()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string twilio_json(const Message& message, const TwilioAccount& account, TimePoint now) {
    const auto stage = stage_at(message, now);
    const auto& plan = *message.delivery;
    const bool undelivered =
        !message.inbound && stage == Stage::done && plan.fate != Fate::delivered;
    const auto uri =
        fmt::format("/2010-04-01/Accounts/{}/Messages/{}", message.account, message.id);
    std::optional<std::string> price;
    if (!message.inbound && is_priced(message, now))
        price = "-" + format_amount(plan.price_nano * std::max(message.segments, 1));
    const auto from = shown_sender(message, account, stage);
    const auto sent = date_sent(message, stage);

    return escape_non_ascii(fmt::format(
        R"({{"sid":"{}","account_sid":"{}","messaging_service_sid":{},"status":"{}",)"
        R"("direction":"{}","to":{},"from":{},"body":{},"num_segments":"{}","num_media":"{}",)"
        R"("price":{},"price_unit":"{}","error_code":{},"error_message":{},)"
        R"("date_created":"{}","date_sent":{},"date_updated":"{}","api_version":"2010-04-01",)"
        R"("uri":"{}.json","subresource_uris":{{"media":"{}/Media.json"}}}})",
        message.id, message.account, in_quotes_or_null(message.service),
        twilio_status(message, now), message.inbound ? "inbound" : "outbound-api",
        json::quoted(message.to), from ? json::quoted(*from) : "null",
        json::quoted(message.body),
        // With a service the parts are counted when it queues the message.
        stage == Stage::accepted ? 0 : message.segments, message.media,
        in_quotes_or_null(price.value_or("")),
        plan.price_unit.empty() ? "USD" : plan.price_unit,
        undelivered ? std::to_string(twilio_delivery_code(plan)) : "null",
        in_quotes_or_null(undelivered ? twilio_delivery_words(twilio_delivery_code(plan)) : ""),
        format_rfc2822(message.accepted_at), in_quotes_or_null(sent.value_or("")),
        format_rfc2822(changed_at(message, stage)), uri, uri));
}

} // namespace bkxsms::sandbox

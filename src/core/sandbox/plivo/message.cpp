#include "core/sandbox/plivo/message.hpp"

#include "core/base/json.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/plivo/error.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

namespace chr = std::chrono;

constexpr const char* no_error = "000";

/// "2017-05-22 21:36:14+05:30"
std::string local_time(TimePoint t, int offset_min) {
    const int ahead = std::abs(offset_min);
    return fmt::format("{}{}{:02}:{:02}", format_date_time(t + chr::minutes(offset_min)),
                       offset_min < 0 ? '-' : '+', ahead / 60, ahead % 60);
}

} // namespace

std::string_view plivo_state(const Message& message, TimePoint now) noexcept {
    if (message.inbound) return "received";
    switch (stage_at(message, now)) {
    case Stage::accepted:
    case Stage::queued:
        return "queued";
    case Stage::sent:
        return "sent";
    case Stage::done:
        break;
    }
    return word(message.delivery->fate);
}

std::string plivo_error_code(const Message& message, std::string_view state) {
    if (state != "undelivered" && state != "failed") return no_error;
    const auto& code = message.delivery->error_code;
    if (!code.empty()) return code;
    return state == "failed" ? "300" : "80";
}

std::string plivo_sender(const Message& message, const PlivoAccount& account) {
    if (!message.from.empty()) return message.from;
    return account.numbers.empty() ? "15005550006" : account.numbers.front();
}

std::string_view without_plus(std::string_view number) noexcept {
    return number.substr(number.starts_with('+') ? 1 : 0);
}

std::string plivo_record(const Message& message, const PlivoAccount& account, TimePoint now) {
    const auto& plan = *message.delivery;
    const auto state = plivo_state(message, now);
    const auto code = plivo_error_code(message, state);
    const auto at = [&](milliseconds after) {
        return local_time(message.accepted_at + after, account.utc_offset_min);
    };
    const bool left = state != "queued" && state != "failed" && !message.inbound;
    const bool done = state == "delivered" || state == "undelivered" || state == "failed";
    const bool priced = is_priced(message, now);
    const int units = std::max(message.segments, 1);

    json::Writer w;
    w.begin_object();
    w.key("error_code").string(code);
    w.key("error_message");
    if (code == no_error) {
        w.null();
    } else {
        w.string(plivo_delivery_words(code));
    }
    w.key("from_number").string(without_plus(plivo_sender(message, account)));
    w.key("message_direction").string(message.inbound ? "inbound" : "outbound");
    w.key("message_state").string(state);
    w.key("message_time").string(at({}));
    w.key("message_sent_time");
    left ? w.string(at(plan.sent)) : w.null();
    w.key("message_updated_time")
        .string(at(done   ? plan.done
                   : left ? plan.sent
                          : milliseconds(0)));
    w.key("message_type").string(message.type.empty() ? "sms" : message.type);
    w.key("message_uuid").string(message.id);
    w.key("powerpack_id");
    message.service.empty() ? w.null() : w.string(message.service);
    w.key("requester_ip").string("127.0.0.1");
    w.key("resource_uri")
        .string(fmt::format("/v1/Account/{}/Message/{}/", message.account, message.id));
    w.key("to_number").string(without_plus(message.to));
    w.key("total_amount").string(format_amount(priced ? plan.price_nano * units : 0));
    w.key("total_rate").string(format_amount(priced ? plan.price_nano : 0));
    w.key("units").integer(units);
    w.end_object();
    return w.str();
}

} // namespace bkxsms::sandbox

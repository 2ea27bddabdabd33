#include "core/sandbox/aws/logs.hpp"

#include "core/base/json.hpp"
#include "core/base/money.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/figures.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t events_per_page = 100;
constexpr std::string_view group_suffix = "/DirectPublishToPhoneNumber";

/// "2016-06-28 00:40:34.558"
std::string log_time(TimePoint t) {
    return fmt::format("{}.{:03}", format_date_time(t), to_millis(t) % 1000);
}

TimePoint logged_at(const Message& message) noexcept {
    return message.accepted_at + message.delivery->done;
}

bool is_success(const Message& message) noexcept {
    return message.delivery->fate == Fate::delivered;
}

std::string_view response_of(const Message& message) noexcept {
    const auto& plan = *message.delivery;
    if (is_success(message)) return "Message has been accepted by phone carrier";
    if (!plan.error_code.empty()) return plan.error_code;
    return plan.fate == Fate::undelivered ? "Phone is currently unreachable/unavailable"
                                          : "Unknown error attempting to reach phone";
}

std::string event_text(const Message& message) {
    const auto& plan = *message.delivery;
    return fmt::format(
        R"({{"notification":{{"messageId":"{}","timestamp":"{}"}},"delivery":{{)"
        R"("phoneCarrier":"Sandbox Mobile","mnc":1,"numberOfMessageParts":{},"destination":{},)"
        R"("priceInUSD":{},"smsType":"{}","mcc":262,"providerResponse":{},"dwellTimeMs":{},)"
        R"("dwellTimeMsUntilDeviceAck":{}}},"status":"{}"}})",
        message.id, log_time(message.accepted_at), message.segments, json::quoted(message.to),
        format_nano(plan.price_nano), message.type.empty() ? "Promotional" : message.type,
        json::quoted(response_of(message)), plan.sent.count(), plan.done.count(),
        is_success(message) ? "SUCCESS" : "FAILURE");
}

/// Which percent of the successes is logged, and none without a role.
bool is_sampled(const Message& message, const AwsState& state) {
    if (!is_success(message)) return true;
    const auto rate = parse_integer(state.attribute("DeliveryStatusSuccessSamplingRate"));
    const auto lot = std::hash<std::string>()(message.id) % 100;
    return static_cast<std::int64_t>(lot) < rate.value_or(0);
}

/// All that is in one group, oldest first.
std::vector<MessagePtr> events_of(bool failures, const AwsLogin& login, const AwsState& state,
                                  const Ledger& ledger, TimePoint now) {
    auto found =
        ledger.newest({.to = {},
                       .after = {},
                       .limit = std::numeric_limits<std::size_t>::max(),
                       .wanted = [&](const Message& message) {
                           return message.provider == "aws" &&
                                  message.account == login.account->id && !message.inbound &&
                                  stage_at(message, now) == Stage::done &&
                                  is_listed(message, now) && is_success(message) != failures &&
                                  is_sampled(message, state);
                       }});
    std::ranges::reverse(found);
    return found;
}

bool matches(const Message& message, const AwsPattern& pattern) {
    return pattern.terms.empty() ||
           std::ranges::any_of(pattern.terms, [&](const AwsPattern::Term& term) {
               return term.value == (term.destination ? message.to : message.id);
           });
}

void append_event(std::string* events, const Message& message) {
    if (!events->empty()) *events += ',';
    const auto at = to_millis(logged_at(message));
    *events += fmt::format(
        R"({{"logStreamName":"5a4db0c5-0000-4000-8000-000000000001","timestamp":{},"message":{},)"
        R"("ingestionTime":{},"eventId":"{:020}{:036}"}})",
        at, json::quoted(event_text(message)), at + 1000, at,
        std::hash<std::string>()(message.id));
}

/// "DirectPublishToPhoneNumber" of this account and region, and whether it is the failures'.
std::optional<bool> read_group(std::string_view name, const AwsLogin& login) {
    const auto successes =
        fmt::format("sns/{}/{}{}", login.region, login.account->id, group_suffix);
    if (name == successes) return false;
    if (name == successes + "/Failure") return true;
    return std::nullopt;
}

} // namespace

std::optional<AwsPattern> read_aws_pattern(std::string_view text) {
    AwsPattern pattern;
    text = trim(text);
    if (text.empty()) return pattern;
    if (!text.starts_with('{') || !text.ends_with('}')) return std::nullopt;
    text = text.substr(1, text.size() - 2);
    while (true) {
        const auto bar = text.find("||");
        const auto term = trim(text.substr(0, bar));
        const auto equals = term.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        const auto path = trim(term.substr(0, equals));
        const auto value = trim(term.substr(equals + 1));
        const bool destination = path == "$.delivery.destination";
        if ((!destination && path != "$.notification.messageId") || value.size() < 2 ||
            !value.starts_with('"') || !value.ends_with('"'))
            return std::nullopt;
        pattern.terms.push_back({destination, std::string(value.substr(1, value.size() - 2))});
        if (bar == std::string_view::npos) return pattern;
        text.remove_prefix(bar + 2);
    }
}

std::variant<std::string, AwsError> aws_filter_log_events(std::string_view body,
                                                          const AwsLogin& login,
                                                          const AwsState& state,
                                                          const Ledger& ledger, TimePoint now) {
    constexpr std::int64_t most = 10'000;
    const auto asked = json::try_parse(body).value_or(json::Value());
    const auto pattern_text = asked.text("filterPattern");
    const auto pattern = read_aws_pattern(pattern_text);
    const auto limit = asked["limit"].present() ? asked["limit"].integer().value_or(0) : most;
    if (!pattern || pattern_text.size() > 1024 || limit < 1 || limit > most)
        return AwsError{"InvalidParameterException", "Invalid filter pattern or limit"};
    const auto failures = read_group(asked.text("logGroupName"), login);
    const bool logging = !state.attribute("DeliveryStatusIAMRole").empty();
    const auto all = failures && logging ? events_of(*failures, login, state, ledger, now)
                                         : std::vector<MessagePtr>();
    // A group is made with its first event.
    if (all.empty()) return AwsError{"ResourceNotFoundException"};

    const auto from = asked["startTime"].integer().value_or(0);
    const auto to =
        asked["endTime"].integer().value_or(std::numeric_limits<std::int64_t>::max());
    const auto begin = static_cast<std::size_t>(
        std::clamp<std::int64_t>(parse_integer(asked.text("nextToken")).value_or(0), 0,
                                 static_cast<std::int64_t>(all.size())));
    std::string events;
    std::int64_t shown = 0;
    auto i = begin;
    for (; i < all.size() && i < begin + events_per_page && shown < limit; ++i) {
        const auto at = to_millis(logged_at(*all[i]));
        if (at < from || at > to || !matches(*all[i], *pattern)) continue;
        append_event(&events, *all[i]);
        ++shown;
    }
    const auto next = i < all.size() ? fmt::format(R"(,"nextToken":"{}")", i) : std::string();
    return fmt::format(R"({{"events":[{}]{},"searchedLogStreams":[]}})", events, next);
}

std::string aws_month_spend(std::string_view body, const AwsLogin& login, const Ledger& ledger,
                            TimePoint now) {
    namespace chr = std::chrono;
    const auto asked = json::try_parse(body).value_or(json::Value());
    const auto today = chr::floor<chr::days>(now);
    const TimePoint month = today - (chr::year_month_day(today).day() - chr::day(1));
    std::int64_t spent = 0;
    bool any = false;
    ledger.newest({.to = {},
                   .after = {},
                   .limit = std::numeric_limits<std::size_t>::max(),
                   .wanted = [&](const Message& message) {
                       if (message.provider != "aws" || message.account != login.account->id ||
                           message.accepted_at < month || !is_priced(message, now))
                           return false;
                       spent += message.delivery->price_nano * std::max(message.segments, 1);
                       any = true;
                       return false;
                   }});
    const bool known = asked.text("MetricName") == "SMSMonthToDateSpentUSD";
    const auto point = any && known
                           ? fmt::format(R"({{"Timestamp":{},"Maximum":{},"Unit":"None"}})",
                                         to_millis(now) / 1000, format_nano(spent))
                           : std::string();
    return fmt::format(R"({{"Label":{},"Datapoints":[{}]}})",
                       json::quoted(asked.text("MetricName")), point);
}

} // namespace bkxsms::sandbox

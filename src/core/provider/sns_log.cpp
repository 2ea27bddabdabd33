#include "core/provider/sns_log.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/sns_answer.hpp"
#include "core/provider/sns_report.hpp"

#include <fmt/format.h>

namespace bkxsms::provider::sns {
namespace {

constexpr std::string_view of_successes = "success:";
constexpr std::string_view of_failures = "failure:";

/// An entry is a JSON string inside JSON, some 700 bytes: a page of these is below
/// transport::usual_reply_bytes even with entries of twice that length.
constexpr std::int64_t page_size = 100;

constexpr std::size_t longest_token = 8 * 1024;

std::string only_of(std::string_view text, std::string_view allowed) {
    std::string out(text);
    std::erase_if(out, [allowed](char c) { return allowed.find(c) == std::string_view::npos; });
    return out;
}

/// An entry is JSON in a string of JSON, with the log's own time beside it.
std::optional<Sighting> read_log_event(const json::Value& event) {
    const auto entry = json::try_parse(event.text("message"));
    auto seen = entry ? read_log_entry(*entry) : std::nullopt;
    if (!seen) return std::nullopt;
    seen->receipt.happened_at = read_millis(event["timestamp"].integer());
    return seen;
}

Failure unreadable_log(std::string_view why) {
    return for_reading(unreadable(why));
}

} // namespace

std::string LogPlace::str() const {
    return std::string(failures ? of_failures : of_successes) + token;
}

LogPlace LogPlace::parse(std::string_view text) {
    if (text.empty()) return {};
    if (text.starts_with(of_failures))
        return {true, std::string(text.substr(of_failures.size()))};
    if (text.starts_with(of_successes))
        return {false, std::string(text.substr(of_successes.size()))};
    throw Error(Fault::software, "not a page of the delivery logs of sns");
}

std::string pattern_for_message(std::string_view message_id) {
    return fmt::format("{{ $.notification.messageId = \"{}\" }}",
                       only_of(message_id, "0123456789abcdefABCDEF-"));
}

std::string pattern_for_recipient(std::string_view e164) {
    return fmt::format("{{ $.delivery.destination = \"{}\" }}", only_of(e164, "+0123456789"));
}

std::string filter_body(const LogSearch& search, const LogPlace& place) {
    json::Writer body;
    body.begin_object()
        .key("logGroupName")
        .string(fmt::format("sns/{}/{}/DirectPublishToPhoneNumber{}", search.region,
                            search.account_id, place.failures ? "/Failure" : ""))
        .key("startTime")
        .integer(to_millis(search.since))
        .key("endTime")
        .integer(to_millis(search.until))
        .key("filterPattern")
        .string(search.pattern);
    if (!place.token.empty()) body.key("nextToken").string(place.token);
    body.key("limit").integer(page_size).end_object();
    return body.str();
}

Answer<LogPage> read_log_page(const transport::Exchange& exchange, const LogPlace& place) {
    const auto document = read_document(exchange, read_error);
    if (const auto* failure = std::get_if<Failure>(&document)) {
        const bool missing = failure->code == "ResourceNotFoundException";
        if (missing && place.failures) return LogPage{};
        return *failure;
    }
    const auto& answer = std::get<json::Value>(document);
    auto entries = read_all(answer["events"], read_log_event);
    if (!entries) return unreadable_log("the answer is not a page of a log");
    LogPage page{std::move(*entries), std::nullopt};
    auto token = answer.text("nextToken");
    if (token.size() > longest_token) return unreadable_log("the log's page token is too long");
    if (!token.empty()) {
        page.next = LogPlace{place.failures, std::move(token)};
    } else if (!place.failures) {
        page.next = LogPlace{true, ""};
    }
    return page;
}

} // namespace bkxsms::provider::sns

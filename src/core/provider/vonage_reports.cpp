#include "core/provider/vonage_reports.hpp"

#include "core/base/error.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/vonage_receipt.hpp"
#include "core/provider/vonage_request.hpp"

#include <algorithm>

namespace bkxsms::provider::vonage {
namespace {

using std::chrono::seconds;
using transport::Exchange;

constexpr std::string_view records_path = "/v2/reports/records";
constexpr seconds clock_difference = std::chrono::minutes(1);
constexpr seconds longest_window = std::chrono::hours(24);

Pairs filter(const VonageAccount& account, std::string_view product) {
    return {{"account_id", account.api_key},
            {"product", std::string(product)},
            {"direction", "outbound"}};
}

std::string url_of(const VonageAccount& account, std::string_view query) {
    return account.api_url + std::string(records_path) + '?' + std::string(query);
}

/// A query as it may stand behind a '?'.
bool is_query(std::string_view query) {
    return !query.empty() && is_visible_ascii(query) &&
           query.find('#') == std::string_view::npos;
}

Answer<Page> read_page(const Exchange& exchange) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& list = std::get<json::Value>(document);
    auto records = read_all(list["records"], read_record);
    if (!records) return for_reading(unreadable("the answer is not a list of records"));
    Page page{std::move(*records), ""};
    if (const auto href = list["_links"]["next"].text("href"); !href.empty()) {
        // Only the query is taken over, or a stranger's page could lead the credentials away.
        const auto parts = cut_url(href);
        if (parts.path != records_path || parts.query.empty() ||
            !is_query(parts.query.substr(1)))
            return for_reading(unreadable("the next page is somewhere else"));
        page.next = parts.query.substr(1);
    }
    return page;
}

Answer<Receipt> read_one(const Exchange& exchange, std::string_view id) {
    auto answer = read_page(exchange);
    if (auto* failure = std::get_if<Failure>(&answer)) return std::move(*failure);
    for (auto& seen : std::get<Page>(answer).messages)
        if (seen.receipt.provider_message_id == id) return std::move(seen.receipt);
    return Failure{Category::not_found, Remedy::later, "ids_not_found",
                   "not in the reports, or not yet"};
}

/// A page of a thousand records.
constexpr std::size_t most_page_bytes = 1 << 20;

Question<Page> page_question(const VonageAccount& account, std::string_view query) {
    auto request = basic_request(account, url_of(account, query));
    request.most_reply_bytes = most_page_bytes;
    return {std::move(request), read_page};
}

} // namespace

Question<Receipt> status_question(const VonageAccount& account, std::string_view product,
                                  std::string_view id) {
    auto query = filter(account, product);
    query.emplace_back("id", id);
    const auto read = [wanted = std::string(id)](const Exchange& exchange) {
        return read_one(exchange, wanted);
    };
    return {basic_request(account, url_of(account, encode_form(query))), read};
}

Question<Page> look_up_question(const VonageAccount& account, std::string_view product,
                                const Lost& lost, std::string_view next) {
    if (!next.empty()) {
        if (!is_query(next)) throw Error(Fault::software, "not a page of vonage's reports");
        return page_question(account, next);
    }
    const auto start = std::chrono::floor<seconds>(lost.since) - clock_difference;
    // The end is not part of the window.
    const auto end = std::min(std::chrono::ceil<seconds>(lost.until) + clock_difference,
                              start + longest_window);
    auto query = filter(account, product);
    query.emplace_back("date_start", format_rfc3339(start));
    query.emplace_back("date_end", format_rfc3339(end));
    return page_question(account, encode_form(query));
}

} // namespace bkxsms::provider::vonage

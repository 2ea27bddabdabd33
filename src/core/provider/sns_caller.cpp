#include "core/provider/sns_caller.hpp"

#include "core/provider/answer.hpp"
#include "core/provider/request.hpp"
#include "core/provider/sns_answer.hpp"

#include <fmt/format.h>

namespace bkxsms::provider::sns {
namespace {

using transport::Exchange;

/// Against a server that leads on and on.
constexpr int most_pages = 100;

constexpr std::string_view numbers_per_page = "30"; // the most there may be: section 4

std::string service_url(std::string url, std::string_view service, const std::string& region) {
    if (url.empty())
        url = fmt::format("https://{}.{}.amazonaws.com{}", service, region,
                          region.starts_with("cn-") ? ".cn" : "");
    return base_of(std::move(url)) + '/';
}

} // namespace

Caller::Caller(const SnsAccount& account)
    : credentials_{account.access_key_id, account.secret_access_key, account.session_token},
      region_(account.region), sns_url_(service_url(account.base_url, "sns", region_)),
      logs_url_(service_url(account.logs_url, "logs", region_)) {}

transport::Request Caller::query(std::string_view action, const Pairs& parameters,
                                 TimePoint now) const {
    Pairs form{{"Action", std::string(action)}, {"Version", "2010-03-31"}};
    form.insert(form.end(), parameters.begin(), parameters.end());
    transport::Request request;
    request.url = sns_url_;
    post_form(&request, form);
    sigv4::sign(&request, credentials_, {region_, "sns"}, now);
    return request;
}

transport::Request Caller::filter_logs(std::string body, TimePoint now) const {
    transport::Request request;
    request.method = "POST";
    request.url = logs_url_;
    request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                       {"X-Amz-Target", std::string(filter_target)}};
    request.body = std::move(body);
    sigv4::sign(&request, credentials_, {region_, "logs"}, now);
    return request;
}

namespace {

/// One page, and the ones after it.
Question<Receipt> find_from(const SharedCaller& caller, const LogSearch& search,
                            const std::string& id, const LogPlace& place, int page,
                            TimePoint now) {
    const auto find = [place, id](const Exchange& exchange) -> Answer<Receipt> {
        auto answer = read_log_page(exchange, place);
        if (auto* failure = std::get_if<Failure>(&answer)) return std::move(*failure);
        for (auto& entry : std::get<LogPage>(answer).entries)
            if (entry.receipt.provider_message_id == id) return std::move(entry.receipt);
        return Failure{Category::not_found, Remedy::later, "not-logged",
                       "the delivery logs do not have it yet"};
    };
    const auto more = [=](const Exchange& exchange,
                          TimePoint later) -> std::optional<Question<Receipt>> {
        const auto found = find(exchange);
        const auto* failure = std::get_if<Failure>(&found);
        if (failure == nullptr || page == most_pages) return std::nullopt;
        // Without a log of successes there may still be one of failures.
        if (failure->code == "ResourceNotFoundException")
            return find_from(caller, search, id, {true, ""}, page + 1, later);
        const auto answer = read_log_page(exchange, place);
        const auto* read = std::get_if<LogPage>(&answer);
        if (read == nullptr || !read->next) return std::nullopt;
        return find_from(caller, search, id, *read->next, page + 1, later);
    };
    return {caller->filter_logs(filter_body(search, place), now), find, more};
}

/// `known` are the numbers of the pages before.
Question<std::vector<OwnNumber>> list_from(const SharedCaller& caller,
                                           const std::vector<OwnNumber>& known,
                                           const std::string& token, int page, TimePoint now) {
    const auto read = [known](const Exchange& exchange) -> Answer<std::vector<OwnNumber>> {
        auto answer = read_own_numbers(exchange);
        if (auto* failure = std::get_if<Failure>(&answer)) return std::move(*failure);
        auto& last = std::get<OwnNumbers>(answer);
        if (!last.next.empty())
            return Failure{Category::provider_error, Remedy::backoff, "incomplete",
                           "the list goes on"};
        auto all = known;
        all.insert(all.end(), last.numbers.begin(), last.numbers.end());
        return all;
    };
    const auto more = [=](const Exchange& exchange,
                          TimePoint later) -> std::optional<Question<std::vector<OwnNumber>>> {
        const auto answer = read_own_numbers(exchange);
        const auto* listed = std::get_if<OwnNumbers>(&answer);
        if (listed == nullptr || listed->next.empty() || page == most_pages)
            return std::nullopt;
        auto all = known;
        all.insert(all.end(), listed->numbers.begin(), listed->numbers.end());
        return list_from(caller, all, listed->next, page + 1, later);
    };
    Pairs parameters;
    if (!token.empty()) parameters.emplace_back("NextToken", token);
    parameters.emplace_back("MaxResults", std::string(numbers_per_page));
    return {caller->query("ListOriginationNumbers", parameters, now), read, more};
}

} // namespace

Question<Receipt> find_in_logs(const SharedCaller& caller, const LogSearch& search,
                               std::string_view message_id, TimePoint now) {
    return find_from(caller, search, std::string(message_id), {}, 1, now);
}

Question<std::vector<OwnNumber>> list_numbers(const SharedCaller& caller, TimePoint now) {
    return list_from(caller, {}, "", 1, now);
}

} // namespace bkxsms::provider::sns

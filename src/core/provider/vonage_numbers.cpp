#include "core/provider/vonage_numbers.hpp"

#include "core/base/parse.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/request.hpp"
#include "core/provider/vonage_jwt.hpp"
#include "core/provider/vonage_request.hpp"

#include <fmt/format.h>

namespace bkxsms::provider::vonage {
namespace {

using transport::Exchange;

constexpr int page_size = 100; // the most that a page can have

std::string_view type_of(std::string_view type) {
    if (type == "mobile-lvn") return "mobile";
    if (type == "landline") return "local";
    if (type == "landline-toll-free") return "toll_free";
    return type == "mobile-shortcode" ? "short_code" : "";
}

std::optional<OwnNumber> read_own_number(const json::Value& entry) {
    OwnNumber own;
    own.type = type_of(entry.text("type"));
    own.number = entry.text("msisdn");
    if (own.type != "short_code") own.number = with_plus(own.number);
    if (!is_e164(own.number) && !is_short_code(own.number)) return std::nullopt;
    if (auto country = entry.text("country"); is_country(country))
        own.country = std::move(country);
    own.texts = false;
    const auto features = entry["features"];
    for (std::size_t i = 0; i < features.size(); ++i)
        own.texts |= features.at(i).string() == "SMS";
    own.monthly = read_money(entry.text("cost"), usual_currency);
    return own;
}

/// Without numbers there is no list.
Answer<std::vector<OwnNumber>> read_numbers(const json::Value& answer) {
    if (answer.text("count") == "0") return std::vector<OwnNumber>();
    auto numbers = read_all(answer["numbers"], read_own_number);
    if (!numbers) return for_reading(unreadable("the answer is not a list of numbers"));
    return std::move(*numbers);
}

Answer<std::vector<OwnNumber>> read_own_numbers(const Exchange& exchange) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& answer = std::get<json::Value>(document);
    if (answer["count"].integer().value_or(0) > page_size)
        return Failure{Category::invalid_request, Remedy::none, "too-many",
                       fmt::format("the account has more than {} numbers", page_size)};
    return read_numbers(answer);
}

Answer<std::vector<OwnNumber>> read_offered_numbers(const Exchange& exchange) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    return read_numbers(std::get<json::Value>(document));
}

Answer<OwnNumber> read_bought(const Exchange& exchange, OwnNumber bought) {
    auto document = read_purchase(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& result = std::get<json::Value>(document);
    const auto code = result.text("error-code");
    if (code == "200") return bought;
    if (code.empty()) return unreadable("the answer does not say if it was bought");
    return Failure{Category::invalid_request, Remedy::none, clean_words(code, max_code_bytes),
                   clean_words(result.text("error-code-label"))};
}

/// Their words are in either case.
bool succeeded(const json::Value& insight) {
    return ascii_lower(insight["status"].text("code")) == "ok";
}

Answer<NumberFacts> read_insights(const Exchange& exchange, const std::string& number) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto insights = std::get<json::Value>(document)["insights"];
    const auto format = insights["format"];
    const auto carrier = insights["current_carrier"];
    if (!succeeded(format) && !succeeded(carrier)) {
        const auto status = format["status"];
        if (const auto code = status.text("code"); !code.empty())
            return Failure{Category::not_found, Remedy::none, clean_words(code, max_code_bytes),
                           clean_words(status.text("message"))};
        return for_reading(unreadable("the answer has no insight in it"));
    }
    NumberFacts facts;
    facts.number = number;
    const auto country = [](const json::Value& insight) {
        auto code = insight.text("country_code");
        return is_country(code) ? code : std::string();
    };
    if (succeeded(format)) {
        facts.exists = format["is_format_valid"].boolean().value_or(true);
        facts.country = country(format);
    }
    if (succeeded(carrier)) {
        facts.carrier = clean_words(carrier.text("name"));
        facts.network = network_of(carrier.text("network_code"));
        facts.type = line_type(carrier.text("network_type"));
        if (facts.country.empty()) facts.country = country(carrier);
    }
    return facts;
}

} // namespace

Question<std::vector<OwnNumber>> own_numbers_question(const VonageAccount& account) {
    const Pairs query{{"size", std::to_string(page_size)}, {"index", "1"}};
    return {basic_request(account, account.rest_url + "/account/numbers?" + encode_form(query)),
            read_own_numbers};
}

Question<std::vector<OwnNumber>> offered_numbers_question(const VonageAccount& account,
                                                          std::string_view country) {
    const Pairs query{{"country", std::string(country)},
                      {"size", std::to_string(page_size)},
                      {"index", "1"},
                      {"features", "SMS"}};
    return {basic_request(account, account.rest_url + "/number/search?" + encode_form(query)),
            read_offered_numbers};
}

Question<OwnNumber> buy_question(const VonageAccount& account, std::string_view country,
                                 std::string_view number) {
    auto request = basic_request(account, account.rest_url + "/number/buy");
    post_form(&request, {{"country", std::string(country)}, {"msisdn", bare_number(number)}});
    OwnNumber bought;
    bought.number = number;
    bought.country = country;
    return {std::move(request),
            [bought](const Exchange& exchange) { return read_bought(exchange, bought); }};
}

Question<NumberFacts> insight_question(const VonageAccount& account, std::string_view number,
                                       TimePoint now) {
    json::Writer body;
    body.begin_object().key("phone_number").string(bare_number(number)).key("insights");
    body.begin_object().key("format").begin_object().end_object();
    body.key("current_carrier").begin_object().end_object().end_object().end_object();
    transport::Request request;
    request.url = account.insights_url + "/identity-insights/v1/requests";
    post_json(&request, body.str());
    request.authorization =
        bearer_authorization(account.application_id, account.private_key, request, now);
    return {std::move(request), [asked = std::string(number)](const Exchange& exchange) {
                return read_insights(exchange, asked);
            }};
}

} // namespace bkxsms::provider::vonage

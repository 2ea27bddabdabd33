#include "core/provider/vonage_numbers.hpp"

#include "core/base/parse.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/vonage_jwt.hpp"
#include "core/provider/vonage_receipt.hpp"
#include "core/provider/vonage_request.hpp"

#include <algorithm>

namespace bkxsms::provider::vonage {
namespace {

using transport::Exchange;

constexpr auto page_size = "100"; // the most that a page can have

std::string type_of(std::string_view type) {
    if (type == "mobile-lvn") return "mobile";
    if (type == "landline") return "local";
    if (type == "landline-toll-free") return "toll_free";
    if (type == "mobile-shortcode") return "short_code";
    return {};
}

std::optional<OwnNumber> read_number(const json::Value& entry) {
    const auto digits = entry.text("msisdn");
    if (digits.empty() || digits.size() > 15 ||
        digits.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    OwnNumber number;
    number.type = type_of(entry.text("type"));
    const auto full = number.type == "short_code" ? "" : e164_of(digits);
    number.number = full.empty() ? digits : full;
    number.country = clean_words(entry.text("country"), 2);
    number.texts = false;
    const auto features = entry["features"];
    for (std::size_t i = 0; i < features.size(); ++i)
        number.texts |= features.at(i).string() == "SMS";
    number.monthly = read_price(entry.text("cost"), usual_currency);
    return number;
}

Answer<std::vector<OwnNumber>> read_numbers(const Exchange& exchange) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& list = std::get<json::Value>(document);
    const auto entries = list["numbers"];
    if (!entries.is_array() && list.text("count") != "0") // without numbers there is no list
        return for_reading(unreadable("the answer is not a list of numbers"));
    std::vector<OwnNumber> numbers;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto number = read_number(entries.at(i));
        if (!number) return for_reading(unreadable("the list has a broken number"));
        numbers.push_back(std::move(*number));
    }
    return numbers;
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

std::string line_type(std::string_view network_type) {
    const auto type = ascii_lower(network_type);
    if (type.empty() || type == "unknown") return {};
    if (type == "mobile" || type == "landline") return type;
    if (type == "virtual" || type == "voip") return "voip";
    if (type.starts_with("toll")) return "toll_free";
    return "other";
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
    if (succeeded(format)) {
        facts.exists = format["is_format_valid"].boolean().value_or(true);
        facts.country = clean_words(format.text("country_code"), 2);
    }
    if (succeeded(carrier)) {
        facts.carrier = clean_words(carrier.text("name"), max_code_bytes);
        facts.network = clean_words(carrier.text("network_code"), 6);
        facts.type = line_type(carrier.text("network_type"));
        if (facts.country.empty()) facts.country = clean_words(carrier.text("country_code"), 2);
    }
    return facts;
}

} // namespace

Question<std::vector<OwnNumber>> own_numbers_question(const VonageAccount& account) {
    const Pairs query{{"size", page_size}, {"index", "1"}};
    return {basic_request(account, account.rest_url + "/account/numbers?" + encode_form(query)),
            read_numbers};
}

Question<std::vector<OwnNumber>> offered_numbers_question(const VonageAccount& account,
                                                          std::string_view country) {
    const Pairs query{{"country", std::string(country)},
                      {"size", page_size},
                      {"index", "1"},
                      {"features", "SMS"}};
    return {basic_request(account, account.rest_url + "/number/search?" + encode_form(query)),
            read_numbers};
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

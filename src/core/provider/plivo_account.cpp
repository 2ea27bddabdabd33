#include "core/provider/plivo_account.hpp"

#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/plivo_message.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"

#include <fmt/format.h>

namespace bkxsms::provider::plivo {

using transport::Exchange;
using transport::Reply;

Answer<Money> read_balance(const Exchange& exchange) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto nano = parse_nano(std::get<json::Value>(document).text("cash_credits"));
    if (!nano) return for_reading(unreadable("the answer is not an account with its credits"));
    return Money{*nano, std::string(currency)};
}

Answer<std::vector<Price>> read_prices(const Exchange& exchange, std::string_view country) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& answer = std::get<json::Value>(document);
    const auto message = answer["message"];
    const auto networks = message["outbound_networks_list"];
    if (answer.text("country_iso") != country || !message.is_object())
        return for_reading(unreadable("the answer is not that country's price list"));
    std::vector<std::string> rates;
    if (auto rate = message["outbound"].text("rate"); !rate.empty())
        rates.push_back(std::move(rate));
    for (std::size_t i = 0; i < networks.size(); ++i)
        rates.push_back(networks.at(i).text("rate"));
    std::vector<Price> prices;
    for (const auto& rate : rates) {
        auto price = read_money(rate, currency);
        if (!price) return for_reading(unreadable("the price list has a broken price"));
        prices.push_back({std::string(country), "", std::move(*price)});
    }
    return dearest(std::move(prices));
}

namespace {

/// The answer is documented in two ways, with the same things in it under other names.
std::string either(const json::Value& answer, std::string_view object, std::string_view name,
                   std::string_view old_object, std::string_view old_name) {
    auto text = answer[object].text(name);
    return text.empty() ? answer[old_object].text(old_name) : text;
}

bool says_no_such_number(const Exchange& exchange) {
    const auto* reply = std::get_if<Reply>(&exchange);
    if (reply == nullptr || reply->status != 404) return false;
    const auto document = json::try_parse(reply->body).value_or(json::Value{});
    return document.text("code") == "20404" || document["error"].text("code") == "20404";
}

} // namespace

Answer<NumberFacts> read_number(const Exchange& exchange, std::string_view e164) {
    NumberFacts facts;
    facts.number = e164;
    if (says_no_such_number(exchange)) {
        facts.exists = false;
        return facts;
    }
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& answer = std::get<json::Value>(document);
    const auto carrier = [&answer](std::string_view name) {
        return either(answer, "carrier", name, "service_provider", name);
    };
    if (either(answer, "format", "e164", "number_format", "e164") != e164)
        return for_reading(unreadable("the answer is not about that number"));
    if (auto country = either(answer, "country", "iso2", "country", "code_iso2");
        is_country(country))
        facts.country = std::move(country);
    facts.carrier = clean_words(carrier("name"));
    facts.network = network_of(carrier("mobile_country_code"), carrier("mobile_network_code"));
    facts.type = line_type(carrier("type"));
    return facts;
}

namespace {

/// Own numbers have a `number_type`, offered ones a `type`; countries are named in words.
std::optional<OwnNumber> read_own_number(const json::Value& number) {
    OwnNumber own;
    own.number = with_plus(number.text("number"));
    if (!is_e164(own.number) && !is_short_code(own.number)) return std::nullopt;
    own.type = sender_type(number.text("number_type"));
    if (own.type.empty()) own.type = sender_type(number.text("type"));
    own.texts = number["sms_enabled"].boolean().value_or(true);
    own.monthly = read_money(number.text("monthly_rental_rate"), currency);
    return own;
}

Answer<std::vector<OwnNumber>> read_numbers(const json::Value& list) {
    auto numbers = read_all(list, read_own_number);
    if (!numbers) return for_reading(unreadable("the answer is not a list of numbers"));
    return std::move(*numbers);
}

} // namespace

Answer<std::vector<OwnNumber>> read_own_numbers(const Exchange& exchange) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& answer = std::get<json::Value>(document);
    const auto objects = answer["objects"];
    const auto meta = answer["meta"];
    const auto total = meta["total_count"].integer().value_or(0);
    if (!meta.text("next").empty() || total > static_cast<std::int64_t>(objects.size()))
        return Failure{Category::invalid_request, Remedy::none, "too-many",
                       fmt::format("the account has more than {} numbers", list_limit)};
    return read_numbers(objects);
}

Answer<std::vector<OwnNumber>> read_offered_numbers(const Exchange& exchange,
                                                    std::string_view country) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    auto numbers = read_numbers(std::get<json::Value>(document)["objects"]);
    if (auto* list = std::get_if<std::vector<OwnNumber>>(&numbers))
        for (auto& number : *list) number.country = country;
    return numbers;
}

Answer<OwnNumber> read_bought_number(const Exchange& exchange, std::string_view country,
                                     std::string_view number) {
    auto document = read_purchase(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto bought = std::get<json::Value>(document)["numbers"].at(0);
    const auto status = ascii_lower(bought.text("status"));
    if (with_plus(bought.text("number")) != number ||
        (status != "success" && status != "pending"))
        return unreadable("the answer does not say that the number was bought");
    OwnNumber own;
    own.number = number;
    own.country = country;
    own.texts = status == "success";
    return own;
}

} // namespace bkxsms::provider::plivo

#include "core/provider/twilio_account.hpp"

#include "core/base/json.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/twilio_message.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms::provider::twilio {

using transport::Exchange;

Answer<Money> read_balance(const Exchange& exchange) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& balance = std::get<json::Value>(document);
    const auto nano = parse_nano(balance.text("balance"));
    auto currency = balance.text("currency");
    if (!nano || !is_currency(currency))
        return for_reading(unreadable("the answer is not a balance"));
    return Money{*nano, std::move(currency)};
}

namespace {

/// The dearest of a carrier's prices by kind of sender, as this account pays them; -1 if one of
/// them cannot be read, or there is none.
std::int64_t dearest_nano(const json::Value& prices) {
    std::int64_t dearest = -1;
    for (std::size_t i = 0; i < prices.size(); ++i) {
        auto text = prices.at(i).text("current_price");
        if (text.empty()) text = prices.at(i).text("base_price");
        const auto nano = parse_nano(text);
        if (!nano || *nano < 0) return -1;
        dearest = std::max(dearest, *nano);
    }
    return dearest;
}

} // namespace

Answer<std::vector<Price>> read_prices(const Exchange& exchange, std::string_view country) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& answer = std::get<json::Value>(document);
    const auto carriers = answer["outbound_sms_prices"];
    const auto currency = answer.text("price_unit");
    if (!carriers.is_array() || !is_currency(currency) || answer.text("iso_country") != country)
        return for_reading(unreadable("the answer is not that country's price list"));
    std::vector<Price> prices;
    for (std::size_t i = 0; i < carriers.size(); ++i) {
        const auto carrier = carriers.at(i);
        const auto nano = dearest_nano(carrier["prices"]);
        if (nano < 0) return for_reading(unreadable("the price list has a broken price"));
        prices.push_back({std::string(country),
                          network_of(carrier.text("mcc"), carrier.text("mnc")),
                          {nano, currency}});
    }
    return dearest(std::move(prices));
}

Answer<NumberFacts> read_number(const Exchange& exchange, std::string_view e164) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& answer = std::get<json::Value>(document);
    const auto valid = answer["valid"].boolean();
    if (!valid)
        return for_reading(unreadable("the answer does not say if the number is valid"));
    NumberFacts facts;
    facts.number = e164;
    facts.exists = *valid;
    if (auto country = answer.text("country_code"); is_country(country))
        facts.country = std::move(country);
    const auto line = answer["line_type_intelligence"];
    facts.carrier = clean_words(line.text("carrier_name"));
    facts.network =
        network_of(line.text("mobile_country_code"), line.text("mobile_network_code"));
    facts.type = line_type(line.text("type"));
    return facts;
}

namespace {

/// Lists of numbers write "SMS", resources "sms". What is not said is taken for able: every
/// number that is asked for has been asked for with SMS.
bool can_text(const json::Value& number) {
    const auto capabilities = number["capabilities"];
    const auto lower = capabilities["sms"].boolean();
    return lower ? *lower : capabilities["SMS"].boolean().value_or(true);
}

std::optional<OwnNumber> read_own_number(const json::Value& number) {
    OwnNumber own;
    own.number = number.text("phone_number");
    if (!is_e164(own.number)) return std::nullopt;
    if (auto country = number.text("iso_country"); is_country(country))
        own.country = std::move(country);
    own.type = sender_type(number.text("type"));
    own.texts = can_text(number);
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
    if (!answer.text("next_page_uri").empty())
        return Failure{Category::invalid_request, Remedy::none, "too-many",
                       fmt::format("the account has more than {} numbers", own_numbers_page)};
    return read_numbers(answer["incoming_phone_numbers"]);
}

Answer<std::vector<OwnNumber>> read_offered_numbers(const Exchange& exchange,
                                                    std::string_view country,
                                                    std::string_view type) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    auto numbers = read_numbers(std::get<json::Value>(document)["available_phone_numbers"]);
    if (auto* list = std::get_if<std::vector<OwnNumber>>(&numbers)) {
        for (auto& number : *list) {
            if (number.country.empty()) number.country = country;
            if (number.type.empty()) number.type = type;
        }
    }
    return numbers;
}

Answer<OwnNumber> read_bought_number(const Exchange& exchange, std::string_view country,
                                     std::string_view number) {
    auto document = read_purchase(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    auto bought = read_own_number(std::get<json::Value>(document));
    if (!bought || bought->number != number)
        return unreadable("the answer does not name the number that was to be bought");
    if (bought->country.empty()) bought->country = country;
    return std::move(*bought);
}

} // namespace bkxsms::provider::twilio

#include "core/provider/vonage_money.hpp"

#include "core/base/encode.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/vonage_receipt.hpp"
#include "core/provider/vonage_request.hpp"

namespace bkxsms::provider::vonage {
namespace {

using transport::Exchange;

/// A balance is a JSON number made of a binary one, "10.280000000000001": what nobody is billed
/// is cut off.
std::string_view without_dust(std::string_view decimal) noexcept {
    constexpr std::size_t most_decimals = 9;
    const auto point = decimal.find('.');
    if (point == std::string_view::npos) return decimal;
    if (decimal.find_first_not_of("0123456789", point + 1) != std::string_view::npos)
        return decimal;
    return decimal.substr(0, point + 1 + most_decimals);
}

Answer<Money> read_balance(const Exchange& exchange) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto nano = parse_nano(without_dust(std::get<json::Value>(document).text("value")));
    if (!nano) return for_reading(unreadable("the answer is not a balance"));
    return Money{*nano, std::string(usual_currency)};
}

bool is_network(std::string_view code) noexcept {
    return (code.size() == 5 || code.size() == 6) &&
           code.find_first_not_of("0123456789") == std::string_view::npos;
}

Answer<std::vector<Price>> read_prices(const Exchange& exchange) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& table = std::get<json::Value>(document);
    const auto country = table.text("countryCode");
    if (country.size() != 2)
        return for_reading(unreadable("the answer is not a country's prices"));
    const auto billed_in = table.text("currency");
    std::vector<Price> prices;
    if (auto price = read_price(table.text("defaultPrice"), billed_in))
        prices.push_back({clean_words(country, 2), "", std::move(*price)});
    const auto networks = table["networks"];
    for (std::size_t i = 0; i < networks.size(); ++i) {
        const auto network = networks.at(i);
        auto code = network.text("networkCode");
        auto own = network.text("currency");
        auto price = read_price(network.text("price"), own.empty() ? billed_in : own);
        if (is_network(code) && price)
            prices.push_back({clean_words(country, 2), std::move(code), std::move(*price)});
    }
    if (prices.empty()) return for_reading(unreadable("the answer has no price in it"));
    return prices;
}

} // namespace

Question<Money> balance_question(const VonageAccount& account) {
    return {basic_request(account, account.rest_url + "/account/get-balance"), read_balance};
}

Question<std::vector<Price>> prices_question(const VonageAccount& account,
                                             std::string_view country) {
    return {basic_request(account, account.rest_url +
                                       "/account/get-pricing/outbound/sms?country=" +
                                       percent_encode(country)),
            read_prices};
}

} // namespace bkxsms::provider::vonage

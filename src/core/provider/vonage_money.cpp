#include "core/provider/vonage_money.hpp"

#include "core/provider/answer.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
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

/// The country's default price, and those of networks that have their own.
Answer<std::vector<Price>> read_prices(const Exchange& exchange, std::string_view country) {
    auto document = read_document(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document)) return std::move(*failure);
    const auto& answer = std::get<json::Value>(document);
    const auto currency = answer.text("currency");
    const auto read_network = [&](const json::Value& network) -> std::optional<Price> {
        auto own = network.text("currency");
        auto price = read_money(network.text("price"), own.empty() ? currency : own);
        if (!price) return std::nullopt;
        return Price{std::string(country), network_of(network.text("networkCode")),
                     std::move(*price)};
    };
    auto prices = read_all(answer["networks"], read_network);
    if (answer.text("countryCode") != country || !prices)
        return for_reading(unreadable("the answer is not that country's price list"));
    if (const auto usual = answer.text("defaultPrice"); !usual.empty()) {
        auto price = read_money(usual, currency);
        if (!price) return for_reading(unreadable("the price list has a broken price"));
        prices->push_back({std::string(country), "", std::move(*price)});
    }
    return dearest(std::move(*prices));
}

} // namespace

Question<Money> balance_question(const VonageAccount& account) {
    return {basic_request(account, account.rest_url + "/account/get-balance"), read_balance};
}

Question<std::vector<Price>> prices_question(const VonageAccount& account,
                                             std::string_view country) {
    const auto path = "/account/get-pricing/outbound/sms?country=" + std::string(country);
    return {basic_request(account, account.rest_url + path),
            [asked = std::string(country)](const Exchange& exchange) {
                return read_prices(exchange, asked);
            }};
}

} // namespace bkxsms::provider::vonage

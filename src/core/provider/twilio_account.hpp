#pragma once

#include "core/provider/provider.hpp"

#include <string_view>
#include <vector>

/// \file
/// What Twilio tells of the account, of prices and of numbers. Inside the adapter only. Facts:
/// docs/providers/twilio.md section 4.

namespace bkxsms::provider::twilio {

Answer<Money> read_balance(const transport::Exchange& exchange);

/// Of each network the dearest price, for Twilio has one for each kind of sender.
Answer<std::vector<Price>> read_prices(const transport::Exchange& exchange,
                                       std::string_view country);

/// A number that does not exist is an answer, not a failure: HTTP 200 and `valid: false`.
Answer<NumberFacts> read_number(const transport::Exchange& exchange, std::string_view e164);

/// How many of the account's numbers one answer can hold.
inline constexpr std::size_t own_numbers_page = 100;

/// All numbers of the account, or a failure: an account with more than one page of them is
/// told so, because a list that ends early says of numbers that they are not ours.
Answer<std::vector<OwnNumber>> read_own_numbers(const transport::Exchange& exchange);

/// `type` is what was asked for, as OwnNumber has it; the answer does not say.
Answer<std::vector<OwnNumber>> read_offered_numbers(const transport::Exchange& exchange,
                                                    std::string_view country,
                                                    std::string_view type);

/// A purchase that is not plainly done or plainly refused is to be reconciled.
Answer<OwnNumber> read_bought_number(const transport::Exchange& exchange,
                                     std::string_view country, std::string_view number);

} // namespace bkxsms::provider::twilio

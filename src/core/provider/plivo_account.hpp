#pragma once

#include "core/provider/provider.hpp"

#include <string_view>
#include <vector>

/// \file
/// What Plivo tells of the account, of prices and of numbers. Inside the adapter only. Facts:
/// docs/providers/plivo.md section 4.

namespace bkxsms::provider::plivo {

Answer<Money> read_balance(const transport::Exchange& exchange);

Answer<std::vector<Price>> read_prices(const transport::Exchange& exchange,
                                       std::string_view country);

/// A number that does not exist is an answer, not a failure: HTTP 404 with the code 20404.
Answer<NumberFacts> read_number(const transport::Exchange& exchange, std::string_view e164);

/// How many objects a list may be asked for.
inline constexpr std::size_t list_limit = 20;

/// All numbers of the account, or a failure: an account with more than one page of them is
/// told so, because a list that ends early says of numbers that they are not ours.
Answer<std::vector<OwnNumber>> read_own_numbers(const transport::Exchange& exchange);

Answer<std::vector<OwnNumber>> read_offered_numbers(const transport::Exchange& exchange,
                                                    std::string_view country);

/// A purchase that is not plainly done or plainly refused is to be reconciled. A number that is
/// bought, but waits for papers, cannot text.
Answer<OwnNumber> read_bought_number(const transport::Exchange& exchange,
                                     std::string_view country, std::string_view number);

} // namespace bkxsms::provider::plivo

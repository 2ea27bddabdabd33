#pragma once

#include "core/provider/vonage.hpp"

#include <string_view>
#include <vector>

/// \file
/// The account's balance and Vonage's prices. Inside the adapter only. Facts:
/// docs/providers/vonage.md section 4.

namespace bkxsms::provider::vonage {

Question<Money> balance_question(const VonageAccount& account);
Question<std::vector<Price>> prices_question(const VonageAccount& account,
                                             std::string_view country);

} // namespace bkxsms::provider::vonage

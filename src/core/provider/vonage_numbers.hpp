#pragma once

#include "core/provider/vonage.hpp"

#include <string_view>
#include <vector>

/// \file
/// Numbers: our own, those for sale, and what Vonage knows about other people's. Inside the
/// adapter only. Facts: docs/providers/vonage.md section 4.

namespace bkxsms::provider::vonage {

/// All numbers of the account, or a failure: an account with more than a hundred is told so,
/// because a list that ends early says of numbers that they are not ours.
Question<std::vector<OwnNumber>> own_numbers_question(const VonageAccount& account);
/// The first hundred.
Question<std::vector<OwnNumber>> offered_numbers_question(const VonageAccount& account,
                                                          std::string_view country);
/// The answer tells no more than that it is ours now: OwnNumber::type is "".
Question<OwnNumber> buy_question(const VonageAccount& account, std::string_view country,
                                 std::string_view number);

/// Identity Insights, which only an application may ask. Whether the number is in use is not
/// looked up: one that cannot exist has NumberFacts::exists false.
Question<NumberFacts> insight_question(const VonageAccount& account, std::string_view number,
                                       TimePoint now);

} // namespace bkxsms::provider::vonage

#pragma once

#include "core/provider/provider.hpp"

#include <string>
#include <string_view>
#include <vector>

/// \file
/// Numbers, networks and prices as providers write them, in the words that provider.hpp uses.

namespace bkxsms::provider {

/// '+' and 7 to 15 digits: fit for a path as it is.
bool is_e164(std::string_view text) noexcept;

bool is_short_code(std::string_view text) noexcept; ///< 3 to 6 digits
bool is_country(std::string_view text) noexcept;    ///< two capital letters

/// "14155550100" → "+14155550100", for providers that leave the '+' away. Short codes and names
/// stay as they are.
std::string with_plus(std::string_view number);

/// "262" and "01" → "26201"; "" if they are no mobile country and network code.
std::string network_of(std::string_view mcc, std::string_view mnc);
std::string network_of(std::string_view mcc_and_mnc); ///< of "26201"

/// A word for a kind of line ("nonFixedVoip", "toll-free", "fixed", "virtual") as
/// NumberFacts::type has it. "" for "" and "unknown", "other" for any other word.
std::string_view line_type(std::string_view word);

/// The same for OwnNumber::type; "" for what is none of its words.
std::string_view sender_type(std::string_view word);

/// One price for each country and network, the dearest: who asks wants to know what a message
/// may cost, and does not say from which kind of number it will go. In order of the networks.
std::vector<Price> dearest(std::vector<Price> prices);

} // namespace bkxsms::provider

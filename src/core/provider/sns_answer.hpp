#pragma once

#include "core/provider/provider.hpp"
#include "core/provider/xml.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// What SNS answers: XML from the Query protocol, JSON from the logs, anything from what stands
/// before them. Inside the adapter only. Facts: docs/providers/aws_sns.md sections 2 to 4.

namespace bkxsms::provider::sns {

/// Digits, with or without '+': not the name that a sender ID is.
bool is_origination_number(std::string_view text) noexcept;

/// Code, category and words of an answer that is not 2xx, whatever it is written in; if there
/// is none, or no known code in it, what the HTTP status means.
Failure read_error(const transport::Reply& reply);

/// <{action}Result> of a successful answer to `action`, or why there is none.
Answer<xml::Element> read_result(const transport::Exchange& exchange, std::string_view action);

/// The MessageId of an answer to Publish; "" if it has none.
std::string read_message_id(std::string_view body);

/// Of an answer to CheckIfPhoneNumberIsOptedOut.
Answer<bool> read_opted_out(const transport::Exchange& exchange);

struct OwnNumbers {
    std::vector<OwnNumber> numbers;
    std::string next; ///< token of the next page, "" at the end
};
/// Of an answer to ListOriginationNumbers.
Answer<OwnNumbers> read_own_numbers(const transport::Exchange& exchange);

} // namespace bkxsms::provider::sns

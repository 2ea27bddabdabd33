#pragma once

#include "core/base/json.hpp"
#include "core/provider/form.hpp"
#include "core/provider/vonage.hpp"

#include <optional>
#include <string>
#include <string_view>

/// \file
/// What the requests and answers of all of Vonage's APIs have in common. Inside the adapter
/// only. Facts: docs/providers/vonage.md sections 1 to 3.

namespace bkxsms::provider::vonage {

/// "447700900000" of "+447700900000": Vonage wants and writes numbers without '+'. A name
/// stays what it is.
std::string bare_number(std::string_view number);

/// 8 to 40 letters, digits and '-': "0A0000000123ABCD1", or a UUID.
bool is_message_id(std::string_view text) noexcept;

/// How long Vonage may keep trying, in the seconds that it takes: 20 to 604,800.
std::chrono::seconds clamped_validity(std::chrono::seconds validity) noexcept;

/// What Vonage bills in, unless an answer names another.
inline constexpr std::string_view usual_currency = "EUR";

/// A GET of `url` with the API key and secret.
transport::Request basic_request(const VonageAccount& account, std::string url);

/// The code in an error body: the number behind the '#' of its `type`, the number in `title`,
/// or v0.1's `code`; "" if there is none.
std::string error_code(const json::Value& error);

/// Code, category and words of an error body. `reply` is not 2xx. The HTTP status decides, for
/// one code is worded in several ways; only a plain refusal (400, 422) is told apart by its
/// code.
Failure read_error(const transport::Reply& reply);

} // namespace bkxsms::provider::vonage

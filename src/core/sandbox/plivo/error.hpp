#pragma once

#include "core/sandbox/http_message.hpp"

#include <string>
#include <string_view>

/// \file
/// Plivo's error answers, which have no codes: an HTTP status and words. Source:
/// docs/providers/plivo.md sections 1 to 3.

namespace bkxsms::sandbox {

struct PlivoError {
    int status = 400;
    std::string words = {}; ///< "" for the status's own
};

/// {"api_id","error"}; 401 has no api_id, and 404 without words is {}.
Answer answer_of(const PlivoError& error);

/// error_message of a message that was not delivered.
std::string_view plivo_delivery_words(std::string_view code) noexcept;

} // namespace bkxsms::sandbox

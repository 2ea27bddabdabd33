#pragma once

#include "core/sandbox/http_message.hpp"

#include <string>
#include <string_view>

/// \file
/// Vonage's errors: the `status` of a part in an answer of 200 (SMS API), and
/// {"error-code","error-code-label"} with an HTTP status (account, numbers, and whatever goes
/// wrong before the SMS API looks at a message). Source: docs/providers/vonage.md sections
/// 2, 3.

namespace bkxsms::sandbox {

/// A part that was not accepted. "0" is none.
struct VonageStatus {
    std::string status = {};
    std::string words = {}; ///< "" for the status's own
};

/// error-text of a status.
std::string vonage_words(const VonageStatus& status);

/// 429 has no body, 5xx is a page in HTML.
Answer vonage_http_error(int status, std::string_view label = {});

/// {"error-code":"200","error-code-label":"success"}
Answer vonage_success();

} // namespace bkxsms::sandbox

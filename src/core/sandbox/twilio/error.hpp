#pragma once

#include "core/sandbox/http_message.hpp"
#include "core/sandbox/scenario.hpp"

#include <string>
#include <string_view>

/// \file
/// Twilio's error answers. Codes: docs/providers/twilio.md sections 3 and 9.

namespace bkxsms::sandbox {

struct TwilioError {
    int code = 0;
    std::string detail = {}; ///< what was wrong here; "" for the code's own words
    int status = 0;          ///< HTTP; 0: the code's own
};

/// {"code","message","more_info","status"}.
Answer answer_of(const TwilioError& error);

/// What the 2010 API does without ".json": XML. The sandbox never works on such a request.
Answer xml_not_found();

/// The code Twilio uses with an HTTP status when nothing else is said: 429 → 20429.
int usual_twilio_code(int http_status) noexcept;

/// error_code of a message that was not delivered; 30003 if the plan does not say.
int twilio_delivery_code(const Delivery& plan) noexcept;

/// error_message of a message that was not delivered.
std::string_view twilio_delivery_words(int code) noexcept;

} // namespace bkxsms::sandbox

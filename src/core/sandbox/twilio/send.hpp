#pragma once

#include "core/sandbox/form.hpp"
#include "core/sandbox/message.hpp"
#include "core/sandbox/twilio/account.hpp"
#include "core/sandbox/twilio/error.hpp"

#include <variant>

/// \file
/// What Twilio checks before it accepts a message. Source: docs/providers/twilio.md sections
/// 2, 3 and 9.

namespace bkxsms::sandbox {

/// The message as it is to be accepted, without id, time and delivery plan; or why not. Magic
/// numbers count in every account: they are nobody's. Pure.
std::variant<Message, TwilioError> check_twilio_message(const Fields& form,
                                                        const TwilioAccount& account);

} // namespace bkxsms::sandbox

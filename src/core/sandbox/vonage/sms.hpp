#pragma once

#include "core/sandbox/form.hpp"
#include "core/sandbox/message.hpp"
#include "core/sandbox/vonage/account.hpp"
#include "core/sandbox/vonage/error.hpp"

#include <string>
#include <string_view>
#include <variant>

/// \file
/// A text through Vonage's SMS API: what is checked, and the answer, which has an entry for
/// each part. Source: docs/providers/vonage.md section 2.1.

namespace bkxsms::sandbox {

/// The message as it is to be accepted, without id, time and delivery plan; or why not. Pure.
/// Without `type=unicode` what is not in the GSM alphabet has become '?'. Receipts go to
/// `receipt_url` where the message names no URL of its own.
std::variant<Message, VonageStatus> check_vonage_sms(const Fields& fields,
                                                     const VonageAccount& account,
                                                     const std::string& receipt_url);

/// A fresh id for a message, which is that of its first part: sixteen hexadecimal digits.
std::string random_vonage_id();

/// The id of a part, from 1, of the message with that id. The message's own for 1.
std::string vonage_part_id(std::string_view id, int part);

/// The message that a part belongs to.
std::string vonage_message_id(std::string_view part_id);

/// 200 with an entry for each part; all behind the first have `rest` instead, if it is one.
Answer vonage_accepted(const Message& message, const VonageAccount& account,
                       const VonageStatus& rest = {});

/// 200 with one entry that says no.
Answer vonage_refused(const VonageStatus& status);

/// "0.03330000"
std::string vonage_amount(std::int64_t nano);

} // namespace bkxsms::sandbox

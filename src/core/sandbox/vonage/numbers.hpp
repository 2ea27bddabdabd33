#pragma once

#include "core/sandbox/vonage/account.hpp"

#include <string_view>

/// \file
/// What both of Vonage's APIs hold of numbers, senders and parts.

namespace bkxsms::sandbox {

/// 7 to 15 digits and nothing else: no '+', no "00".
bool is_vonage_number(std::string_view text) noexcept;

/// A name may not send to the United States and Canada, and a number only if it is the
/// account's.
bool may_send_as(std::string_view from, std::string_view to,
                 const VonageAccount& account) noexcept;

/// An account in demo mode sends to its verified recipients only.
bool may_send_to(std::string_view to, const VonageAccount& account) noexcept;

/// Parts of a text that is sent as UCS-2 whatever is in it.
int ucs2_parts(std::string_view utf8) noexcept;

} // namespace bkxsms::sandbox

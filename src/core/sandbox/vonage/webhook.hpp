#pragma once

#include "core/sandbox/callback_sender.hpp"
#include "core/sandbox/message.hpp"
#include "core/sandbox/vonage/account.hpp"

#include <string>

/// \file
/// The webhooks of Vonage's SMS API: receipts, one for each part, and inbound messages, one for
/// each part too. Source: docs/providers/vonage.md sections 5 to 7.

namespace bkxsms::sandbox {

/// How an account's webhooks are made.
struct VonageStyle {
    const VonageAccount& account;
    VonagePush push;
    std::string secret; ///< signs them
};

/// The receipts of one part, from 1: accepted, then the last one. They are repeated five times
/// after 5xx, a time-out or no connection.
Chain vonage_receipt_chain(const MessagePtr& message, int part, VonageStyle style,
                           const Callbacks& callbacks, SteadyTime accepted);

/// The webhook for one part of a text that somebody wrote to us. `text` is the part's.
Chain vonage_inbound_chain(const MessagePtr& message, int part, const std::string& text,
                           const VonageStyle& style, SteadyTime due);

} // namespace bkxsms::sandbox

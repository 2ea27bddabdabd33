#pragma once

#include "core/sandbox/callback_sender.hpp"
#include "core/sandbox/message.hpp"
#include "core/sandbox/plivo/account.hpp"

#include <string>
#include <string_view>
#include <vector>

/// \file
/// Plivo's webhooks: the status callbacks of a message, inbound messages, and their signatures
/// of version 2 and 3. Source: docs/providers/plivo.md sections 5 to 7.

namespace bkxsms::sandbox {

/// The tokens that sign: those of the account that owns the message, and those of the main
/// account, which are the same without subaccounts. Each makes one signature.
struct PlivoSigners {
    std::vector<std::string> own;
    std::vector<std::string> main;
};

/// base64(HMAC-SHA256(`token`, URL without query and `nonce`)): says nothing of the parameters.
std::string plivo_signature_v2(std::string_view token, std::string_view url,
                               std::string_view nonce);

/// base64(HMAC-SHA256(`token`, URL, its sorted query, `body` sorted, '.' and `nonce`)). `body`
/// counts for POST only; for GET all parameters are in the URL.
std::string plivo_signature_v3(std::string_view token, std::string_view method,
                               std::string_view url, Fields body, std::string_view nonce);

/// The callbacks of a message that has a callback URL: queued, sent, then the last one, each
/// repeated three times until it is answered 2xx within 8 s.
Chain plivo_status_chain(const MessagePtr& message, const PlivoAccount& account,
                         const Callbacks& callbacks, const PlivoSigners& signers,
                         SteadyTime accepted);

/// The webhook for a message that somebody wrote to us.
Chain plivo_inbound_chain(const MessagePtr& message, const PlivoSigners& signers,
                          SteadyTime due);

} // namespace bkxsms::sandbox

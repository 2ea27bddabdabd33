#pragma once

#include "core/base/json.hpp"
#include "core/sandbox/callback_sender.hpp"
#include "core/sandbox/message.hpp"
#include "core/sandbox/vonage/account.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file
/// A text through Vonage's Messages API v1: what is checked, the errors, which are problem
/// documents (RFC 9457), and the webhooks, signed with a JWT. Source: docs/providers/vonage.md
/// sections 2.2, 3.3 and 6.3.

namespace bkxsms::sandbox {

struct VonageProblem {
    std::string code = {};                    ///< "1120"; "" for the status's own
    int status = 0;                           ///< HTTP; 0 for the code's own
    std::string title = {};                   ///< "" for the code's own
    std::string detail = {};                  ///< "" for the code's own
    std::vector<std::string> parameters = {}; ///< invalid_parameters
};
Answer vonage_problem(const VonageProblem& problem);
std::string code_of(const VonageProblem& problem); ///< with which it is counted

/// The message as it is to be accepted, without id, time and delivery plan; or why not. Pure.
/// Webhooks go to `status_url` where the message names no URL of its own.
std::variant<Message, VonageProblem> check_vonage_message(const json::Value& asked,
                                                          const VonageAccount& account,
                                                          const std::string& status_url);

/// The status webhooks: submitted, then the last one; one for all parts. With
/// Authorization: Bearer, HS256 with `secret`, over the hash of the body.
Chain vonage_message_chain(const MessagePtr& message, const VonageAccount& account,
                           const Callbacks& callbacks, const std::string& secret,
                           SteadyTime accepted);

/// Whether an id is of this API: a UUID, which those of the SMS API are not.
bool is_message_uuid(std::string_view id) noexcept;

} // namespace bkxsms::sandbox

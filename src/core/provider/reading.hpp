#pragma once

#include "core/provider/provider.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

/// \file
/// What every adapter says of failures in the same way: an exchange that ended without an
/// answer, an HTTP status without a code, the words of strangers. An adapter adds what its
/// provider alone does.

namespace bkxsms::provider {

inline constexpr std::size_t max_words_bytes = 200; ///< of Failure::why
inline constexpr std::size_t max_code_bytes = 40;   ///< of Failure::code, provider_status

/// Text from outside, fit for a terminal, a log and a report: printable, phone numbers masked
/// (a provider likes to quote them), at most `limit` bytes, cut between characters.
std::string clean_words(std::string_view text, std::size_t limit = max_words_bytes);

/// The outcome of a send without an answer: Deferred if certainly nothing arrived, else
/// Unknown. A request that breaks a rule of ours (a base_url with plain http) is Halted: only a
/// person can mend the configuration, and the message is not at fault.
Outcome outcome_without_reply(const transport::NoReply& none);

/// The failure of a status, list or balance request without an answer.
Failure failure_without_reply(const transport::NoReply& none);

/// What an HTTP status, not 2xx, says about a send when the body carries no code. The `code` is
/// empty. Sources: RFC 9110 section 15; RFC 6585; docs/providers section 3 of each provider.
///
/// 301, 307, 308: to be sent elsewhere, so not acted on: fix. Any other 3xx may be how a server
/// ends a POST it has carried out: reconcile. 408: gateways send it for their own time limit as
/// well: reconcile. 429: backoff. 5xx, and what is no HTTP status: reconcile.
CodeMeaning http_meaning(int status) noexcept;

/// The outcome that follows from a failure's category and remedy. `fix` halts the account for
/// auth, account, not_found and network (no message would pass), and rejects the message for
/// anything about its sender, its destination or its text.
Outcome outcome_of(Failure failure, std::chrono::seconds wait);

/// The same failure for a request that changes nothing: it may simply be repeated.
Failure for_reading(Failure failure);

/// A refusal: what `meaning` says of it, in the provider's own code and words. Without a code
/// it is the status, "http-502"; without words the meaning. `reply` is not 2xx, for most.
Failure refusal(const transport::Reply& reply, const CodeMeaning& meaning,
                std::string_view code, std::string_view words);

/// Retry-After: seconds, or a date measured against the reply's own Date, so no clock is
/// needed. 0 if absent or unreadable; at most a day.
std::chrono::seconds retry_after(const transport::Reply& reply);

} // namespace bkxsms::provider

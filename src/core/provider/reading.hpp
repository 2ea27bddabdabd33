#pragma once

#include "core/base/json.hpp"
#include "core/provider/provider.hpp"
#include "core/security/secret.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// What every adapter reads the same way: an exchange that ended without an answer, an HTTP
/// status without a code, words and dates of strangers. An adapter adds what its provider alone
/// does.

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

bool is_success(const transport::Reply& reply) noexcept; ///< 2xx

/// A success that is not what was asked for. It may have been carried out, so it is to be
/// reconciled; for_reading() for a question.
Failure unreadable(std::string_view why);
/// The same of a send, with the status as its code: "http-201".
Failure unreadable(const transport::Reply& reply, std::string_view why);

/// What an answer that is no success says; an adapter has its own.
using ReadError = Failure (*)(const transport::Reply& reply);

/// The body of a successful answer to a request that changes nothing, or why there is none. It
/// points into `exchange`.
Answer<std::string_view> read_body(const transport::Exchange& exchange, ReadError read_error);

/// The same, and it is a JSON object.
Answer<json::Value> read_document(const transport::Exchange& exchange, ReadError read_error);

/// The same for a request that buys something: what may have been carried out is to be
/// reconciled, never repeated.
Answer<json::Value> read_purchase(const transport::Exchange& exchange, ReadError read_error);

/// The failure in a report whose progress is undelivered or failed; nullopt for the others,
/// whose codes are notices. `code` is "" if the report has none, then the status is the code;
/// `known` is what the code means, if that is known.
std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code,
                                         const std::optional<CodeMeaning>& known,
                                         std::string_view words);

/// Receipt::event_key for providers whose reports are told apart by what they say: message,
/// status, and the price once there is one.
std::string report_key(const Receipt& receipt);

/// Retry-After: seconds, or a date measured against the reply's own Date, so no clock is
/// needed. 0 if absent or unreadable; at most a day.
std::chrono::seconds retry_after(const transport::Reply& reply);

/// "Basic …" for an Authorization header (RFC 7617).
security::Secret basic_authorization(std::string_view user, const security::Secret& password);

/// RFC 2822 section 3.3, the four-digit years only: "Sun, 22 Nov 2026 15:29:58 +0000". Also an
/// HTTP date (RFC 9110 section 5.6.7), which ends in GMT. nullopt for anything else, also for
/// instants outside 1970–9999.
std::optional<TimePoint> parse_rfc2822(std::string_view text) noexcept;

} // namespace bkxsms::provider

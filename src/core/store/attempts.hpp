#pragma once

#include "core/base/id.hpp"
#include "core/store/messages.hpp"
#include "core/store/rate.hpp"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// bkx_sms_attempts: one row per try to hand a message to a provider.
///
///     inflight --end--> accepted | rejected | nosend | uncertain
///        \--dead owner--> uncertain
///     uncertain --receipt, look-up--> accepted | absent (may be sent again)
///     accepted --report, and the message is sent again--> undelivered
///        \--cannot be looked up--> lost --receipt--> accepted
///
/// While a row is inflight, uncertain, lost or accepted, the indexes of the schema forbid a
/// second one for the same message. REQUIRES, for everything here that writes: an open
/// transaction.

namespace bkxsms::store {

/// A message that this runner sends now, opened and ready to become a request.
struct Claim {
    AttemptId attempt;
    MessageId message;
    std::string token; ///< our reference on the wire
    std::string to, from, text, type, country;
    int segments = 1;
    int retries = 0;             ///< how often it waited after a failure
    bool wants_provider = false; ///< and no other
    bool resend_when_uncertain = false;
    bool takes_over = false; ///< this provider sends in another one's place
    TimePoint claimed_at, due_at, expires_at;
};

/// What claim() did, besides the claims it returns.
struct ClaimBatch {
    std::vector<Claim> claims;
    int expired = 0;    ///< found too late and marked so
    int suppressed = 0; ///< the recipient said stop, or the number was put aside
    bool more = false;  ///< the limit or the flow cut it off: ask again
};

/// Messages that wait for one provider, or for whoever is chosen then.
struct Stream {
    std::optional<std::string> route; ///< routes.hpp; nullopt: those that have none
    int most = std::numeric_limits<int>::max();
    std::string why{}; ///< this provider, in words; for those that have no word of their own
    bool takes_over = false; ///< in another one's place
};
/// Who claims, and from which streams.
struct Claimant {
    std::string_view provider;
    std::string_view owner;
    int bad_number_after = 0; ///< refusals until a number is put aside; 0: never
    std::vector<Stream> streams;
};
/// The point of no return. Takes due messages, up to `limit` and while `flow` has a place: the
/// high lane first, within a lane one stream after the other, at most one per recipient, none
/// whose recipient has an open attempt at that provider. Their attempts are on the wire: once
/// this is committed, bytes may leave.
ClaimBatch claim(Store& store, Claimant by, int limit, Flow& flow, TimePoint now);

/// How an attempt ended.
struct AttemptEnd {
    std::string_view state; ///< accepted, rejected, nosend, uncertain
    std::string provider_message_id;
    std::string error_category, error_code, error_message;
    milliseconds took{0};
    std::optional<std::int64_t> clock_off_ms;
    std::optional<TimePoint> next_check_at;
};

/// False if the attempt was settled by a receipt in the meantime: then nothing changes. An
/// `accepted` whose provider_message_id belongs to another attempt becomes `uncertain`, and
/// that is what `end.state` says afterwards.
bool end_attempt(Store& store, AttemptId id, AttemptEnd& end, TimePoint now);

/// Runners with attempts on the wire; some may be alive.
std::vector<std::string> owners_of_open_attempts(Store& store);

/// Of one owner that is certainly dead: what was on the wire is uncertain. \returns how many.
int recover(Store& store, std::string_view owner, TimePoint now, milliseconds settle);

/// An attempt that a receipt speaks of.
struct KnownAttempt {
    AttemptId id;
    MessageId message;
    std::string state;
    std::string provider_message_id; ///< "" while it is not known
};
std::optional<KnownAttempt> find_by_token(Store& store, std::string_view provider,
                                          std::string_view token);
/// The message's id, or that of one of its parts.
std::optional<KnownAttempt> find_by_remote_id(Store& store, std::string_view provider,
                                              std::string_view provider_message_id);

/// A receipt proves that the provider has it. False if another attempt owns that remote id.
bool settle_accepted(Store& store, AttemptId id, std::string_view provider,
                     std::string_view provider_message_id, TimePoint now);

struct AttemptRow {
    int n = 0;
    std::string provider, state, token, provider_message_id, error_category, error_code,
        error_message, why;
    TimePoint wire_at;
    std::optional<TimePoint> ended_at;
    std::optional<std::int64_t> took_ms;
};
std::vector<AttemptRow> attempts_of(Store& store, MessageId message);

} // namespace bkxsms::store

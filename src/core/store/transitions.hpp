#pragma once

#include "core/store/messages.hpp"

#include <optional>
#include <string>
#include <string_view>

/// \file
/// The ways in which a message changes its status. Each is one UPDATE that names the states it
/// may start from; it returns false, and changes nothing, if the message is in none of them.
/// The database writes the delivery log. REQUIRES: an open transaction.

namespace bkxsms::store {

/// What the provider said went wrong; "" where it said nothing.
struct ErrorText {
    std::string category, code, message;
};

/// sending, unknown → sent.
bool mark_sent(Store& store, MessageId id, std::string_view provider,
               std::string_view provider_message_id, std::optional<int> segments,
               const std::optional<Money>& cost, TimePoint now);

/// How a message goes on after an attempt that came to nothing.
struct Again {
    TimePoint due_at;
    enum class Count {
        nothing, ///< it was not the message's turn: as if it had not been tried
        attempt, ///< somebody else tries at once
        retry,   ///< it waits, as often as the limit allows
    } count = Count::retry;
    std::string_view route{}; ///< who sends it then (routes.hpp); "" is open
    std::string_view why{};   ///< that one, in words
};
/// sending, unknown → pending. From unknown by the late answer that says the message was not
/// taken. What the caller wants from one provider stays with it.
bool requeue(Store& store, MessageId id, const Again& again, std::string_view reason,
             const ErrorText& error, TimePoint now);

/// sending, unknown → failed | suppressed | expired | cancelled | unknown | held. Counts the
/// attempts that reached the wire.
bool stop(Store& store, MessageId id, Status status, std::string_view reason,
          const ErrorText& error, TimePoint now);

/// The next four are what a person may do to a message that has not left: one that is pending,
/// or held and not for an outcome that nobody knows.

/// pending, held → cancelled.
bool cancel(Store& store, MessageId id, std::string_view reason, TimePoint now);
/// pending → held.
bool hold(Store& store, MessageId id, std::string_view reason, TimePoint now);
/// held → pending.
bool release(Store& store, MessageId id, TimePoint now);
/// pending, held: wanted at another time; it lives as long after that as it did before.
bool reschedule(Store& store, MessageId id, TimePoint at, TimePoint now);

/// A report of the provider: moves the message forward to sent, failed, undelivered or
/// delivered, never back; that order decides when reports contradict each other, so their order
/// of arrival does not. Price and segments are taken in any case.
struct Report {
    Status status; ///< sent, failed, undelivered, delivered
    std::string provider, provider_message_id, provider_status;
    ErrorText error;
    std::optional<Money> cost;
    std::optional<int> segments;
    TimePoint happened_at;
};
bool advance(Store& store, MessageId id, const Report& report, TimePoint now);

} // namespace bkxsms::store

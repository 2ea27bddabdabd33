#pragma once

#include "core/base/clock.hpp"
#include "core/base/money.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file
/// What became of a message at a provider, in words that all providers share.

namespace bkxsms::provider {

/// Whose fault a failure is; what may be done follows from that alone.
enum class Category {
    auth,         ///< credentials
    account,      ///< suspended, out of funds, trial
    permission,   ///< this account may not send there
    registration, ///< sender not registered (10DLC, DLT, alphanumeric id)
    invalid_sender,
    invalid_destination, ///< no such number
    landline,
    unroutable, ///< no route from this sender to this number
    opted_out,  ///< the recipient said STOP to this sender
    blocked,    ///< by recipient, carrier or law
    blocked_temporarily,
    filtered,        ///< taken for spam
    invalid_request, ///< a parameter, too long a text
    not_found,
    conflict,
    rate_limited,
    queue_full,
    provider_error, ///< their trouble
    unreachable,    ///< handset off
    expired,        ///< validity ran out in their queue
    network,        ///< no connection to the provider
    unknown,
};
std::string_view word(Category category) noexcept; ///< "invalid_destination", …

/// Who is to blame, and with that whether another provider may do better.
enum class Blame {
    number,   ///< whoever sends, it does not arrive there
    content,  ///< this text, or this request
    sender,   ///< this sender, at this provider
    account,  ///< ours at this provider: an alarm, and a person must act
    provider, ///< theirs
    network,  ///< no way to them
    unknown,
};
std::string_view word(Blame blame) noexcept;
Blame whose_fault(Category category) noexcept;

/// What to do after a failure of some kind.
enum class Remedy {
    none,      ///< final: the same message will never succeed
    later,     ///< a new attempt after minutes or hours
    backoff,   ///< a new attempt soon, more slowly
    fix,       ///< a person must change an account or the configuration
    reconcile, ///< it may have been taken: look it up, never send again blindly
};
std::string_view word(Remedy remedy) noexcept;

struct Failure {
    Category category = Category::unknown;
    Remedy remedy = Remedy::none;
    std::string
        code; ///< the provider's, as it wrote it; "http-502", "connect" when it gave none
    std::string why; ///< the provider's words, made printable, at most 200 bytes
};

/// What became of one send. Exactly one of five, and the queue must handle each.
struct Accepted {
    std::string id;              ///< the provider's id for it, as its webhooks will name it
    std::optional<int> segments; ///< as the provider counted, if it said
    std::optional<Money> price;  ///< if it said; for all parts
    /// Every part's id, where the provider names and reports parts one by one; `id` is the
    /// first. Empty where one id stands for the whole message.
    std::vector<std::string> part_ids{};
    /// Why some of the parts were refused, where others were taken: the recipient gets a
    /// fragment, or nothing that a phone can show.
    std::optional<Failure> partly{};
};
struct Deferred { ///< certainly not taken; the same request may succeed later
    Failure failure;
    std::chrono::seconds wait{0}; ///< the provider's Retry-After; 0: use our own backoff
};
struct Rejected { ///< certainly not taken; the same request will never succeed
    Failure failure;
};
struct Unknown { ///< may have been taken; sending again may send twice
    Failure failure;
};
struct Halted { ///< certainly not taken; the account is refused, not the message
    Failure failure;
};
using Outcome = std::variant<Accepted, Deferred, Rejected, Unknown, Halted>;

/// "accepted", "deferred", "rejected", "unknown", "halted": the word in database, log and JSON.
std::string_view kind(const Outcome& outcome) noexcept;
/// The failure of any outcome but Accepted.
const Failure* failure_of(const Outcome& outcome) noexcept;

/// How far a message has come at the provider; a later report never moves it back.
enum class Progress { queued, sent, delivered, undelivered, failed };
std::string_view word(Progress progress) noexcept;

/// One report about one message, from a webhook, a status request or a list.
struct Receipt {
    std::string provider_message_id;
    std::string reference; ///< our token, "" if the report does not carry it
    bool part = false;     ///< of one part, which has an id of its own; Accepted::part_ids
    Progress progress = Progress::queued;
    std::string provider_status;    ///< as the provider wrote it
    std::optional<Failure> failure; ///< with undelivered and failed
    std::optional<Money> price;     ///< billed, for all parts
    std::optional<int> segments;
    std::optional<TimePoint> happened_at;
    std::string event_key; ///< the same for a repetition of the same report
};

} // namespace bkxsms::provider

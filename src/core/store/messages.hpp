#pragma once

#include "core/base/id.hpp"
#include "core/base/money.hpp"
#include "core/store/store.hpp"

#include <optional>
#include <string>
#include <string_view>

/// \file
/// bkx_sms_messages: one row per text to, or from, one number. Numbers and texts are sealed on
/// the way in and opened on the way out; nobody outside this room sees a sealed field.

namespace bkxsms::store {

enum class Status {
    pending,
    sending,
    sent,
    delivered,
    undelivered,
    failed,
    unknown,
    held,
    expired,
    cancelled,
    suppressed,
    received
};
std::string_view word(Status status) noexcept;
std::optional<Status> parse_status(std::string_view word) noexcept;

enum class Priority { low = 0, normal = 1, high = 2 };

/// What somebody asked for, complete and checked; see queue/compose.hpp.
struct NewMessage {
    std::string to;   ///< E.164
    std::string from; ///< "" leaves it to the configuration at the time of sending
    std::string text; ///< UTF-8, rendered
    std::string type;
    std::string country;                         ///< of `to`; "" unknown
    std::string language;                        ///< "" unknown
    std::string template_name, template_version; ///< "" for a text typed in
    std::string encoding;                        ///< "GSM-7" or "UCS-2"
    int units = 0;
    int segments = 1;
    Priority priority = Priority::normal;
    std::string key; ///< idempotency key, "" for none
    std::string booking, customer, batch;
    std::string wanted_provider; ///< "" for any
    bool resend_when_uncertain = false;
    std::optional<Money> cost_estimate;
    std::optional<TimePoint> scheduled_at;
    TimePoint due_at;
    TimePoint expires_at;
};

/// A row as people and programs see it.
struct Message {
    MessageId id;
    std::string uid;
    Status status = Status::pending;
    std::string reason, direction, type, to, from, text, country, language, template_name,
        template_version, encoding, provider, provider_message_id, provider_status, key,
        booking, customer, batch, error_category, error_code, error_message,
        wanted_provider; ///< "" where NULL
    int units = 0, segments = 0, attempts = 0, priority = 1, retries = 0;
    std::optional<Money> cost_estimate, cost;
    std::optional<TimePoint> scheduled_at, sent_at, delivered_at, failed_at;
    TimePoint created_at, updated_at, due_at, expires_at;
};

/// A message that was accepted under the same idempotency key before.
struct Earlier {
    MessageId id;
    Status status;
    bool same_request; ///< false: the key was used for something else
};

/// The row under this key, if there is one. `print` is fingerprint() of the new request.
std::optional<Earlier> find_by_key(Store& store, std::string_view key, const Bytes& print);

/// What makes two requests the same: number, type, text, booking, wished time.
Bytes fingerprint(const Store& store, const NewMessage& message);

/// Inserts a pending row. REQUIRES: an open transaction, and no row under the same key.
MessageId insert_message(Store& store, const NewMessage& message, TimePoint now);

/// \throws Error{data} "there is no message 1041".
Message load_message(Store& store, MessageId id);

} // namespace bkxsms::store

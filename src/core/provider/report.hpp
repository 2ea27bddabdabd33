#pragma once

#include "core/provider/provider.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// What is said of a message, in webhooks, lists and logs, and read the same way by every
/// adapter.

namespace bkxsms::provider {

/// 36 characters: 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text) noexcept;

/// A number of parts; nullopt for what is no positive whole number.
std::optional<int> read_count(std::string_view text) noexcept;

/// Milliseconds since 1970; nullopt for none, and outside the years 1970–9999, which a database
/// and an RFC 3339 time have.
std::optional<TimePoint> read_millis(std::optional<std::int64_t> millis) noexcept;

/// A price or an amount billed; nullopt if it is negative or either cannot be read.
std::optional<Money> read_money(std::string_view amount, std::string_view currency);

/// The failure in a report whose progress is undelivered or failed; nullopt for the others,
/// whose codes are notices. `code` is "" if the report has none, then the status is the code;
/// `known` is what the code means, null if that is not known.
std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code, const CodeMeaning* known,
                                         std::string_view words);

/// Receipt::event_key for providers whose reports are told apart by what they say: message,
/// status, and the price once there is one.
std::string report_key(const Receipt& receipt);

} // namespace bkxsms::provider

#pragma once

#include "core/base/id.hpp"
#include "core/store/store.hpp"

#include <string_view>

/// \file
/// Numbers that cannot be reached, as providers say each time: after some refusals in a row
/// nothing more is sent to one for a while: numbers are given to others, too. REQUIRES: an open
/// transaction.

namespace bkxsms::store {

/// How long a refusal counts.
inline constexpr std::chrono::days bad_number_memory{90};

/// The category of an error says that texts to the number will never arrive.
bool is_bad_number(std::string_view category) noexcept;

/// A text to the number of that message was finally refused, because of the number.
void note_bad_number(Store& store, MessageId message, std::string_view category, TimePoint now);
/// The number of that message works, or a person says so.
void forget_bad_number(Store& store, MessageId message);

} // namespace bkxsms::store

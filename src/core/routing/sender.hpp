#pragma once

#include "core/config/config.hpp"

#include <span>
#include <string>
#include <string_view>

/// \file
/// What a text comes from: a number, a short code or a name.

namespace bkxsms::routing {

/// Whether networks there show a name in place of a number.
enum class Names { unknown, allowed, registered, refused };
/// Of a country as ISO 3166-1 alpha-2. `registered`: only names that were registered there.
Names names_in(std::string_view country) noexcept;

/// The sender for a text to that number through that provider:
///
///     rows for the country itself            what somebody wrote down for it goes
///     else, of the rows for "*" and `usual`  a name where names are allowed, a number
///     elsewhere
///
/// Of several that fit, one number's texts always come from the same one. Never "" if `usual`
/// is not: where nothing fits, the provider may know better than the table.
std::string sender_for(std::span<const config::Config::Sender> rows, std::string_view provider,
                       std::string_view country, std::string_view to, const std::string& usual);

} // namespace bkxsms::routing

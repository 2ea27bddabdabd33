#pragma once

#include "core/phone/number.hpp"

#include <string_view>
#include <vector>

/// \file
/// What a number's leading digits say about where it is: time zones, carrier, US state. From
/// libphonenumber's prefix tables (share/data), which the build turns into sorted arrays: a
/// look-up is one binary search, start-up costs nothing.
///
/// A number tells where it was issued, not where its owner is; a ported number keeps its first
/// carrier's prefix. Rules that protect people (quiet hours) must hold in every zone of the
/// set.
///
/// What is returned lives as long as the program. Anything that is not E.164 is unknown.

namespace bkxsms::phone {

/// IANA zones of the number, in the table's order; empty if unknown. Always the current names
/// ("Asia/Kolkata"), also where the table has an older one.
///
/// Give the type if you have it. A fixed line has the zones of its area. A mobile has those of
/// the whole country: the table has "+79 is Moscow", where the operators are, but a Russian
/// mobile may be in Vladivostok. Only where mobiles have area codes (NANP, Mexico, Argentina,
/// Brazil, Indonesia, China) does the area count for them too. An unknown type is treated as a
/// mobile; other types (toll-free, premium rate, ...) have the whole country's zones.
std::vector<std::string_view> time_zones(std::string_view e164, Type type = Type::unknown);

/// Carrier the range was issued to ("Vodafone"), "" if unknown.
std::string_view carrier(std::string_view e164);

/// ISO 3166-2 subdivision of a NANP number ("US-NJ"), "" if unknown or not NANP; several, for
/// an area code that spans borders, are joined by '/'.
std::string_view nanp_subdivision(std::string_view e164);

} // namespace bkxsms::phone

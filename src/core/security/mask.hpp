#pragma once

#include <string>
#include <string_view>

/// \file
/// Phone numbers as people without the right to them see them, and as logs always have them.

namespace bkxsms::security {

/// "+4915112345678" → "+49151*****678": what identifies the network stays, the subscriber's
/// digits go. Everything that is no E.164 number (an alphanumeric sender, junk) keeps its first
/// and last character only.
std::string mask_number(std::string_view e164);

/// Makes text from outside harmless on a terminal and in a line: C0, DEL, C1, bidirectional
/// controls, line and paragraph separators and ill-formed UTF-8 become visible escapes (\n,
/// \x1b, <U+202E>). `keep_newlines` leaves LF alone.
std::string printable(std::string_view text, bool keep_newlines = false);

} // namespace bkxsms::security

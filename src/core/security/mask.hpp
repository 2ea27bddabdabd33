#pragma once

#include <string>
#include <string_view>

/// \file
/// Phone numbers as people without the right to them see them, and as logs always have them.

namespace bkxsms::security {

/// "+4915112345678" → "+49151*****678": what identifies the network stays, the subscriber's
/// digits go. Of an E.164 number (7 to 15 digits) the last three digits stay and at most the
/// first five, so many that four or more are hidden; there are always five stars, so the length
/// does not show. Everything that is no E.164 number (an alphanumeric sender, junk) keeps its
/// first and last character only, made printable, and nothing if it has no more than two. ""
/// stays "".
std::string mask_number(std::string_view e164);

/// Makes text from outside harmless on a terminal and in a line: C0, DEL, C1, bidirectional
/// controls, line and paragraph separators and ill-formed UTF-8 become visible escapes (\n,
/// \x1b, <U+202E>). `keep_newlines` leaves LF alone. The result is well-formed UTF-8. It is for
/// eyes, not for reading back: a backslash in the text stays as it is.
std::string printable(std::string_view text, bool keep_newlines = false);

} // namespace bkxsms::security

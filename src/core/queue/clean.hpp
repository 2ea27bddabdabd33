#pragma once

#include <string>
#include <string_view>

/// \file
/// What a message may hold, whoever wrote it. Each throws Error{data}.

namespace bkxsms::queue {

/// A text for a telephone: UTF-8, characters and line feeds, something to read in it.
void require_clean_text(std::string_view text);

/// An identifier of the caller's, such as a booking: UTF-8 in one line, at most 255 bytes. ""
/// is none. `what` names it in the message.
void require_clean_label(const std::string& what, std::string_view value);

} // namespace bkxsms::queue

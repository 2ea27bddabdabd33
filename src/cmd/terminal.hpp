#pragma once

#include "core/security/secret.hpp"

#include <string>
#include <string_view>

/// \file
/// Questions to a person: the words go to standard error, the answer comes from standard input.
/// All but can_ask() throw Error{no_input} where the input ends, and Error{temporary} when
/// stop_requested().

namespace bkxsms::cmd {

bool can_ask() noexcept; ///< both are a terminal

/// The line without the blanks around it.
std::string ask_line(std::string_view prompt);

/// The same, and nobody sees what is typed.
security::Secret ask_secret(std::string_view prompt);

/// "y" or "n" in either case; Enter is `otherwise`. Asks until it is one of them.
bool ask_yes(std::string_view question, bool otherwise);

} // namespace bkxsms::cmd

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Where the statements of a TOML text stand, byte for byte: what a parser forgets, and what
/// has to be known to change one of them and nothing else.

namespace bkxsms::config {

struct Statement {
    enum class Kind {
        table, ///< [twilio]
        row,   ///< [[rates]]
        pair,  ///< enabled = true
    };
    Kind kind = Kind::pair;
    std::string name; ///< "twilio", "enabled"; "" unless it is written as one bare word
    // Offsets into the text.
    std::size_t begin = 0;     ///< of its first line
    std::size_t name_at = 0;   ///< behind the blanks that the line begins with
    std::size_t value = 0;     ///< of a pair
    std::size_t value_end = 0; ///< of a pair; without the blanks and the comment behind it
    std::size_t end = 0;       ///< behind the line break of its last line
};

/// In the order of the text. REQUIRES: the text is valid TOML; of any other the result means
/// nothing.
std::vector<Statement> read_layout(std::string_view toml);

} // namespace bkxsms::config

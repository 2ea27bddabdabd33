#pragma once

/// \file
/// One row of the table that the build makes from share/data/smart_encoding.csv.

namespace bkxsms::text {

struct LookAlike {
    char32_t code_point;
    char text[4];   ///< GSM-7 characters that are ASCII, ends in NUL; "" removes the character
    bool combining; ///< a mark: `text` only where it stands alone, nothing on a letter
};

} // namespace bkxsms::text

#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// CSV as RFC 4180 has it: UTF-8, comma (or another separator), quotes doubled, CRLF or LF; a
/// byte order mark at the start is skipped. One record at a time, so a file may be larger than
/// memory.

namespace bkxsms::csv {

inline constexpr std::size_t max_record_bytes = 1 << 20;

struct Record {
    std::size_t line = 0;            ///< first line of the record, from 1
    std::vector<std::string> fields; ///< empty if `problem` is not
    std::string problem;             ///< why this record cannot be read; the next one still can
};

class Reader {
public:
    /// `in` must outlive the reader.
    explicit Reader(std::istream& in, char separator = ',');

    /// The next record, nullopt at the end. Blank lines are skipped. A record with a stray
    /// quote, ill-formed UTF-8, a NUL or more than max_record_bytes comes back with `problem`
    /// set, and reading goes on at the next line.
    std::optional<Record> next();

private:
    std::istream& in_;
    char separator_;
    std::size_t line_ = 0;
};

/// One line with its LF. Fields that a spreadsheet would take for a formula (= + - @ TAB CR at
/// the start, after blanks or after a line break) get a leading apostrophe, except a phone
/// number or a plain number ("+4915…", "-3.5"). Source: OWASP, CSV Injection.
std::string format_record(const std::vector<std::string>& fields, char separator = ',');

} // namespace bkxsms::csv

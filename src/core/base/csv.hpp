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
    /// set, and reading goes on at the next line. (Of a quote that is never closed nobody can
    /// say where it should have been: it takes the lines up to the next quote with it.)
    /// \throws Error{Fault::io} if the stream cannot be read.
    std::optional<Record> next();

private:
    std::istream& in_; ///< only its buffer is used, so its flags stay as they are
    char separator_;
    std::size_t line_ = 0;
};

/// One line with its LF. What a spreadsheet would take for a formula (TAB or CR at the start of
/// a field; = + - @ and their wide forms at the start of any line of it, also after blanks)
/// gets an apostrophe at the start of that line, except a plain number or a phone number, whole
/// or masked
/// ("-3.5", "+4915…", "+6149*****156"). Ill-formed UTF-8 and NUL become U+FFFD. Source: OWASP,
/// CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection.
std::string format_record(const std::vector<std::string>& fields, char separator = ',');

} // namespace bkxsms::csv

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bkxsms::cmd {

/// Standard output: data only. Talk goes to standard error through note().
class Output {
public:
    enum class Format { table, json, jsonl, csv, tsv };

    /// `format` as typed, "" for a table. \throws Error{usage} for an unknown one.
    Output(const std::string& format, bool quiet);

    Format format() const noexcept { return format_; }
    bool structured() const noexcept {
        return format_ == Format::json || format_ == Format::jsonl;
    }
    bool quiet() const noexcept { return quiet_; }

    void line(std::string_view text); ///< one line of data

    /// A table: columns are as wide as their content; csv and tsv
    /// get every cell whole. Everything that may come from outside is made printable.
    void table(const std::vector<std::string>& header,
               const std::vector<std::vector<std::string>>& rows);

    /// Objects as one JSON array (json) or one a line (jsonl).
    void objects(const std::vector<std::string>& json_objects);

    /// To standard error, as it is. That it cannot be written is never an error of its own.
    static void talk(std::string_view text) noexcept;
    /// To standard error: "bkxsms: …".
    static void note(std::string_view text);

    /// Writes what is buffered. \throws Error{io} if standard output cannot take it: a lost
    /// result must not look like success.
    void flush();

    static bool to_terminal() noexcept;      ///< standard output is one
    static bool talk_to_terminal() noexcept; ///< standard error is one

private:
    Format format_;
    bool quiet_;
    std::string buffer_;
};

/// Columns that `utf8` takes on a terminal (East Asian wide characters take two).
int display_width(std::string_view utf8) noexcept;

} // namespace bkxsms::cmd

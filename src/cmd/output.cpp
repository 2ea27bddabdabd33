#include "cmd/output.hpp"

#include "core/base/csv.hpp"
#include "core/base/error.hpp"
#include "core/base/utf8.hpp"
#include "core/security/mask.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace bkxsms::cmd {

namespace {

Output::Format parse_format(const std::string& word) {
    if (word.empty() || word == "table") return Output::Format::table;
    if (word == "json") return Output::Format::json;
    if (word == "jsonl") return Output::Format::jsonl;
    if (word == "csv") return Output::Format::csv;
    if (word == "tsv") return Output::Format::tsv;
    throw Error(Fault::usage, fmt::format("unknown output format '{}'", word),
                "use table, json, jsonl, csv or tsv");
}

/// Zero-width and double-width ranges that occur in texts and names; the rest takes one column.
int column_width(char32_t c) noexcept {
    if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) ||
        (c >= 0xFE00 && c <= 0xFE0F))
        return 0;
    const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                      (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                      (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                      (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
}

} // namespace

int display_width(std::string_view utf8) noexcept {
    int width = 0;
    for (std::size_t pos = 0; pos < utf8.size();)
        width += column_width(next_code_point(utf8, &pos));
    return width;
}

Output::Output(const std::string& format, bool quiet)
    : format_(parse_format(format)), quiet_(quiet) {}

void Output::line(std::string_view text) {
    buffer_ += text;
    buffer_ += '\n';
    if (buffer_.size() > 64 * 1024) flush();
}

void Output::table(const std::vector<std::string>& header,
                   const std::vector<std::vector<std::string>>& rows) {
    if (format_ == Format::csv || format_ == Format::tsv) {
        const char separator = format_ == Format::csv ? ',' : '\t';
        buffer_ += csv::format_record(header, separator);
        for (const auto& row : rows) buffer_ += csv::format_record(row, separator);
        return;
    }
    std::vector<std::vector<std::string>> shown{header};
    for (const auto& row : rows) {
        auto& cells = shown.emplace_back();
        for (const auto& cell : row) cells.push_back(security::printable(cell));
    }
    std::vector<int> widths(header.size(), 0);
    for (const auto& row : shown)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], display_width(row[i]));
    for (const auto& row : shown) {
        std::string text;
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size())
                text.append(static_cast<std::size_t>(widths[i] - display_width(row[i]) + 2),
                            ' ');
        }
        line(text);
    }
}

void Output::objects(const std::vector<std::string>& json_objects) {
    if (format_ == Format::jsonl) {
        for (const auto& object : json_objects) line(object);
        return;
    }
    std::string array = "[";
    for (const auto& object : json_objects) {
        if (array.size() > 1) array += ",\n ";
        array += object;
    }
    line(array + "]");
}

void Output::talk(std::string_view text) noexcept {
    std::fwrite(text.data(), 1, text.size(), stderr);
}

void Output::note(std::string_view text) {
    talk(fmt::format("bkxsms: {}\n", text));
}

void Output::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const auto written = ::write(STDOUT_FILENO, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            buffer_.clear();
            throw Error(Fault::io, "cannot write standard output: " + errno_text(errno));
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
}

bool Output::to_terminal() noexcept {
    return ::isatty(STDOUT_FILENO) == 1;
}
bool Output::talk_to_terminal() noexcept {
    return ::isatty(STDERR_FILENO) == 1;
}

} // namespace bkxsms::cmd

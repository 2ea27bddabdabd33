#include "core/base/csv.hpp"

#include "core/base/error.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms::csv {
namespace {

constexpr int end_of_input = std::char_traits<char>::eof();
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Reads one record, character by character. Stops at its line end, or at the first character
/// that is wrong.
class RecordReader {
public:
    RecordReader(std::streambuf& in, char separator, std::size_t line)
        : in_(in), separator_(separator), line_(line), first_line_(line + 1) {}

    void run() {
        while (state_ != State::done) take(in_.sbumpc());
    }

    std::size_t line() const noexcept { return line_; } ///< lines ended so far in the file
    bool at_end() const noexcept { return at_end_; }
    bool blank() const noexcept { return fields_.empty() && problem_.empty(); }
    Record record() && {
        if (!problem_.empty()) fields_.clear();
        return {first_line_, std::move(fields_), std::move(problem_)};
    }

private:
    enum class State { field_start, bare, quoted, after_quote, done };

    void take(int next) {
        const auto c = static_cast<char>(next);
        if (next == end_of_input) {
            at_end_ = true;
            if (state_ == State::quoted) return refuse("a quote is opened and never closed");
            end_record();
        } else if (++bytes_ > max_record_bytes) {
            refuse(fmt::format("longer than {} bytes", max_record_bytes), c);
        } else if (c == '\0') {
            refuse("contains a NUL byte", c);
        } else if (state_ == State::quoted) {
            take_quoted(c);
        } else if (c == separator_) {
            end_field();
        } else if (c == '\n' || c == '\r') {
            take_line_end(c);
        } else if (c == '"') {
            take_quote(c);
        } else if (state_ == State::after_quote) {
            refuse("text follows a closing quote", c);
        } else {
            take_bare(c);
        }
    }

    void take_bare(char c) {
        state_ = State::bare;
        field_ += c;
        if (first_line_ == 1 && fields_.empty() && field_ == byte_order_mark) {
            field_.clear();
            state_ = State::field_start;
        }
    }

    void take_quoted(char c) {
        if (c == '"') {
            state_ = State::after_quote;
            return;
        }
        if (c == '\n') ++line_;
        field_ += c;
    }

    void take_quote(char c) {
        if (state_ == State::bare) return refuse("a quote inside a field without quotes", c);
        if (state_ == State::after_quote) field_ += '"';
        state_ = State::quoted;
    }

    void take_line_end(char c) {
        if (c == '\r' && in_.sgetc() != '\n' && in_.sgetc() != end_of_input)
            return refuse("a carriage return without a line feed", c);
        if (c == '\r') in_.sbumpc();
        ++line_;
        end_record();
    }

    void end_field() {
        if (!is_utf8(field_) && problem_.empty())
            problem_ = fmt::format("field {} is not UTF-8", fields_.size() + 1);
        fields_.push_back(std::move(field_));
        field_.clear();
        state_ = State::field_start;
    }

    void end_record() {
        // Nothing at all on the line; a lone "" is a field.
        if (state_ != State::field_start || !fields_.empty()) end_field();
        state_ = State::done;
    }

    void refuse(std::string why, char at = '\n') {
        problem_ = std::move(why);
        state_ = State::done;
        // On to the next line; `at` is the character already taken.
        for (int next = static_cast<unsigned char>(at); next != '\n'; next = in_.sbumpc()) {
            if (next == end_of_input) {
                at_end_ = true;
                return;
            }
        }
        if (!at_end_) ++line_;
    }

    std::streambuf& in_;
    char separator_;
    std::size_t line_;
    std::size_t first_line_;
    std::size_t bytes_ = 0;
    State state_ = State::field_start;
    bool at_end_ = false;
    std::string field_;
    std::vector<std::string> fields_;
    std::string problem_;
};

bool is_blank(char32_t c) noexcept {
    return c == ' ' || c == '\t' || c == 0xA0 || (c >= 0x2000 && c <= 0x200D) || c == 0x3000 ||
           c == 0xFEFF;
}

/// The wide forms are what East Asian editions of spreadsheets take for = + - @.
bool starts_formula(char32_t c) noexcept {
    constexpr std::u32string_view signs = U"=+-@\uFF1D\uFF0B\uFF0D\uFF20";
    return signs.find(c) != std::u32string_view::npos;
}

/// "+4915…", "-3.5" and a masked "+6149*****156": a sign, then nothing that calls or refers.
bool is_harmless_number(std::string_view text) noexcept {
    if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return false;
    return text[1] >= '0' && text[1] <= '9' &&
           text.find_first_not_of("0123456789*.", 1) == std::string_view::npos;
}

/// `text` with an apostrophe before every line that a spreadsheet would take for a formula.
std::string disarm(std::string_view text) {
    if (is_harmless_number(text)) return std::string(text);
    std::string out;
    if (text.starts_with('\t') || text.starts_with('\r')) out += '\'';
    std::size_t line = out.size();  // where the current line starts in `out`
    bool only_blanks = out.empty(); // so far in the current line
    for (std::size_t pos = 0; pos < text.size();) {
        const auto from = pos;
        const auto c = next_code_point(text, &pos);
        if (only_blanks && starts_formula(c)) out.insert(line, 1, '\'');
        out += text.substr(from, pos - from);
        if (c == '\n' || c == '\r') {
            line = out.size();
            only_blanks = true;
        } else if (!is_blank(c)) {
            only_blanks = false;
        }
    }
    return out;
}

std::string clean(std::string_view text) {
    auto out = to_well_formed(text);
    for (auto nul = out.find('\0'); nul != std::string::npos; nul = out.find('\0', nul))
        out.replace(nul, 1, "\uFFFD");
    return out;
}

bool needs_quotes(std::string_view field, char separator) noexcept {
    const char special[] = {separator, '"', '\r', '\n'};
    return field.find_first_of(std::string_view(special, sizeof special)) !=
               std::string_view::npos ||
           field.starts_with(byte_order_mark) || field.starts_with(' ') || field.ends_with(' ');
}

void append_field(std::string* out, std::string_view field, char separator) {
    if (!needs_quotes(field, separator)) {
        *out += field;
        return;
    }
    *out += '"';
    for (const char c : field) {
        if (c == '"') *out += '"';
        *out += c;
    }
    *out += '"';
}

} // namespace

Reader::Reader(std::istream& in, char separator) : in_(in), separator_(separator) {}

std::optional<Record> Reader::next() {
    for (;;) {
        RecordReader reader(*in_.rdbuf(), separator_, line_);
        try {
            reader.run();
        } catch (const std::ios_base::failure&) {
            throw Error(Fault::io, fmt::format("cannot read the CSV after line {}", line_));
        }
        line_ = reader.line();
        if (!reader.blank()) return std::move(reader).record();
        if (reader.at_end()) return std::nullopt;
    }
}

std::string format_record(const std::vector<std::string>& fields, char separator) {
    std::string out;
    for (const auto& field : fields) {
        if (&field != &fields.front()) out += separator;
        append_field(&out, disarm(clean(field)), separator);
    }
    if (out.empty() && !fields.empty()) out = "\"\""; // else a blank line, which readers skip
    return out + '\n';
}

} // namespace bkxsms::csv

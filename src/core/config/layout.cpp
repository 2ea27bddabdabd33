#include "core/config/layout.hpp"

#include "core/base/parse.hpp"

#include <algorithm>

namespace bkxsms::config {
namespace {

/// The name if it is one bare word, which is how everybody writes it.
std::string plain_name(std::string_view written) {
    const auto name = trim(written);
    const bool bare = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
    return bare ? std::string(name) : std::string();
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    }

    std::vector<Statement> read() {
        std::vector<Statement> out;
        while (at_ < text_.size()) {
            Statement statement;
            statement.begin = at_;
            skip_blanks();
            statement.name_at = at_;
            if (is_at("#") || is_at("\n") || is_at("\r")) {
                skip_line();
                continue;
            }
            if (at_ == text_.size()) break;
            if (is_at("["))
                read_header(statement);
            else
                read_pair(statement);
            skip_line();
            statement.end = at_;
            out.push_back(std::move(statement));
        }
        return out;
    }

private:
    bool is_at(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    void skip_blanks() {
        while (is_at(" ") || is_at("\t")) ++at_;
    }

    void skip_line() {
        at_ = std::min(text_.find('\n', at_), text_.size());
        if (at_ < text_.size()) ++at_;
    }

    void read_header(Statement& statement) {
        statement.kind = is_at("[[") ? Statement::Kind::row : Statement::Kind::table;
        at_ += statement.kind == Statement::Kind::row ? 2 : 1;
        statement.name = read_name(']');
    }

    void read_pair(Statement& statement) {
        statement.name = read_name('=');
        at_ = std::min(at_ + 1, text_.size());
        skip_blanks();
        statement.value = at_;
        skip_value();
        statement.value_end = at_;
        while (statement.value_end > statement.value &&
               std::string_view(" \t\r").find(text_[statement.value_end - 1]) !=
                   std::string_view::npos)
            --statement.value_end;
    }

    /// Up to `end`, which may stand inside quotation marks too.
    std::string read_name(char end) {
        const auto begin = at_;
        while (at_ < text_.size() && text_[at_] != end && text_[at_] != '\n')
            if (is_quote())
                skip_text();
            else
                ++at_;
        return plain_name(text_.substr(begin, at_ - begin));
    }

    /// To the end of its last line or to the comment there.
    void skip_value() {
        int depth = 0;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (depth == 0 && (c == '\n' || c == '#')) return;
            if (is_quote()) {
                skip_text();
                continue;
            }
            if (c == '#') {
                skip_line();
                continue;
            }
            if (c == '[' || c == '{') ++depth;
            if (c == ']' || c == '}') --depth;
            ++at_;
        }
    }

    bool is_quote() const { return text_[at_] == '"' || text_[at_] == '\''; }

    void skip_text() {
        const char quote = text_[at_];
        const std::string three(3, quote);
        const bool is_long = is_at(three);
        const std::string_view closing = is_long ? three : std::string_view(three).substr(2);
        at_ += closing.size();
        while (at_ < text_.size() && !is_at(closing))
            at_ += quote == '"' && text_[at_] == '\\' ? 2 : 1;
        at_ += closing.size();
        // A long text may end with quotation marks of its own: """He said "so"""".
        for (int own = 0; is_long && own < 2 && at_ < text_.size() && text_[at_] == quote;
             ++own)
            ++at_;
        at_ = std::min(at_, text_.size());
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

std::vector<Statement> read_layout(std::string_view toml) {
    return Scanner(toml).read();
}

} // namespace bkxsms::config

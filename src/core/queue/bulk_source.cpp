#include "core/queue/bulk_source.hpp"

#include "core/base/csv.hpp"
#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/security/mask.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

namespace bkxsms::queue {

namespace {

using Words = std::vector<std::string>;

bool is_field(const std::string& name) {
    const auto names = field_names();
    return std::ranges::find(names, std::string_view(name)) != names.end();
}

/// "column 'a'", "columns 'a', 'b'"
std::string columns_text(const Words& columns) {
    Words shown;
    for (const auto& column : columns) shown.push_back(security::printable(column));
    return fmt::format("column{} '{}'", columns.size() == 1 ? "" : "s",
                       fmt::join(shown, "', '"));
}

/// A field that holds what the command line said for all was not said by the row.
bool said_for_all(const Wish& common, const Wish& wish, std::string_view name) {
    if (name.starts_with("values.")) {
        const std::string key(name.substr(7));
        const auto all = common.values.find(key);
        const auto own = wish.values.find(key);
        return all != common.values.end() && own != wish.values.end() &&
               all->second == own->second;
    }
    return !field(common, name).empty() && field(common, name) == field(wish, name);
}

class CsvSource final : public Source {
public:
    CsvSource(std::istream& in, const BulkOptions& options, const Composer& composer)
        : reader_(in, options.separator), common_(options.common) {
        const auto header = reader_.next();
        if (!header)
            throw Error(Fault::data, "the file is empty", "the first line names the columns");
        if (!header->problem.empty())
            throw Error(Fault::data, "line 1: " + header->problem,
                        "the first line names the columns");
        typed_ = columns_ = header->fields;
        rename(options.columns);
        require_recipient();
        require_known(composer);
        common_.naming = [this](const Wish& wish, std::string_view name) {
            return name_in_file(wish, name);
        };
    }

    std::optional<SourceRow> next() override {
        auto record = reader_.next();
        if (!record) return std::nullopt;
        SourceRow row{record->line, common_, {}};
        if (!record->problem.empty()) {
            row.problem = Refused{record->problem, "correct the line and send it again"};
        } else if (record->fields.size() != columns_.size()) {
            row.problem = Refused{fmt::format("the row has {} fields, the header {}",
                                              record->fields.size(), columns_.size()),
                                  "put fields that hold the separator in double quotes"};
        } else {
            for (std::size_t i = 0; i < columns_.size(); ++i)
                if (!record->fields[i].empty())
                    set_field(row.wish, columns_[i], record->fields[i]);
        }
        return row;
    }

private:
    void rename(const std::map<std::string, std::string>& map) {
        std::set<std::string> used;
        for (const auto& [field, column] : map) {
            const auto found = std::ranges::find(typed_, column);
            if (found == typed_.end())
                throw Error(Fault::data,
                            fmt::format("--map names the column '{}', which the file "
                                        "does not have",
                                        column),
                            "it has: " + columns_text(typed_));
            if (!used.insert(column).second)
                throw Error(Fault::data,
                            fmt::format("--map names the column '{}' twice", column),
                            "give each column one meaning");
            columns_[static_cast<std::size_t>(found - typed_.begin())] = field;
        }
    }

    void require_recipient() const {
        auto sorted = columns_;
        std::ranges::sort(sorted);
        if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
            throw Error(Fault::data,
                        fmt::format("the header has the column '{}' twice",
                                    security::printable(*twice)),
                        "name each column once");
        if (!has("to"))
            throw Error(Fault::data, "the header has no column 'to'",
                        "name the column with the numbers: --map to=COLUMN");
    }

    /// What would refuse each row alike is said once, before the first.
    void require_known(const Composer& composer) const {
        if (has("template")) return; // then each row decides
        const auto& name = common_.template_name;
        Composer::Variables variables;
        if (!name.empty()) variables = composer.variables_of(name);
        Words strange;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (!is_field(columns_[i]) && !variables.any.contains(columns_[i]))
                strange.push_back(typed_[i]);
        if (!strange.empty())
            throw Error(Fault::data,
                        fmt::format("the {} {} no field of a message{}", columns_text(strange),
                                    strange.size() == 1 ? "is" : "are",
                                    name.empty() ? ", and no template is given"
                                                 : " and no variable of '" + name + "'"),
                        "leave it out, or say what it is: --map FIELD=COLUMN");
        Words missing;
        for (const auto& variable : variables.all)
            if (!has(variable) && !common_.values.contains(variable) &&
                !common_.amounts.contains(variable))
                missing.push_back(variable);
        if (!missing.empty())
            throw Error(
                Fault::data,
                fmt::format("the header lacks the {} that the template '{}' needs",
                            columns_text(missing), name),
                fmt::format("add it, or give it to all rows: --set {}=...", missing.front()));
    }

    bool has(std::string_view column) const {
        return std::ranges::find(columns_, column) != columns_.end();
    }

    std::string name_in_file(const Wish& wish, std::string_view name) const {
        const auto bare = name.starts_with("values.") ? name.substr(7) : name;
        const auto found = std::ranges::find(columns_, bare);
        if (found == columns_.end() || said_for_all(common_, wish, name))
            return option_name(name);
        return columns_text({typed_[static_cast<std::size_t>(found - columns_.begin())]});
    }

    csv::Reader reader_;
    Wish common_;
    Words typed_;   ///< the header as it stands in the file
    Words columns_; ///< what each column is
};

class JsonLinesSource final : public Source {
public:
    JsonLinesSource(std::istream& in, const BulkOptions& options)
        : in_(in), common_(options.common), buffer_(max_json_line + 1) {
        common_.naming = [this](const Wish& wish, std::string_view name) {
            return said_for_all(common_, wish, name) ? option_name(name) : member_name(name);
        };
    }

    std::optional<SourceRow> next() override {
        while (read_line())
            if (!trim(text_).empty()) return read();
        return std::nullopt;
    }

private:
    /// No more of a line than may be one is ever held, however long it is.
    bool read_line() {
        in_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        auto length = static_cast<std::size_t>(in_.gcount());
        if (in_.bad())
            throw Error(Fault::io, fmt::format("cannot read on after line {}", line_));
        if (length == 0 && in_.eof()) return false;
        ++line_;
        too_long_ = in_.fail();
        if (too_long_) {
            in_.clear();
            in_.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
        } else if (!in_.eof()) {
            --length; // the line feed, which getline counts
        }
        text_ = std::string_view(buffer_.data(), length);
        return true;
    }

    SourceRow read() const {
        SourceRow row{line_, common_, {}};
        try {
            if (too_long_)
                throw Error(Fault::data, fmt::format("longer than {} bytes", max_json_line),
                            "each line is one message; end it with a line feed");
            row.wish = merge(wish_from_json(text_));
        } catch (const Error& error) {
            row.problem = Refused{error.what(), error.hint()};
        }
        return row;
    }

    /// What the line says wins over what the command line said for all.
    Wish merge(Wish own) const {
        Wish merged = common_;
        const auto take = [](std::string& target, std::string& value) {
            if (!value.empty()) target = std::move(value);
        };
        for (const auto name : field_names()) take(field(merged, name), field(own, name));
        for (auto& [name, value] : own.values) merged.values.insert_or_assign(name, value);
        for (auto& [name, value] : own.amounts) merged.amounts.insert_or_assign(name, value);
        return merged;
    }

    std::istream& in_;
    Wish common_;
    std::vector<char> buffer_;
    std::string_view text_; ///< the line read last, in the buffer
    bool too_long_ = false; ///< then `text_` is its beginning
    std::size_t line_ = 0;
};

} // namespace

std::unique_ptr<Source> open_source(std::istream& in, const BulkOptions& options,
                                    const Composer& composer) {
    if (options.format == BulkFormat::csv)
        return std::make_unique<CsvSource>(in, options, composer);
    return std::make_unique<JsonLinesSource>(in, options);
}

} // namespace bkxsms::queue

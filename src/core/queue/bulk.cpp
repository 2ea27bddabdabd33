#include "core/queue/bulk.hpp"

#include "core/base/csv.hpp"
#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/base/random.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <set>

namespace bkxsms::queue {

namespace {

constexpr std::size_t max_line = 256 * 1024;

/// One row of the file: a wish, or why it is none.
struct SourceRow {
    std::size_t line = 0;
    Wish wish;
    std::optional<Refused> problem;
};

/// Where rows come from.
class Source {
public:
    virtual ~Source() = default;
    virtual std::optional<SourceRow> next() = 0;
};

class CsvSource final : public Source {
public:
    CsvSource(std::istream& in, const BulkOptions& options)
        : reader_(in, options.separator), common_(options.common) {
        const auto header = reader_.next();
        if (!header)
            throw Error(Fault::data, "the file is empty", "the first line names the columns");
        if (!header->problem.empty()) throw Error(Fault::data, "line 1: " + header->problem);
        columns_ = header->fields;
        rename(options.columns);
        require_recipient();
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
                                  "put fields that hold commas in double quotes"};
        } else {
            for (std::size_t i = 0; i < columns_.size(); ++i)
                if (!record->fields[i].empty())
                    set_field(row.wish, columns_[i], record->fields[i]);
        }
        return row;
    }

private:
    void rename(const std::map<std::string, std::string>& map) {
        const auto original = columns_;
        std::set<std::string> used;
        for (const auto& [field, column] : map) {
            const auto found = std::ranges::find(original, column);
            if (found == original.end())
                throw Error(Fault::data,
                            fmt::format("--map names the column '{}', which the file "
                                        "does not have",
                                        column));
            if (!used.insert(column).second)
                throw Error(Fault::data,
                            fmt::format("--map names the column '{}' twice", column));
            columns_[static_cast<std::size_t>(found - original.begin())] = field;
        }
    }
    void require_recipient() const {
        auto sorted = columns_;
        std::ranges::sort(sorted);
        if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
            throw Error(Fault::data,
                        fmt::format("the header has the column '{}' twice", *twice));
        if (std::ranges::find(columns_, "to") == columns_.end())
            throw Error(Fault::data, "the header has no column 'to'",
                        "name the column with the numbers: --map to=COLUMN");
    }

    csv::Reader reader_;
    Wish common_;
    std::vector<std::string> columns_;
};

class JsonLinesSource final : public Source {
public:
    JsonLinesSource(std::istream& in, const BulkOptions& options)
        : in_(in), common_(options.common) {}

    std::optional<SourceRow> next() override {
        std::string text;
        while (std::getline(in_, text)) {
            ++line_;
            if (!trim(text).empty()) return read(text);
        }
        return std::nullopt;
    }

private:
    SourceRow read(const std::string& text) const {
        SourceRow row{line_, common_, {}};
        try {
            if (text.size() > max_line) throw Error(Fault::data, "the line is too long");
            row.wish = merge(wish_from_json(text));
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
    std::size_t line_ = 0;
};

std::unique_ptr<Source> open_source(std::istream& in, const BulkOptions& options) {
    if (options.format == BulkFormat::csv) return std::make_unique<CsvSource>(in, options);
    return std::make_unique<JsonLinesSource>(in, options);
}

/// Rows until a transaction's worth is together, then accepted at once.
class GroupOfRows {
public:
    GroupOfRows(store::Store* store, const config::Config& config, const BulkOptions& options,
                BulkTotals& totals, const std::function<void(const BulkRow&)>& report)
        : store_(store), config_(config), options_(options), totals_(totals), report_(report) {}

    void add(std::size_t line, Draft draft) {
        draft.message.batch = totals_.batch;
        messages_.push_back(draft.message);
        rows_.push_back({line, {}, options_.dry_run ? std::move(draft) : Draft{}});
    }
    void add(std::size_t line, Refused refused) {
        rows_.push_back({line, std::move(refused), {}});
    }
    std::size_t size() const noexcept { return rows_.size(); }

    void accept(TimePoint now) {
        std::vector<Receipt> receipts(messages_.size(), Accepted{});
        if (!options_.dry_run && !messages_.empty())
            receipts = queue::accept(*store_, config_, messages_,
                                     {options_.actor, "send", totals_.batch}, now);
        std::size_t next = 0;
        for (auto& row : rows_) {
            if (!std::holds_alternative<Refused>(row.receipt)) row.receipt = receipts[next++];
            count(row.receipt);
            report_(row);
        }
        rows_.clear();
        messages_.clear();
    }

private:
    void count(const Receipt& receipt) {
        ++totals_.rows;
        if (const auto* ok = std::get_if<Accepted>(&receipt))
            ++(ok->duplicate ? totals_.duplicates : totals_.accepted);
        else
            ++totals_.refused;
    }

    store::Store* store_;
    const config::Config& config_;
    const BulkOptions& options_;
    BulkTotals& totals_;
    const std::function<void(const BulkRow&)>& report_;
    std::vector<store::NewMessage> messages_;
    std::vector<BulkRow> rows_;
};

} // namespace

BulkTotals send_bulk(store::Store* store, Composer& composer, const config::Config& config,
                     std::istream& in, const BulkOptions& options, Clock& clock,
                     const std::function<void(const BulkRow&)>& report,
                     const std::function<bool()>& stop) {
    BulkTotals totals;
    totals.batch = random_name();
    const auto source = open_source(in, options);
    GroupOfRows group(store, config, options, totals, report);
    while (auto row = source->next()) {
        if (row->problem) {
            group.add(row->line, std::move(*row->problem));
        } else {
            try {
                group.add(row->line, composer.compose(row->wish, clock.now()));
            } catch (const Error& error) {
                if (error.fault() != Fault::data) throw;
                group.add(row->line, Refused{error.what(), error.hint()});
            }
        }
        if (group.size() < bulk_group) continue;
        group.accept(clock.now());
        if (stop()) {
            totals.stopped = true;
            return totals;
        }
    }
    if (group.size() > 0) group.accept(clock.now());
    return totals;
}

} // namespace bkxsms::queue

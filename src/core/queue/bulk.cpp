#include "core/queue/bulk.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/queue/bulk_source.hpp"

#include <utility>

namespace bkxsms::queue {

namespace {

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
    const auto source = open_source(in, options, composer);
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

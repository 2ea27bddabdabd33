#include "core/queue/bulk.hpp"
#include "fuzz.hpp"

#include <sstream>

using namespace bkxsms;
using fuzz::require;
using queue::BulkRow;

namespace {

/// Stands still, so that what is found once is found again.
class StoppedClock final : public Clock {
public:
    TimePoint now() override { return from_millis(1'795'370'407'000); } // 2026-11-22T18:00:07Z
    void sleep_until(TimePoint) override {}
};

const config::Config& settings() {
    static const auto all = [] {
        auto config = config::defaults();
        config.default_region = "DE";
        config.timezone = "Europe/Berlin";
        config.business_name = "Praxis";
        config.rates.push_back({"twilio", "*", 79'000'000});
        return config;
    }();
    return all;
}

bool is_clean(std::string_view text) {
    for (std::size_t pos = 0; pos < text.size();) {
        const auto c = next_code_point(text, &pos);
        if ((c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0)) return false;
    }
    return true;
}

void check_draft(const queue::Draft& draft) {
    const auto& message = draft.message;
    require(phone::is_e164(message.to), "a message goes to a number");
    require(!message.text.empty() && is_utf8(message.text) && is_clean(message.text),
            "a text is clean");
    const auto segments = text::count_segments(message.text);
    require(message.segments == segments.parts && message.units == segments.units,
            "parts are those of the text");
    require(message.segments <= settings().max_parts, "a text is not too long");
    require(message.expires_at > message.due_at, "a message has time to go");
    require(message.due_at >= StoppedClock().now(), "a message is due now or later");
}

void check_row(const BulkRow& row) {
    if (const auto* refused = std::get_if<queue::Refused>(&row.receipt)) {
        require(!refused->what.empty(), "a refusal says what is wrong");
        require(is_utf8(refused->what) && is_utf8(refused->hint), "a refusal is UTF-8");
    } else {
        check_draft(row.draft);
    }
}

} // namespace

/// A byte for the form, then the file. Nothing is accepted: --dry-run.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const text::Catalogue catalogue({BKXSMS_SOURCE_DIR "/share/templates"}, "en");
    fuzz::Input input(data, size);
    const auto form = input.byte();
    queue::BulkOptions options;
    options.format = form % 2 == 0 ? queue::BulkFormat::csv : queue::BulkFormat::jsonl;
    options.separator = ",;\t"[form / 2 % 3];
    options.dry_run = true;
    std::istringstream in{std::string(input.rest())};

    StoppedClock clock;
    queue::Composer composer(settings(), catalogue);
    std::size_t rows = 0, line = 0;
    const auto report = [&](const BulkRow& row) {
        require(row.line > line, "rows come in the order of the file");
        line = row.line;
        ++rows;
        check_row(row);
    };
    queue::BulkTotals totals;
    const auto refused = fuzz::refusal(Fault::data, [&] {
        totals = queue::send_bulk(nullptr, composer, settings(), in, options, clock, report,
                                  [] { return false; });
    });
    if (refused) {
        require(options.format == queue::BulkFormat::csv, "only a header stops a file");
        return 0;
    }
    require(totals.rows == rows && !totals.stopped, "each row is reported");
    require(totals.accepted + totals.duplicates + totals.refused == rows, "and counted");
    return 0;
}

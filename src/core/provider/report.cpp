#include "core/provider/report.hpp"

#include "core/base/parse.hpp"
#include "core/provider/reading.hpp"

#include <algorithm>
#include <limits>

namespace bkxsms::provider {

bool is_uuid(std::string_view text) noexcept {
    constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    constexpr std::string_view digits = "0123456789abcdefABCDEF";
    return std::ranges::equal(text, shape, [digits](char c, char wanted) {
        return wanted == '-' ? c == '-' : digits.find(c) != std::string_view::npos;
    });
}

std::optional<int> read_count(std::string_view text) noexcept {
    const auto count = parse_integer(text);
    if (!count || *count < 1 || *count > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<int>(*count);
}

std::optional<TimePoint> read_millis(std::optional<std::int64_t> millis) noexcept {
    constexpr TimePoint end = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);
    if (!millis || *millis <= 0 || *millis >= to_millis(end)) return std::nullopt;
    return from_millis(*millis);
}

std::optional<Money> read_money(std::string_view amount, std::string_view currency) {
    const auto nano = parse_nano(amount);
    if (!nano || *nano < 0 || !is_currency(currency)) return std::nullopt;
    return Money{*nano, std::string(currency)};
}

std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code, const CodeMeaning* known,
                                         std::string_view words) {
    if (progress != Progress::undelivered && progress != Progress::failed) return std::nullopt;
    Failure failure;
    failure.category = known != nullptr ? known->category : Category::unknown;
    failure.remedy = known != nullptr ? known->remedy : Remedy::none;
    failure.code = clean_words(code.empty() ? status : code, max_code_bytes);
    failure.why = clean_words(!words.empty()     ? words
                              : known != nullptr ? known->meaning
                                                 : status);
    return failure;
}

std::string report_key(const Receipt& receipt) {
    auto key = receipt.provider_message_id + '/' + receipt.provider_status;
    if (receipt.price) key += '/' + format_nano(receipt.price->nano) + receipt.price->currency;
    return key;
}

} // namespace bkxsms::provider

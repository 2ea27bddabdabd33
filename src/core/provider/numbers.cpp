#include "core/provider/numbers.hpp"

#include "core/base/parse.hpp"

#include <algorithm>
#include <tuple>

namespace bkxsms::provider {
namespace {

bool is_digits(std::string_view text, std::size_t least, std::size_t most) noexcept {
    return text.size() >= least && text.size() <= most &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// As ITU-T E.164 allows, and as short as numbers come.
bool is_international(std::string_view digits) noexcept {
    return is_digits(digits, 7, 15);
}

/// Lower case, with letters only: "toll-free", "tollFree" and "toll_free" are one word.
std::string plain(std::string_view word) {
    auto out = ascii_lower(word);
    std::erase_if(out, [](char c) { return c < 'a' || c > 'z'; });
    return out;
}

} // namespace

bool is_e164(std::string_view text) noexcept {
    return text.starts_with('+') && is_international(text.substr(1));
}

bool is_short_code(std::string_view text) noexcept {
    return is_digits(text, 3, 6);
}

bool is_country(std::string_view text) noexcept {
    return text.size() == 2 &&
           std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string with_plus(std::string_view number) {
    return (is_international(number) ? "+" : "") + std::string(number);
}

std::string network_of(std::string_view mcc_and_mnc) {
    return network_of(mcc_and_mnc.substr(0, 3),
                      mcc_and_mnc.substr(std::min<std::size_t>(3, mcc_and_mnc.size())));
}

std::string network_of(std::string_view mcc, std::string_view mnc) {
    if (!is_digits(mcc, 3, 3) || !is_digits(mnc, 2, 3)) return {};
    return std::string(mcc) + std::string(mnc);
}

std::string_view line_type(std::string_view word) {
    const auto name = plain(word);
    if (name.empty() || name == "unknown") return {};
    if (name == "mobile") return "mobile";
    if (name == "landline" || name == "fixed") return "landline";
    if (name == "tollfree") return "toll_free";
    return name.ends_with("voip") || name == "virtual" ? "voip" : "other";
}

std::string_view sender_type(std::string_view word) {
    const auto name = plain(word);
    if (name == "local" || name == "fixed") return "local";
    if (name == "mobile") return "mobile";
    if (name == "tollfree") return "toll_free";
    return name == "shortcode" ? "short_code" : "";
}

std::vector<Price> dearest(std::vector<Price> prices) {
    const auto place = [](const Price& price) {
        return std::tie(price.country, price.network);
    };
    std::ranges::sort(prices, [&](const Price& a, const Price& b) {
        if (place(a) != place(b)) return place(a) < place(b);
        return a.per_segment.nano > b.per_segment.nano;
    });
    const auto same = std::ranges::unique(
        prices, [&](const Price& a, const Price& b) { return place(a) == place(b); });
    prices.erase(same.begin(), same.end());
    return prices;
}

} // namespace bkxsms::provider

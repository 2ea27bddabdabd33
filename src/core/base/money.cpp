#include "core/base/money.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms {
namespace {

constexpr std::size_t decimals = 9;
constexpr std::int64_t unit = 1'000'000'000;

bool all_digits(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t value_of(std::string_view digits) noexcept {
    std::int64_t value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

[[noreturn]] void does_not_fit() {
    throw Error(Fault::software, "an amount of money is too large to count");
}

} // namespace

std::optional<std::int64_t> parse_nano(std::string_view decimal) noexcept {
    const bool negative = decimal.starts_with('-');
    if (negative || decimal.starts_with('+')) decimal.remove_prefix(1);

    const auto point = decimal.find('.');
    const auto whole = decimal.substr(0, point);
    if (whole.empty() || whole.size() > 9 || !all_digits(whole)) return std::nullopt;
    auto nano = value_of(whole) * unit;
    if (point != std::string_view::npos) {
        const auto fraction = decimal.substr(point + 1);
        if (fraction.empty() || fraction.size() > decimals || !all_digits(fraction))
            return std::nullopt;
        auto part = value_of(fraction);
        for (auto i = fraction.size(); i < decimals; ++i) part *= 10;
        nano += part;
    }
    return negative ? -nano : nano;
}

std::string format_nano(std::int64_t nano) {
    // Unsigned, because the smallest number has no positive twin.
    const auto magnitude =
        nano < 0 ? -static_cast<std::uint64_t>(nano) : static_cast<std::uint64_t>(nano);
    auto text =
        fmt::format("{}{}.{:09}", nano < 0 ? "-" : "", magnitude / unit, magnitude % unit);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

bool is_currency(std::string_view code) noexcept {
    return code.size() == 3 &&
           std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Money operator+(const Money& a, const Money& b) {
    if (a.currency != b.currency)
        throw Error(Fault::software,
                    fmt::format("cannot add '{}' to '{}'", b.currency, a.currency));
    Money sum{0, a.currency};
    if (__builtin_add_overflow(a.nano, b.nano, &sum.nano)) does_not_fit();
    return sum;
}

Money operator*(const Money& price, std::int64_t count) {
    Money product{0, price.currency};
    if (__builtin_mul_overflow(price.nano, count, &product.nano)) does_not_fit();
    return product;
}

} // namespace bkxsms

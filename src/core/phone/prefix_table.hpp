#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// \file
/// A table "longest prefix wins", flattened: where the answer changes, in ascending order, and
/// what it changes to. Inside the room only; generate_prefixes.cpp makes the tables from
/// share/data when the program is built. They hold no pointers, so they stay in .rodata, are
/// shared between processes and cost nothing until they are read.

namespace bkxsms::phone {

inline constexpr std::size_t prefix_digits = 9; ///< no prefix in share/data is longer

/// The first nine digits as a number in base 11, where 0 is "no digit here" and digit d is
/// d + 1. Order of keys is order of digit strings; a prefix of n digits covers 11^(9-n) keys
/// from its own, and a number of fewer than nine digits lies in no prefix longer than itself
/// (in base 10, "+6834" would look like "+683400000"). 11^9 < 2^32.
constexpr std::uint32_t prefix_key(std::string_view digits) noexcept {
    std::uint32_t key = 0;
    for (std::size_t i = 0; i < prefix_digits; ++i)
        key = key * 11 + (i < digits.size() ? static_cast<std::uint32_t>(digits[i] - '/') : 0);
    return key;
}

struct PrefixTable {
    std::span<const std::uint32_t> starts; ///< keys; the first is 0
    std::span<const std::uint16_t> values; ///< per start, an offset into `pool`
    const char* pool;                      ///< strings that end in NUL; the first is ""

    /// What the longest prefix of `digits` (ASCII digits, no '+') says; "" if there is none.
    std::string_view find(std::string_view digits) const noexcept {
        const auto after = std::ranges::upper_bound(starts, prefix_key(digits));
        return pool + values[static_cast<std::size_t>(after - starts.begin()) - 1];
    }
};

PrefixTable time_zone_table() noexcept;
PrefixTable carrier_table() noexcept;
PrefixTable nanp_table() noexcept;

} // namespace bkxsms::phone

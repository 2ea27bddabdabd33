#pragma once

#include <cstdint>
#include <string_view>

namespace bkxsms::routing {

/// An even spread that is the same in every run and on every machine (FNV-1a, 64 bit, and
/// the finaliser of MurmurHash3, since FNV alone leaves neighbours close).
constexpr std::uint64_t mixed(std::uint64_t h) noexcept {
    h ^= h >> 33;
    h *= 0xFF51AFD7ED558CCDU;
    h ^= h >> 33;
    h *= 0xC4CEB9FE1A85EC53U;
    return h ^ (h >> 33);
}
constexpr std::uint64_t hash_of(std::uint64_t number) noexcept {
    return mixed(number ^ 0xCBF29CE484222325U);
}
constexpr std::uint64_t hash_of(std::string_view text) noexcept {
    std::uint64_t h = 0xCBF29CE484222325U;
    for (const char c : text) {
        h ^= static_cast<unsigned char>(c);
        h *= 0x100000001B3U;
    }
    return mixed(h);
}

} // namespace bkxsms::routing

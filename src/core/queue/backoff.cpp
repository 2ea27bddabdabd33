#include "core/queue/backoff.hpp"

#include <algorithm>
#include <iterator>

namespace bkxsms::queue {

milliseconds backoff(int tries, std::chrono::seconds first, std::chrono::seconds retry_after,
                     std::uint64_t spread) noexcept {
    constexpr int factors[] = {1, 6, 24}; // 5 min, 30 min, 2 h
    const auto step =
        static_cast<std::size_t>(std::clamp(tries - 1, 0, int(std::size(factors)) - 1));
    const milliseconds wait = first * factors[step];
    // splitmix64's finaliser: neighbouring numbers come out far apart.
    std::uint64_t mixed = spread + 0x9E3779B97F4A7C15;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
    const auto permille = static_cast<std::int64_t>((mixed ^ mixed >> 31) % 201) - 100;
    return std::max<milliseconds>(wait + wait * permille / 1000, retry_after);
}

} // namespace bkxsms::queue

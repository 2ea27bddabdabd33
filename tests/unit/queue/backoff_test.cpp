#include "core/queue/backoff.hpp"

#include "support/catch.hpp"

#include <set>

using namespace bkxsms;
using namespace std::chrono_literals;
using queue::backoff;

TEST_CASE("queue: waits grow from try to try, within ten percent of the plan") {
    const struct {
        int tries;
        milliseconds plan;
    } cases[] = {{1, 5min}, {2, 30min}, {3, 2h}, {4, 2h}, {99, 2h}, {0, 5min}, {-1, 5min}};
    for (const auto& c : cases)
        for (std::uint64_t spread = 0; spread < 2000; ++spread) {
            const auto wait = backoff(c.tries, 300s, 0s, spread);
            CAPTURE(c.tries, spread, wait.count());
            REQUIRE(wait >= c.plan * 9 / 10);
            REQUIRE(wait <= c.plan * 11 / 10);
        }
}

TEST_CASE("queue: the plan scales with the first wait") {
    const auto usual = backoff(2, 300s, 0s, 7);
    CHECK(backoff(2, 600s, 0s, 7) == 2 * usual);
    CHECK(backoff(2, 30s, 0s, 7) == usual / 10);
}

TEST_CASE("queue: equal spreads give equal waits, neighbours different ones") {
    std::set<milliseconds> waits;
    for (std::uint64_t spread = 1000; spread < 1200; ++spread) {
        CHECK(backoff(1, 300s, 0s, spread) == backoff(1, 300s, 0s, spread));
        waits.insert(backoff(1, 300s, 0s, spread));
    }
    CHECK(waits.size() > 100);
    // Both ends of the ten percent are used.
    CHECK(*waits.begin() < 280s);
    CHECK(*waits.rbegin() > 320s);
}

TEST_CASE("queue: a longer Retry-After wins, a shorter one does not") {
    CHECK(backoff(1, 300s, 3600s, 7) == 3600s);
    CHECK(backoff(1, 300s, 1s, 7) == backoff(1, 300s, 0s, 7));
}

#include "core/base/random.hpp"
#include "support/catch.hpp"

#include <set>

using namespace bkxsms;

TEST_CASE("random: as many bytes as asked for, and not the same ones", "[base][random]") {
    CHECK(random_bytes(0).empty());
    CHECK(random_bytes(1).size() == 1);
    // More than getrandom(2) gives in one call when a signal comes (256).
    CHECK(random_bytes(100'000).size() == 100'000);
    CHECK(random_bytes(16) != random_bytes(16));
}

TEST_CASE("random: tokens and names have their length, their alphabet and no twins",
          "[base][random]") {
    std::set<std::string> seen;
    for (int i = 0; i < 2'000; ++i) {
        const auto token = random_token(from_millis(1'800'000'000'000));
        const auto name = random_name();
        REQUIRE(token.size() == 40);
        REQUIRE(name.size() == 26);
        REQUIRE((token + name).find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") ==
                std::string::npos);
        seen.insert(token);
        seen.insert(name);
    }
    CHECK(seen.size() == 4'000);
}

TEST_CASE("random: tokens of one moment stand together, those of the next elsewhere",
          "[base][random]") {
    const auto start = [](std::int64_t millis) {
        return random_token(from_millis(millis)).substr(0, 8);
    };
    CHECK(start(1'800'000'000'000) == start(1'800'000'000'000));
    CHECK(start(1'800'000'000'000) != start(1'800'000'000'001));
    CHECK(start(0) == "aaaaaaaa");
}

TEST_CASE("random: every letter of the alphabet comes up at every place of a name",
          "[base][random]") {
    std::set<std::pair<std::size_t, char>> seen;
    for (int i = 0; i < 2'000; ++i) {
        const auto name = random_name();
        for (std::size_t place = 0; place < name.size(); ++place)
            seen.emplace(place, name[place]);
    }
    // One missing has a chance of 832 * (31/32)^2000, less than 1 in 10^24.
    CHECK(seen.size() == 26 * 32);
}

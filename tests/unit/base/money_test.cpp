#include "core/base/error.hpp"
#include "core/base/money.hpp"
#include "support/catch.hpp"

#include <limits>
#include <random>

using namespace bkxsms;

namespace {

constexpr auto largest = std::numeric_limits<std::int64_t>::max();

} // namespace

TEST_CASE("money: a decimal is read exactly", "[base][money]") {
    CHECK(parse_nano("0") == 0);
    CHECK(parse_nano("-0") == 0);
    CHECK(parse_nano("0.0075") == 7'500'000);
    CHECK(parse_nano("-0.00790") == -7'900'000);
    CHECK(parse_nano("+12.50") == 12'500'000'000);
    CHECK(parse_nano("-3") == -3'000'000'000);
    CHECK(parse_nano("0.000000001") == 1);
    CHECK(parse_nano("0.1") == 100'000'000); // what no double can hold
    CHECK(parse_nano("999999999.999999999") == 999'999'999'999'999'999);
}

TEST_CASE("money: what would have to be guessed or rounded is refused", "[base][money]") {
    for (const std::string_view bad : {"",
                                       "-",
                                       "+",
                                       ".",
                                       "5.",
                                       ".5",
                                       "-.5",
                                       "1e3",
                                       "0,0075",
                                       "1.2.3",
                                       " 1",
                                       "1 ",
                                       "1_0",
                                       "--1",
                                       "+-1",
                                       "0.0000000001",
                                       "0.0000000000",
                                       "1000000000",
                                       "0000000001",
                                       "NaN",
                                       "inf",
                                       "0x1",
                                       "1.-5",
                                       "1.+5",
                                       "$1",
                                       "null"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_nano(bad));
    }
}

TEST_CASE("money: the shortest exact decimal is written", "[base][money]") {
    CHECK(format_nano(0) == "0");
    CHECK(format_nano(7'500'000) == "0.0075");
    CHECK(format_nano(-1) == "-0.000000001");
    CHECK(format_nano(10'000'000'000) == "10");
    CHECK(format_nano(-12'500'000'000) == "-12.5");
    CHECK(format_nano(largest) == "9223372036.854775807");
    CHECK(format_nano(-largest - 1) == "-9223372036.854775808");
}

TEST_CASE("money: what is written is read back", "[base][money]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 20'000; ++i) {
        // Numbers of every length.
        const auto bits = random() >> (random() % 64);
        const auto nano = static_cast<std::int64_t>(bits % 1'000'000'000'000'000'000);
        const auto amount = random() % 2 == 0 ? nano : -nano;
        if (parse_nano(format_nano(amount)) != amount) FAIL("not read back: " << amount);
    }
}

TEST_CASE("money: a currency is three capital letters", "[base][money]") {
    CHECK(is_currency("USD"));
    for (const std::string_view bad : {"", "US", "USDT", "usd", "U D", "U\u00C4", "123"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_currency(bad));
    }
}

TEST_CASE("money: only the same currency is added, and nothing overflows", "[base][money]") {
    CHECK(Money{1, "EUR"} + Money{2, "EUR"} == Money{3, "EUR"});
    CHECK(Money{7'500'000, "USD"} * 3 == Money{22'500'000, "USD"});
    CHECK_THROWS_AS((Money{1, "EUR"} + Money{2, "USD"}), Error);
    CHECK_THROWS_AS((Money{largest, "EUR"} + Money{1, "EUR"}), Error);
    CHECK_THROWS_AS((Money{-largest, "EUR"} + Money{-2, "EUR"}), Error);
    CHECK_THROWS_AS((Money{largest / 2, "EUR"} * 3), Error);
}

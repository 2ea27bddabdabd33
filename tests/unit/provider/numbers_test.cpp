#include "core/provider/numbers.hpp"

#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

TEST_CASE("numbers: E.164, short codes and countries are told apart", "[provider]") {
    for (const auto* text : {"+14155550100", "+4915112345678", "+1234567", "+123456789012345"})
        CHECK(is_e164(text));
    for (const auto* text : {"", "+", "14155550100", "+123456", "+1234567890123456", "+1415x",
                             "+1 415 555 0100", "+1415555010\n"})
        CHECK_FALSE(is_e164(text));
    CHECK(is_short_code("12345"));
    CHECK_FALSE(is_short_code("12"));
    CHECK_FALSE(is_short_code("1234567"));
    CHECK(is_country("DE"));
    for (const auto* text : {"", "D", "de", "DEU", "D1", "..", "/."})
        CHECK_FALSE(is_country(text));
}

TEST_CASE("numbers: a number gets its plus, a short code and a name do not", "[provider]") {
    CHECK(with_plus("14155550100") == "+14155550100");
    CHECK(with_plus("+14155550100") == "+14155550100");
    CHECK(with_plus("12345") == "12345");
    CHECK(with_plus("ACMELtd") == "ACMELtd");
    CHECK(with_plus("1415555xxxx") == "1415555xxxx");
    CHECK(with_plus("").empty());
}

TEST_CASE("numbers: a network is a country code and a network code", "[provider]") {
    CHECK(network_of("262", "01") == "26201");
    CHECK(network_of("310", "160") == "310160");
    for (const auto* mnc : {"", "1", "1234", "01, 02", "x1"})
        CHECK(network_of("262", mnc).empty());
    CHECK(network_of("26", "01").empty());
    CHECK(network_of("26201") == "26201");
    CHECK(network_of("310160") == "310160");
    for (const auto* text : {"", "262", "2620", "3101601", "26x01"})
        CHECK(network_of(text).empty());
}

TEST_CASE("numbers: kinds of line and of sender have one word each", "[provider]") {
    for (const auto* word : {"mobile", "Mobile"}) CHECK(line_type(word) == "mobile");
    for (const auto* word : {"landline", "fixed"}) CHECK(line_type(word) == "landline");
    for (const auto* word : {"voip", "fixedVoip", "nonFixedVoip", "virtual"})
        CHECK(line_type(word) == "voip");
    for (const auto* word : {"toll-free", "tollFree", "tollfree"}) {
        CHECK(line_type(word) == "toll_free");
        CHECK(sender_type(word) == "toll_free");
    }
    for (const auto* word : {"pager", "personal", "x"}) CHECK(line_type(word) == "other");
    for (const auto* word : {"", "unknown", "-"}) CHECK(line_type(word).empty());
    CHECK(sender_type("fixed") == "local");
    CHECK(sender_type("short_code") == "short_code");
    CHECK(sender_type("national").empty());
}

TEST_CASE("numbers: of several prices for a network the dearest stays", "[provider]") {
    const auto usd = [](std::int64_t nano) { return Money{nano, "USD"}; };
    const auto prices = dearest({{"DE", "26202", usd(3)},
                                 {"DE", "26201", usd(1)},
                                 {"DE", "26202", usd(5)},
                                 {"AT", "26202", usd(9)},
                                 {"DE", "26202", usd(4)}});
    REQUIRE(prices.size() == 3);
    CHECK(prices[0].country == "AT");
    CHECK(prices[1].network == "26201");
    CHECK(prices[2].per_segment == usd(5));
    CHECK(dearest({}).empty());
}

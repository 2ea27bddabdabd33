#include "support/catch.hpp"
#include "vonage_rig.hpp"

// Balance, prices and numbers.

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;

namespace {

Answer<Money> read_balance(const std::string& body) {
    return test::vonage()->balance({})->read(reply(200, body));
}

Answer<std::vector<Price>> read_prices(const std::string& body) {
    return test::vonage()->prices("KZ", {})->read(reply(200, body));
}

Answer<std::vector<OwnNumber>> read_own(const std::string& body) {
    return test::vonage()->own_numbers({})->read(reply(200, body));
}

Question<NumberFacts> insight() {
    return make_vonage(test::application_account())->number("+447700900000", {}).value();
}

Answer<NumberFacts> read_insight(const std::string& insights) {
    return insight().read(reply(200, R"({"request_id":"x","insights":)" + insights + '}'));
}

template <class T>
const Failure& failed(const Answer<T>& answer) {
    REQUIRE(std::holds_alternative<Failure>(answer));
    CHECK(std::get<Failure>(answer).remedy != Remedy::reconcile);
    return std::get<Failure>(answer);
}

} // namespace

TEST_CASE("vonage: the balance is in euros, a number or a string, without a computer's dust",
          "[provider][vonage]") {
    const auto recorded = test::vonage()->balance({})->read(test::vonage_answer("balance"));
    CHECK(std::get<Money>(recorded) == Money{24'428'075'000, "EUR"});
    const auto nano = [](const std::string& body) {
        return std::get<Money>(read_balance(body)).nano;
    };
    CHECK(nano(R"({"value":10.280000000000001})") == 10'280'000'000);
    CHECK(nano(R"({"value":"3.5"})") == 3'500'000'000);
    CHECK(nano(R"({"value":-0.25})") == -250'000'000);
    CHECK(nano(R"({"value":7})") == 7'000'000'000);
    for (const auto* body :
         {"{}", R"({"value":null})", R"({"value":1e3})", R"({"value":1.5e-7})",
          R"({"value":"much"})", R"({"value":"1.5 "})", R"({"value":[1]})",
          R"({"value":1234567890.5})"}) {
        INFO(body);
        CHECK(failed(read_balance(body)).code == "unreadable");
    }
    const auto refused = test::vonage()->balance({})->read(test::vonage_answer("balance_401"));
    CHECK(failed(refused).category == Category::auth);
    CHECK(failed(refused).why == "authentication failed");
}

TEST_CASE("vonage: a country's price, and those of networks that have their own",
          "[provider][vonage]") {
    const auto recorded =
        test::vonage()->prices("KZ", {})->read(test::vonage_answer("pricing_country"));
    const auto& prices = std::get<std::vector<Price>>(recorded);
    REQUIRE(prices.size() == 2);
    CHECK(prices[0].country == "KZ");
    CHECK(prices[0].network.empty());
    CHECK(prices[0].per_segment == Money{57'000'000, "EUR"});
    CHECK(prices[1].network == "40101");
    CHECK(prices[1].per_segment == Money{57'000'000, "EUR"});

    // One that is not named as a network may be anybody's.
    const auto two =
        read_prices(R"({"countryCode":"KZ","currency":"EUR","defaultPrice":"1","networks":[)"
                    R"({"networkCode":"40102","price":"1"},{"networkCode":"x","price":"2"},)"
                    R"({"networkCode":"40103","price":"3","currency":"USD"}]})");
    const auto& named = std::get<std::vector<Price>>(two);
    REQUIRE(named.size() == 3);
    CHECK(named[0].network.empty());
    CHECK(named[0].per_segment == Money{2'000'000'000, "EUR"});
    CHECK(named[1].network == "40102");
    CHECK(named[2].per_segment.currency == "USD");
    for (const auto* body :
         {"{}", R"({"countryCode":"KZ"})", R"({"countryCode":"","defaultPrice":"1"})",
          R"({"countryCode":"KZ","defaultPrice":"1"})",
          R"({"countryCode":"KZ","defaultPrice":"1","currency":"EUR"})",
          R"({"countryCode":"US","defaultPrice":"1","currency":"EUR","networks":[]})",
          R"({"countryCode":"KZ","defaultPrice":"1","networks":[]})",
          R"({"countryCode":"KZ","defaultPrice":"-1","currency":"EUR","networks":[]})",
          R"({"countryCode":"KZ","currency":"EUR","networks":[{"price":"?"}]})",
          R"({"countryCode":"KZ","currency":"EUR","networks":[7]})",
          R"({"defaultPrice":"1","currency":"EUR"})"})
        CHECK(failed(read_prices(body)).code == "unreadable");
}

TEST_CASE("vonage: own and offered numbers", "[provider][vonage]") {
    const auto own =
        test::vonage()->own_numbers({})->read(test::vonage_answer("numbers_owned"));
    const auto& mine = std::get<std::vector<OwnNumber>>(own);
    REQUIRE(mine.size() == 1);
    CHECK(mine[0].number == "+447700900000");
    CHECK(mine[0].country == "GB");
    CHECK(mine[0].type == "mobile");
    CHECK(mine[0].texts);
    CHECK_FALSE(mine[0].monthly);

    const auto offered =
        test::vonage()->offered_numbers("GB", {})->read(test::vonage_answer("numbers_search"));
    const auto& theirs = std::get<std::vector<OwnNumber>>(offered);
    REQUIRE(theirs.size() == 1);
    CHECK(theirs[0].monthly == Money{1'250'000'000, "EUR"});

    const auto more = read_own(
        R"({"count":3,"numbers":[{"msisdn":12345,"type":"mobile-shortcode","features":["SMS"]},)"
        R"({"msisdn":"14155550100","type":"landline-toll-free","features":["VOICE"]},)"
        R"({"msisdn":"14155550101","type":"new"}]})");
    const auto& list = std::get<std::vector<OwnNumber>>(more);
    REQUIRE(list.size() == 3);
    CHECK(list[0].number == "12345");
    CHECK(list[0].type == "short_code");
    CHECK(list[1].type == "toll_free");
    CHECK_FALSE(list[1].texts);
    CHECK(list[2].type.empty());
    CHECK_FALSE(list[2].texts);

    CHECK(std::get<std::vector<OwnNumber>>(read_own(R"({"count":0})")).empty());
    CHECK(std::get<std::vector<OwnNumber>>(read_own(R"({"count":0,"numbers":[]})")).empty());
    for (const auto* body :
         {"{}", R"({"count":1})", R"({"numbers":{}})", R"({"numbers":[{}]})",
          R"({"numbers":[{"msisdn":"+44"}]})", R"({"numbers":[{"msisdn":"1234567890123456"}]})",
          R"({"numbers":[null]})"})
        CHECK(failed(read_own(body)).code == "unreadable");
    CHECK(failed(read_own(R"({"count":101,"numbers":[]})")).code == "too-many");
}

TEST_CASE("vonage: a number is bought, or it is said why not", "[provider][vonage]") {
    const auto question = test::vonage()->buy_number("GB", "+447700900000", {}).value();
    const auto bought = question.read(test::vonage_answer("numbers_buy"));
    CHECK(std::get<OwnNumber>(bought).number == "+447700900000");
    CHECK(std::get<OwnNumber>(bought).country == "GB");
    const auto refused = [&](int status, const std::string& body) {
        return std::get<Failure>(question.read(reply(status, body)));
    };
    const auto taken = R"({"error-code":"420","error-code-label":"method failed"})";
    CHECK(refused(420, taken).category == Category::invalid_request);
    CHECK(refused(420, taken).why == "method failed");
    CHECK(refused(200, taken).category == Category::invalid_request);
    CHECK(refused(200, taken).code == "420");
    CHECK(refused(200, taken).remedy == Remedy::none);
    CHECK(refused(200, "{}").code == "unreadable");
    CHECK(refused(200, "{}").remedy == Remedy::reconcile); // it may be ours now
    CHECK(refused(401, "{}").category == Category::auth);
}

TEST_CASE("vonage: what is known of a number, each insight by itself", "[provider][vonage]") {
    const auto recorded =
        insight().read(test::vonage_answer("identity_insights_format_carriers"));
    const auto& facts = std::get<NumberFacts>(recorded);
    CHECK(facts.number == "+447700900000");
    CHECK(facts.exists);
    CHECK(facts.country == "GB");
    CHECK(facts.carrier == "Example Mobile");
    CHECK(facts.network == "23410");
    CHECK(facts.type == "mobile");

    const auto wrong =
        read_insight(R"({"format":{"is_format_valid":false,"status":{"code":"ok"}},)"
                     R"("current_carrier":{"name":"x","status":{"code":"NO_COVERAGE"}}})");
    CHECK_FALSE(std::get<NumberFacts>(wrong).exists);
    CHECK(std::get<NumberFacts>(wrong).carrier.empty());
    const auto carrier_only =
        read_insight(R"({"current_carrier":{"network_type":"TOLL-FREE","country_code":"US",)"
                     R"("status":{"code":"OK"}}})");
    CHECK(std::get<NumberFacts>(carrier_only).country == "US");
    CHECK(std::get<NumberFacts>(carrier_only).type == "toll_free");

    CHECK(failed(read_insight(R"({"format":{"status":{"code":"NOT_FOUND"}}})")).code ==
          "NOT_FOUND");
    for (const auto* insights : {"{}", "[]", "null", R"({"format":{}})"})
        CHECK(failed(read_insight(insights)).code == "unreadable");
}

#include "plivo_rig.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;
using transport::NoReply;

// What Plivo tells of the account, of prices and of numbers: docs/providers/plivo.md section 4.

namespace {

constexpr auto number = "+14155550100";

Answer<Money> read_balance(std::string body) {
    return test::plivo()->balance(TimePoint{}).value().read(reply(200, std::move(body)));
}

Answer<std::vector<Price>> read_prices(std::string body) {
    return test::plivo()->prices("US", TimePoint{}).value().read(reply(200, std::move(body)));
}

Answer<NumberFacts> read_number(int status, std::string body) {
    return test::plivo()
        ->number(number, TimePoint{})
        .value()
        .read(reply(status, std::move(body)));
}

Answer<std::vector<OwnNumber>> read_own(std::string body) {
    return test::plivo()->own_numbers(TimePoint{}).value().read(reply(200, std::move(body)));
}

Answer<OwnNumber> read_bought(const transport::Exchange& exchange) {
    return test::plivo()->buy_number("US", number, TimePoint{}).value().read(exchange);
}

template <class T>
bool failed(const Answer<T>& answer) {
    return std::holds_alternative<Failure>(answer);
}

} // namespace

TEST_CASE("plivo: a balance is in US dollars, exact, and may be negative",
          "[provider][plivo]") {
    CHECK(std::get<Money>(read_balance(R"({"cash_credits":"4.88860"})")) ==
          Money{4'888'600'000, "USD"});
    CHECK(std::get<Money>(read_balance(R"({"cash_credits":-1.5})")) ==
          Money{-1'500'000'000, "USD"});
    for (const auto* body : {R"({"cash_credits":null})", R"({"cash_credits":"1e3"})",
                             R"({"cash_credits":["1"]})", "{}"})
        CHECK(failed(read_balance(body)));
}

TEST_CASE("plivo: a country's price is the dearest of its networks", "[provider][plivo]") {
    const auto answer = read_prices(R"({"country":"United States","country_iso":"US",
        "message":{"inbound":{"rate":"0.9"},"outbound":{"rate":"0.00350"},
        "outbound_networks_list":[{"group_name":"US","rate":"0.00350"},
          {"group_name":"United States - AT&T Mobility","rate":"0.0042"}]},
        "voice":{"outbound":{"rate":"7"}}})");
    const auto& prices = std::get<std::vector<Price>>(answer);
    REQUIRE(prices.size() == 1);
    CHECK(prices[0].country == "US");
    CHECK(prices[0].network.empty());
    CHECK(prices[0].per_segment == Money{4'200'000, "USD"});
    CHECK(std::get<std::vector<Price>>(
              read_prices(R"({"country_iso":"US","message":{"outbound":{"rate":null}}})"))
              .empty());
    for (const auto* body :
         {R"({"country_iso":"US"})", R"({"country_iso":"AT","message":{}})",
          R"({"country_iso":"US","message":{"outbound":{"rate":"-1"}}})",
          R"({"country_iso":"US","message":{"outbound_networks_list":[{"rate":"x"}]}})"}) {
        INFO(body);
        CHECK(failed(read_prices(body)));
    }
}

TEST_CASE("plivo: a number's facts are read from both documented answers",
          "[provider][plivo]") {
    const std::string bodies[] = {
        R"({"phone_number":"+14155550100","country":{"name":"US","iso2":"US","iso3":"USA"},
            "format":{"e164":"+14155550100"},"carrier":{"mobile_country_code":"310",
            "mobile_network_code":"160","name":"Carrier\u001b","type":"mobile"}})",
        R"({"country":{"code_iso2":"US"},"number_format":{"e164":"+14155550100"},
            "service_provider":{"mobile_country_code":"310","mobile_network_code":"160",
            "name":"Carrier\u001b","type":"mobile","ported":null}})"};
    for (const auto& body : bodies) {
        const auto facts = std::get<NumberFacts>(read_number(200, body));
        CHECK(facts.number == number);
        CHECK(facts.exists);
        CHECK(facts.country == "US");
        CHECK(facts.carrier == "Carrier\\x1b");
        CHECK(facts.network == "310160");
        CHECK(facts.type == "mobile");
    }
    CHECK(failed(read_number(200, R"({"format":{"e164":"+14155550101"}})")));
    CHECK(failed(read_number(200, "{}")));
}

TEST_CASE("plivo: an invalid number is a fact, a missing page is not", "[provider][plivo]") {
    CHECK_FALSE(std::get<NumberFacts>(read_number(404, R"({"code":20404})")).exists);
    CHECK_FALSE(
        std::get<NumberFacts>(read_number(404, R"({"error":{"code":"20404"}})")).exists);
    CHECK(failed(read_number(404, "{}")));
    CHECK(failed(read_number(404, "<html>")));
    CHECK(failed(read_number(400, R"({"code":20404})")));
}

TEST_CASE("plivo: own numbers are all of them, or a failure that says so",
          "[provider][plivo]") {
    const auto answer = read_own(R"({"meta":{"next":null,"total_count":3},"objects":[
        {"number":"18135401302","number_type":"local","country":"United States",
         "sms_enabled":true,"monthly_rental_rate":"0.80000"},
        {"number":"14152753408","number_type":"tollfree","sms_enabled":false},
        {"number":"12345","number_type":null}]})");
    const auto& numbers = std::get<std::vector<OwnNumber>>(answer);
    REQUIRE(numbers.size() == 3);
    CHECK(numbers[0].number == "+18135401302");
    CHECK(numbers[0].type == "local");
    CHECK(numbers[0].country.empty());
    CHECK(numbers[0].monthly == Money{800'000'000, "USD"});
    CHECK(numbers[1].type == "toll_free");
    CHECK_FALSE(numbers[1].texts);
    CHECK(numbers[2].number == "12345");
    CHECK_FALSE(numbers[2].monthly);

    for (const auto* meta : {R"({"next":"/v1/x"})", R"({"next":null,"total_count":21})"}) {
        const auto more = read_own(R"({"objects":[],"meta":)" + std::string(meta) + '}');
        CHECK(std::get<Failure>(more).code == "too-many");
    }
    for (const auto* list :
         {"null", "[{}]", "[1]", R"([{"number":"x"}])", R"([{"number":"18135401302"},{}])"})
        CHECK(failed(read_own(R"({"objects":)" + std::string(list) + '}')));
}

TEST_CASE("plivo: offered numbers are of the country that was asked for", "[provider][plivo]") {
    const auto question = test::plivo()->offered_numbers("DE", TimePoint{}).value();
    const auto answer = question.read(reply(200, R"({"meta":{"next":"/more"},"objects":[
        {"country":"GERMANY","number":"4915735990000","type":"mobile","sms_enabled":true,
         "monthly_rental_rate":"1.20"}]})"));
    const auto& numbers = std::get<std::vector<OwnNumber>>(answer);
    REQUIRE(numbers.size() == 1);
    CHECK(numbers[0].number == "+4915735990000");
    CHECK(numbers[0].country == "DE");
    CHECK(numbers[0].type == "mobile");
    CHECK(numbers[0].monthly == Money{1'200'000'000, "USD"});
}

TEST_CASE("plivo: a number is bought only if the answer says so", "[provider][plivo]") {
    const auto body = [](std::string_view bought, std::string_view status) {
        return R"({"message":"created","status":"fulfilled","numbers":[{"number":")" +
               std::string(bought) + R"(","status":")" + std::string(status) + R"("}]})";
    };
    const auto own =
        std::get<OwnNumber>(read_bought(reply(201, body("14155550100", "Success"))));
    CHECK(own.number == number);
    CHECK(own.country == "US");
    CHECK(own.texts);
    CHECK_FALSE(
        std::get<OwnNumber>(read_bought(reply(201, body("14155550100", "pending")))).texts);

    const auto in_doubt = [](const transport::Exchange& exchange) {
        return std::get<Failure>(read_bought(exchange)).remedy == Remedy::reconcile;
    };
    CHECK(in_doubt(reply(201, body("14155550101", "Success"))));
    CHECK(in_doubt(reply(201, body("14155550100", "odd"))));
    CHECK(in_doubt(reply(201, "{}")));
    CHECK(in_doubt(reply(201, "")));
    CHECK(in_doubt(reply(502, "")));
    CHECK(in_doubt(NoReply{NoReply::Why::timeout, true, "", {}}));
    CHECK_FALSE(in_doubt(NoReply{NoReply::Why::connect, false, "", {}}));
    CHECK_FALSE(in_doubt(reply(400, R"({"error":"not available"})")));

    const auto request = test::plivo()->buy_number("US", number, TimePoint{}).value().request;
    CHECK(request.body == "{}");
}

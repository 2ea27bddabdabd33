#include "support/catch.hpp"
#include "twilio_rig.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;
using transport::NoReply;

// What Twilio tells of prices and numbers: docs/providers/twilio.md section 4.

namespace {

constexpr auto number = "+14155550100";

Answer<std::vector<Price>> read_prices(std::string body, std::string_view country = "DE") {
    return test::twilio()
        ->prices(country, TimePoint{})
        .value()
        .read(reply(200, std::move(body)));
}

Answer<NumberFacts> read_number(std::string body) {
    return test::twilio()->number(number, TimePoint{}).value().read(reply(200, body));
}

Answer<std::vector<OwnNumber>> read_own(std::string body) {
    return test::twilio()->own_numbers(TimePoint{}).value().read(reply(200, body));
}

Answer<std::vector<OwnNumber>> read_offered(std::string_view country, std::string body) {
    return test::twilio()
        ->offered_numbers(country, TimePoint{})
        .value()
        .read(reply(200, std::move(body)));
}

Answer<OwnNumber> read_bought(const transport::Exchange& exchange) {
    return test::twilio()->buy_number("US", number, TimePoint{}).value().read(exchange);
}

template <class T>
bool failed(const Answer<T>& answer) {
    return std::holds_alternative<Failure>(answer);
}

} // namespace

TEST_CASE("twilio: each network has the dearest of its prices", "[provider][twilio]") {
    const auto answer = read_prices(R"({"country":"Germany","iso_country":"DE","url":"x",
        "outbound_sms_prices":[
         {"carrier":"Vodafone","mcc":"262","mnc":"02","prices":[
           {"number_type":"mobile","base_price":"0.2","current_price":"0.0835"},
           {"number_type":"local","base_price":"0.09","current_price":"0.085"}]},
         {"carrier":"Telekom","mcc":"262","mnc":"01","prices":[
           {"number_type":"mobile","base_price":"0.07","current_price":null}]},
         {"carrier":"Telekom again","mcc":"262","mnc":"01","prices":[
           {"number_type":"mobile","base_price":"0.06","current_price":"0.06"}]},
         {"carrier":"Other","mcc":null,"mnc":null,"prices":[
           {"number_type":"mobile","base_price":"0.1","current_price":"0.1"}]}],
        "inbound_sms_prices":[],"price_unit":"USD"})");
    REQUIRE_FALSE(failed(answer));
    const auto& prices = std::get<std::vector<Price>>(answer);
    REQUIRE(prices.size() == 3);
    CHECK(prices[0].network.empty());
    CHECK(prices[0].per_segment == Money{100'000'000, "USD"});
    CHECK(prices[1].network == "26201");
    CHECK(prices[1].per_segment == Money{70'000'000, "USD"});
    CHECK(prices[2].network == "26202");
    CHECK(prices[2].per_segment == Money{85'000'000, "USD"});
    for (const auto& price : prices) CHECK(price.country == "DE");
}

TEST_CASE("twilio: a price list is read whole or not at all", "[provider][twilio]") {
    const auto list = [](std::string_view prices) {
        return R"({"iso_country":"DE","price_unit":"USD","outbound_sms_prices":)" +
               std::string(prices) + "}";
    };
    CHECK(std::get<std::vector<Price>>(read_prices(list("[]"))).empty());
    for (const auto* prices :
         {"null", "{}", "[{}]", "[1]", R"([{"prices":[]}])", R"([{"prices":[{}]}])",
          R"([{"prices":[{"current_price":"1e3"}]}])",
          R"([{"prices":[{"current_price":"-1"}]}])",
          R"([{"prices":[{"current_price":"0.1"},{"current_price":"x"}]}])"}) {
        INFO(prices);
        CHECK(failed(read_prices(list(prices))));
    }
    CHECK(failed(read_prices(list("[]"), "AT"))); // another country's
    CHECK(failed(read_prices(R"({"iso_country":"DE","outbound_sms_prices":[]})")));
}

TEST_CASE("twilio: a number's facts are read, and an invalid number is a fact",
          "[provider][twilio]") {
    const auto facts = std::get<NumberFacts>(read_number(
        R"({"phone_number":"+14155550100","country_code":"US","valid":true,
            "validation_errors":null,"line_type_intelligence":{"type":"nonFixedVoip",
            "carrier_name":"Twilio\u001b","mobile_country_code":"310",
            "mobile_network_code":"160","error_code":null}})"));
    CHECK(facts.number == number);
    CHECK(facts.exists);
    CHECK(facts.country == "US");
    CHECK(facts.carrier == "Twilio\\x1b");
    CHECK(facts.network == "310160");
    CHECK(facts.type == "voip");

    const auto none = std::get<NumberFacts>(read_number(
        R"({"country_code":null,"valid":false,"validation_errors":["TOO_SHORT"],
            "line_type_intelligence":null})"));
    CHECK_FALSE(none.exists);
    CHECK(none.country.empty());
    CHECK(none.type.empty());

    CHECK(failed(read_number(R"({"phone_number":"+14155550100"})")));
    CHECK(failed(read_number(R"({"valid":"true"})")));
}

TEST_CASE("twilio: own numbers are all of them, or a failure that says so",
          "[provider][twilio]") {
    const auto answer = read_own(R"({"incoming_phone_numbers":[
        {"sid":"PN1","phone_number":"+15005550006","capabilities":{"sms":true,"voice":true}},
        {"sid":"PN2","phone_number":"+493012345678","capabilities":{"sms":false}},
        {"sid":"PN3","phone_number":"+447700900123","type":"mobile"}],
        "next_page_uri":null})");
    const auto& numbers = std::get<std::vector<OwnNumber>>(answer);
    REQUIRE(numbers.size() == 3);
    CHECK(numbers[0].number == "+15005550006");
    CHECK(numbers[0].texts);
    CHECK(numbers[0].country.empty());
    CHECK_FALSE(numbers[1].texts);
    CHECK(numbers[2].texts);
    CHECK(numbers[2].type == "mobile");

    const auto more = read_own(R"({"incoming_phone_numbers":[],"next_page_uri":"/x?Page=1"})");
    CHECK(std::get<Failure>(more).code == "too-many");
    for (const auto* list : {"null", "[{}]", R"([{"phone_number":"15005550006"}])",
                             R"([{"phone_number":"+15005550006"},{}])"}) {
        INFO(list);
        CHECK(failed(read_own(R"({"incoming_phone_numbers":)" + std::string(list) + "}")));
    }
}

TEST_CASE("twilio: offered numbers are of the kind that was asked for", "[provider][twilio]") {
    const auto list = R"({"available_phone_numbers":[
        {"phone_number":"+18055551000","iso_country":"US",
         "capabilities":{"voice":true,"SMS":true,"MMS":true}},
        {"phone_number":"+18055551001","capabilities":{"SMS":false}}],"uri":"/x"})";
    const auto numbers = std::get<std::vector<OwnNumber>>(read_offered("US", list));
    REQUIRE(numbers.size() == 2);
    CHECK(numbers[0].type == "local");
    CHECK(numbers[0].texts);
    CHECK(numbers[1].country == "US");
    CHECK_FALSE(numbers[1].texts);
    CHECK(std::get<std::vector<OwnNumber>>(read_offered("GB", list))[1].type == "mobile");

    const auto url = [](std::string_view country) {
        return test::twilio()->offered_numbers(country, TimePoint{}).value().request.url;
    };
    CHECK(url("CA").find("/CA/Local.json?") != std::string::npos);
    CHECK(url("SE").find("/SE/Mobile.json?") != std::string::npos);
}

TEST_CASE("twilio: a number is bought only if the answer names it", "[provider][twilio]") {
    const auto bought = read_bought(reply(
        201, R"({"sid":"PN1","phone_number":"+14155550100","capabilities":{"sms":true}})"));
    CHECK(std::get<OwnNumber>(bought).number == number);
    CHECK(std::get<OwnNumber>(bought).country == "US");

    const auto in_doubt = [](const transport::Exchange& exchange) {
        return std::get<Failure>(read_bought(exchange)).remedy == Remedy::reconcile;
    };
    CHECK(in_doubt(reply(201, R"({"phone_number":"+14155550101"})")));
    CHECK(in_doubt(reply(201, "{}")));
    CHECK(in_doubt(reply(500, R"({"code":20500})")));
    CHECK(in_doubt(NoReply{NoReply::Why::timeout, true, "", {}}));
    CHECK_FALSE(in_doubt(NoReply{NoReply::Why::connect, false, "", {}}));
    CHECK_FALSE(in_doubt(reply(400, R"({"code":21422,"message":"not available"})")));
}

TEST_CASE("twilio: hosts can be others, and what is no number is asked of nobody",
          "[provider][twilio]") {
    auto account = test::twilio_account();
    account.pricing_url = "http://127.0.0.1:1/";
    account.lookups_url = "http://127.0.0.1:2";
    const auto twilio = make_twilio(std::move(account));
    CHECK(twilio->prices("US", TimePoint{}).value().request.url ==
          "http://127.0.0.1:1/v1/Messaging/Countries/US");
    CHECK(twilio->number(number, TimePoint{})
              .value()
              .request.url.starts_with("http://127.0.0.1:2/v2/"));
    for (const auto* hostile : {"", "..", "us", "+1/../x", "+1 415", "USA"}) {
        INFO(hostile);
        CHECK_FALSE(twilio->prices(hostile, TimePoint{}));
        CHECK_FALSE(twilio->number(hostile, TimePoint{}));
        CHECK_FALSE(twilio->offered_numbers(hostile, TimePoint{}));
        CHECK_FALSE(twilio->buy_number("US", hostile, TimePoint{}));
    }
}

TEST_CASE("twilio: newer hosts say what is wrong in other fields", "[provider][twilio]") {
    const auto answer = test::twilio()
                            ->prices("US", TimePoint{})
                            .value()
                            .read(reply(400, R"({"type":"x","title":"Bad","status":400,
                                                "code":60600,"detail":"No such thing"})"));
    CHECK(std::get<Failure>(answer).why == "No such thing");
    CHECK(std::get<Failure>(answer).code == "60600");
}

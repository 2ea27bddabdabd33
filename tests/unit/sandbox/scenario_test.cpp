#include "core/base/error.hpp"
#include "core/sandbox/scenario.hpp"
#include "support/catch.hpp"

#include <set>

using namespace bkxsms;
using namespace bkxsms::sandbox;

namespace {

/// The numbers of the requests, of `count`, for which the only rule fires.
std::set<int> fired(const std::string& when, int count = 12) {
    Play play(
        read_scenario(R"({"rules":[{"when":)" + when + R"(,"do":{"fault":"hang_up"}}]})"));
    std::set<int> numbers;
    for (int i = 1; i <= count; ++i)
        if (play.decide({"twilio", Operation::send, "+4915112345678"})) numbers.insert(i);
    return numbers;
}

} // namespace

TEST_CASE("sandbox: a rule fires when all that it says holds", "[sandbox][scenario]") {
    CHECK(fired("{}").size() == 12);
    CHECK(fired(R"({"nth":3})") == std::set{3});
    CHECK(fired(R"({"nth":[2,5]})") == std::set{2, 5});
    CHECK(fired(R"({"every":5})") == std::set{5, 10});
    CHECK(fired(R"({"first":2})") == std::set{1, 2});
    CHECK(fired(R"({"after":10})") == std::set{11, 12});
    CHECK(fired(R"({"every":2,"first":4})") == std::set{2, 4});
    CHECK(fired(R"({"to":"+49151"})").size() == 12);
    CHECK(fired(R"({"to":"+1"})").empty());
    CHECK(fired(R"({"on":"any"})").size() == 12);
    CHECK(fired(R"({"on":"fetch"})").empty());
    CHECK(fired(R"({"probability":0})").empty());
}

TEST_CASE("sandbox: chance repeats with its seed and is about as likely as it says",
          "[sandbox][scenario]") {
    const auto draw = [](int seed) {
        Play play(read_scenario(R"({"seed":)" + std::to_string(seed) +
                                R"(,"rules":[{"when":{"probability":0.25},"do":{}}]})"));
        std::set<int> numbers;
        for (int i = 0; i < 10'000; ++i)
            if (play.decide({"twilio", Operation::send, ""})) numbers.insert(i);
        return numbers;
    };
    const auto one = draw(1);
    CHECK(one == draw(1));
    CHECK(one != draw(2));
    // Six standard deviations of a binomial distribution: sqrt(10000 * 0.25 * 0.75) = 43.
    CHECK(one.size() > 2'500 - 6 * 43);
    CHECK(one.size() < 2'500 + 6 * 43);
}

TEST_CASE("sandbox: the first rule that fires decides, and later ones do not count",
          "[sandbox][scenario]") {
    Play play(read_scenario(R"({"rules":[
        {"name":"a","when":{"nth":1},"do":{"fault":"silent"}},
        {"name":"b","when":{"on":"any"},"do":{"fault":"error","status":429}}]})"));
    CHECK(play.decide({"twilio", Operation::send, "+1"})->name == "a");
    CHECK(play.decide({"twilio", Operation::send, "+1"})->name == "b");
    CHECK(play.decide({"plivo", Operation::balance})->name == "b");
    const auto tally = play.tally();
    CHECK(tally[0].seen == 2);
    CHECK(tally[0].fired == 1);
    CHECK(tally[1].seen == 2);
    CHECK(tally[1].fired == 2);
}

TEST_CASE("sandbox: a rule can be for one provider only", "[sandbox][scenario]") {
    Play play(read_scenario(
        R"({"rules":[{"when":{"provider":"plivo","nth":2},"do":{"fault":"silent"}}]})"));
    CHECK_FALSE(play.decide({"twilio", Operation::send, "+1"}));
    CHECK_FALSE(play.decide({"plivo", Operation::send, "+1"}));
    CHECK_FALSE(play.decide({"twilio", Operation::send, "+1"}));
    CHECK(play.decide({"plivo", Operation::send, "+1"}));
    CHECK(play.tally()[0].seen == 2);
}

TEST_CASE("sandbox: a provider's code is a number or a word", "[sandbox][scenario]") {
    const auto code = [](const std::string& json) {
        return read_scenario(R"({"rules":[{"do":{"fault":"error","code":)" + json + "}}]}")
            .rules[0]
            .action.code;
    };
    CHECK(code("21610") == "21610");
    CHECK(code("\"Throttling\"") == "Throttling");
    CHECK_THROWS_AS(code("0"), Error);
    CHECK_THROWS_AS(code("true"), Error);
}

TEST_CASE("sandbox: a fault says by itself whether the request is worked on",
          "[sandbox][scenario]") {
    const auto action = [](const std::string& what) {
        return read_scenario(R"({"rules":[{"do":)" + what + "}]}").rules[0].action;
    };
    CHECK_FALSE(action(R"({"fault":"error"})").accept);
    CHECK(action(R"({"fault":"error","accept":true})").accept);
    CHECK(action(R"({"fault":"silent"})").accept);
    CHECK(action(R"({"fault":"cut"})").accept);
    CHECK(action(R"({"fault":"hang_up"})").accept);
    CHECK_FALSE(action(R"({"fault":"hang_up","accept":false})").accept);
    CHECK_FALSE(action(R"({"fault":"hang_up","before_reading":true})").accept);
}

TEST_CASE("sandbox: a rule's delivery begins with the scenario's", "[sandbox][scenario]") {
    const auto scenario = read_scenario(
        R"({"delivery":{"sent_ms":7,"price":"0.05"},
            "rules":[{"do":{"delivery":{"fate":"undelivered","error_code":30005}}}]})");
    const auto& own = *scenario.rules[0].action.delivery;
    CHECK(own.sent == milliseconds(7));
    CHECK(own.price_nano == 50'000'000);
    CHECK(own.fate == Fate::undelivered);
    CHECK(own.error_code == "30005");
    CHECK(scenario.delivery->fate == Fate::delivered);
}

TEST_CASE("sandbox: a scenario that is not exactly right is refused", "[sandbox][scenario]") {
    struct Row {
        const char* json;
        const char* says;
    };
    const auto row = GENERATE(values<Row>({
        {"", "not JSON"},
        {"[]", "'scenario' is no object"},
        {R"({"rule":[]})", "unknown member 'scenario.rule'"},
        {R"({"rules":{}})", "'scenario.rules' is not an array"},
        {R"({"rules":[{"when":{"too":"+1"},"do":{}}]})", "unknown member 'rules[0].when.too'"},
        {R"({"rules":[{"when":{"on":"post"},"do":{}}]})", "'rules[0].when.on' is not one of"},
        {R"({"rules":[{"when":{"provider":"pigeon"},"do":{}}]})",
         "'rules[0].when.provider' is not one of"},
        {R"({"rules":[{"do":{"fault":"explode"}}]})", "'rules[0].do.fault' is not one of"},
        {R"({"rules":[{"do":{"status":42}}]})", "a whole number from 200 to 599"},
        {R"({"rules":[{"when":{"nth":0},"do":{}}]})", "'rules[0].when.nth' is not"},
        {R"({"rules":[{"when":{"probability":1.5},"do":{}}]})", "a decimal from 0 to 1"},
        {R"({"rules":[{"do":{"latency_ms":"fast"}}]})", "'rules[0].do.latency_ms' is not"},
        {R"({"rules":[{"do":{"before_reading":true}}]})", "without the fault 'hang_up'"},
        {R"({"rules":[{"when":{"to":"+1"},"do":{"fault":"hang_up","before_reading":true}}]})",
         "'rules[0].when.to' is not known before"},
        {R"({"rules":[{}]})", "'rules[0].do' is no object"},
        {R"({"delivery":{"sent_ms":5,"done_ms":2}})", "'delivery.done_ms' is not"},
        {R"({"delivery":{"price_unit":"dollars"}})", "'delivery.price_unit' is not"},
        {R"({"callbacks":{"drop":"sent"}})", "'callbacks.drop' is not"},
    }));
    INFO(row.json);
    try {
        read_scenario(row.json);
        FAIL("it was taken");
    } catch (const Error& error) {
        CHECK(error.fault() == Fault::data);
        CHECK_THAT(error.what(), Catch::Matchers::Contains(row.says));
    }
}

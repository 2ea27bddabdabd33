#include "core/routing/choice.hpp"

#include "support/catch.hpp"

#include <fmt/format.h>
#include <map>

using namespace bkxsms;
using namespace bkxsms::routing;
using config::Strategy;

namespace {

struct Rig {
    Plan plan;
    std::vector<Standing> standings;
    Ask ask{1, "DE", "reminder_24h", 1};

    explicit Rig(Strategy strategy = Strategy::priority) {
        plan.strategy = strategy;
        plan.currency = "EUR";
        for (const auto* name : {"twilio", "vonage", "plivo"}) {
            plan.members.push_back({name});
            standings.emplace_back().provider = name;
        }
    }
    Standing& of(std::string_view name) {
        return *std::ranges::find(standings, name, &Standing::provider);
    }
    void make_unfit(std::string_view name, int room = 0) {
        auto& standing = of(name);
        standing.room = room;
        standing.unfit = true;
        standing.why = "is paused";
    }
    Choice choice() const { return choose(plan, ask, standings); }
    std::string chosen() const { return choice().provider; }
    /// How often each is chosen for messages 1 to `count`.
    std::map<std::string, int> shares(int count) {
        std::map<std::string, int> found;
        for (ask.message = 1; ask.message <= count; ++ask.message) ++found[chosen()];
        return found;
    }
    std::vector<std::string> order() const {
        std::vector<std::string> names;
        for (const auto& c : choice().candidates) names.emplace_back(c.provider);
        return names;
    }
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("routing: by priority the first that is fit sends, and it is said why") {
    Rig rig;
    CHECK(rig.chosen() == "twilio");
    CHECK(rig.choice().why == "number 1 in order");
    CHECK_FALSE(rig.choice().takes_over);
    rig.make_unfit("twilio");
    CHECK(rig.chosen() == "vonage");
    CHECK(rig.choice().takes_over);
    CHECK(rig.choice().why == "takes over from twilio: is paused");
    rig.make_unfit("vonage");
    rig.make_unfit("plivo");
    CHECK(rig.chosen().empty());
    CHECK(rig.choice().why == "waits: twilio is paused");
}

TEST_CASE("routing: a full day is no fault: the next is not said to take over") {
    Rig rig;
    rig.of("twilio").room = 0;
    rig.of("twilio").why = "has had its 10 messages of 24 hours";
    CHECK(rig.chosen() == "vonage");
    CHECK_FALSE(rig.choice().takes_over);
    CHECK(rig.choice().candidates.at(0).obstacle == "has had its 10 messages of 24 hours");
}

TEST_CASE("routing: without fallback nobody stands in for the first") {
    Rig rig;
    rig.plan.fallback = false;
    rig.make_unfit("twilio");
    CHECK(rig.chosen().empty());
    rig.ask.wanted = "plivo";
    CHECK(rig.chosen() == "plivo");
}

TEST_CASE("routing: who did not take it is passed over, whoever they are") {
    Rig rig;
    rig.ask.tried = {"twilio"};
    CHECK(rig.chosen() == "vonage");
    CHECK(rig.choice().takes_over);
    rig.ask.tried = {"vonage", "twilio"};
    CHECK(rig.chosen() == "plivo");
    rig.ask.tried = {"vonage", "twilio", "plivo"};
    CHECK(rig.chosen().empty());
}

TEST_CASE("routing: the first route that fits decides who is asked, and in which order") {
    Rig rig;
    rig.plan.routes = {{"DE", "promotional", {"plivo"}},
                       {"DE", "*", {"vonage", "twilio"}},
                       {"*", "promotional", {"aws", "twilio"}}};
    CHECK_FALSE(rig.plan.is_uniform());
    CHECK(rig.order() == Names{"vonage", "twilio"});
    rig.ask.type = "promotional";
    CHECK(rig.order() == Names{"plivo"});
    rig.ask.country = "US";
    CHECK(rig.order() == Names{"twilio"}); // aws is not enabled
    rig.ask.type = "custom";
    CHECK(rig.order() == Names{"twilio", "vonage", "plivo"});
    rig.plan.routes = {{"US", "*", {"aws"}}};
    CHECK(rig.chosen().empty());
    CHECK(rig.choice().why == "no enabled provider may send it");
}

TEST_CASE(
    "routing: weights are shares, the same message goes the same way, 0 only takes over") {
    Rig rig(Strategy::weighted);
    rig.plan.members[0].weight = 6;
    rig.plan.members[1].weight = 3;
    rig.plan.members[2].weight = 0;
    auto shares = rig.shares(9000);
    CHECK(shares["twilio"] == Approx(6000).margin(200));
    CHECK(shares["vonage"] == Approx(3000).margin(200));
    CHECK_FALSE(shares.contains("plivo"));
    CHECK(rig.shares(9000) == shares);
    rig.make_unfit("twilio");
    shares = rig.shares(900);
    CHECK(shares["vonage"] == 900);
    rig.make_unfit("vonage");
    CHECK(rig.shares(9)["plivo"] == 9);
}

TEST_CASE("routing: in turn, each gets as many") {
    Rig rig(Strategy::round_robin);
    const auto shares = rig.shares(300);
    CHECK(shares ==
          std::map<std::string, int>{{"twilio", 100}, {"vonage", 100}, {"plivo", 100}});
}

TEST_CASE("routing: who wrote to a number last goes on writing to it") {
    for (const auto strategy : {Strategy::weighted, Strategy::round_robin}) {
        Rig rig(strategy);
        rig.ask.last = "plivo";
        CHECK(rig.shares(50)["plivo"] == 50);
        rig.ask.last = "aws"; // not enabled any more
        CHECK(rig.shares(50)["plivo"] < 50);
    }
}

TEST_CASE("routing: the cheapest for the country sends; an unknown price is the highest") {
    Rig rig(Strategy::least_cost);
    rig.plan.rates = {{"twilio", "DE", 90'000'000},
                      {"vonage", "*", 70'000'000},
                      {"vonage", "FR", 95'000'000}};
    CHECK(rig.order() == Names{"vonage", "twilio", "plivo"});
    CHECK(rig.choice().why == "0.07 EUR a part");
    rig.ask.country = "FR";
    CHECK(rig.order() == Names{"vonage", "twilio", "plivo"});
    rig.plan.rates.push_back({"plivo", "*", 1});
    CHECK(rig.chosen() == "plivo");
}

TEST_CASE("routing: who delivers best sends, and one of twenty goes to who is known least") {
    Rig rig(Strategy::best_delivery);
    rig.of("twilio").delivered = 900;
    rig.of("twilio").reports = 1000;
    rig.of("vonage").delivered = 970;
    rig.of("vonage").reports = 1000;
    rig.of("plivo").delivered = 3; // too few to prove that it is the best
    rig.of("plivo").reports = 3;
    const auto shares = rig.shares(2000);
    CHECK(shares.at("vonage") == 1900);
    CHECK(shares.at("plivo") == 100);
}

TEST_CASE("routing: who delivers late comes behind who does not, as long as there is one") {
    Rig rig;
    rig.of("twilio").slow = true;
    rig.of("twilio").why = "delivers late";
    CHECK(rig.choice().why == "takes over from twilio: delivers late");
    CHECK(rig.chosen() == "vonage");
    for (auto& standing : rig.standings) standing.slow = true;
    CHECK(rig.chosen() == "twilio");
    CHECK_FALSE(rig.choice().takes_over);
}

TEST_CASE("routing: under a uniform plan the first takes all, the others what it cannot") {
    const auto names = [](const std::vector<Taker>& takers) {
        std::string line;
        for (const auto& taker : takers)
            line += (line.empty() ? "" : " ") + taker.provider + (taker.takes_over ? "+" : "");
        return line;
    };
    const auto of = [&](const Rig& rig) { return names(takers(rig.plan, rig.standings)); };
    Rig rig;
    CHECK(of(rig) == "twilio");
    rig.make_unfit("twilio", 1); // a trial
    CHECK(of(rig) == "twilio vonage+");
    rig.make_unfit("twilio");
    CHECK(of(rig) == "vonage+");
    rig.make_unfit("vonage", 2);
    CHECK(of(rig) == "vonage+ plivo+");
    rig.plan.fallback = false;
    CHECK(of(rig).empty());

    Rig slow;
    slow.of("twilio").slow = true;
    CHECK(of(slow) == "vonage+");

    Rig full;
    full.of("twilio").room = 0;
    CHECK(of(full) == "vonage");
}

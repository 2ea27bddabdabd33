#include "core/sandbox/scenario.hpp"
#include "fuzz.hpp"

using namespace bkxsms;
using namespace bkxsms::sandbox;
using fuzz::require;

namespace {

constexpr Operation operations[] = {Operation::send, Operation::fetch, Operation::list,
                                    Operation::balance};

void check_delivery(const Delivery& delivery) {
    for (const auto time :
         {delivery.queued, delivery.sent, delivery.done, delivery.priced, delivery.listed})
        require(time.count() >= 0, "no time is before the acceptance");
    require(delivery.price_nano >= 0 && is_utf8(delivery.price_unit), "a price is money");
}

void check_limits(const Scenario& scenario) {
    require(scenario.latency.count() >= 0 && scenario.max_concurrent >= 0, "not below zero");
    require(scenario.delivery != nullptr, "there is always a delivery");
    check_delivery(*scenario.delivery);
    for (const auto& rule : scenario.rules) {
        require(rule.when.every >= 1, "each so-many-th is at least each");
        require(rule.when.probability_nano >= 0 && rule.when.probability_nano <= 1'000'000'000,
                "a probability is one");
        const auto status = rule.action.status;
        require(status == 0 || (status >= 200 && status <= 599),
                "a status is one, or not said");
        if (rule.action.delivery) check_delivery(*rule.action.delivery);
        if (rule.action.callbacks) require(rule.action.callbacks->copies >= 0, "copies");
    }
}

/// Which rule decided about each of some requests; 0 for none.
std::vector<std::ptrdiff_t> decisions(Play& play) {
    std::vector<std::ptrdiff_t> out;
    const auto number = [&play](const Rule* rule) {
        return rule == nullptr ? 0 : rule - play.scenario().rules.data() + 1;
    };
    for (int i = 0; i < 12; ++i)
        for (const auto operation : operations) {
            out.push_back(number(play.decide_before_reading({"plivo", operation})));
            out.push_back(number(play.decide({"twilio", operation, "+4915112345678"})));
        }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::Input(data, size).rest();
    std::optional<Scenario> scenario;
    if (fuzz::refusal(Fault::data, [&] { scenario = read_scenario(text); })) return 0;
    check_limits(*scenario);

    Play one(*scenario), other(*scenario);
    require(decisions(one) == decisions(other), "chance repeats with its seed");
    for (const auto& [name, seen, fired] : one.tally())
        require(is_utf8(name) && fired >= 0 && fired <= seen, "fired is seen");
    return 0;
}

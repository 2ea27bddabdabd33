#include "core/routing/breaker.hpp"

#include <algorithm>

namespace bkxsms::routing {

namespace {

constexpr int enough_good = 20;
constexpr std::chrono::minutes longest_pause{15};
/// Who was well for so long starts again with the shortest pause.
constexpr std::chrono::hours well_again{1};

void open(Breaker& breaker, std::string_view why, TimePoint now) {
    breaker.state = Breaker::State::open;
    breaker.good = 0;
    breaker.changed_at = now;
    breaker.why = why;
}

/// What was on its way before the change says nothing new. A trial goes when a pause is over,
/// so what left at the very moment of the opening was none.
bool is_old(const Breaker& breaker, TimePoint asked_at, TimePoint now) noexcept {
    if (breaker.changed_at > now) return false; // the clock went back
    const bool paused = breaker.state == Breaker::State::open && !breaker.refused;
    return paused ? asked_at <= breaker.changed_at : asked_at < breaker.changed_at;
}

std::chrono::seconds next_pause(const Breaker& breaker, const BreakerRules& rules,
                                TimePoint now) {
    const bool anew =
        breaker.state == Breaker::State::closed && now - breaker.changed_at > well_again;
    if (anew || breaker.pause.count() == 0) return rules.pause;
    return std::clamp<std::chrono::seconds>(breaker.pause * 2, rules.pause, longest_pause);
}

} // namespace

std::string_view word(Breaker::State state) noexcept {
    constexpr std::string_view words[] = {"closed", "open", "recovering"};
    return words[static_cast<std::size_t>(state)];
}

int allowance(const Breaker& breaker, TimePoint now) noexcept {
    switch (breaker.state) {
    case Breaker::State::closed:
        return unlimited;
    case Breaker::State::open:
        // A pause never lasts longer than the longest: the clock went back.
        return now >= breaker.next_trial_at || now + longest_pause < breaker.next_trial_at ? 1
                                                                                           : 0;
    case Breaker::State::recovering:
        return breaker.good + 1;
    }
    return unlimited;
}

void start_trial(Breaker& breaker, const BreakerRules& rules, TimePoint now) noexcept {
    if (breaker.state != Breaker::State::open) return;
    breaker.next_trial_at = now + std::max(breaker.pause, rules.pause);
}

Change note_good(Breaker& breaker, TimePoint asked_at, TimePoint now) {
    if (breaker.state == Breaker::State::closed) {
        breaker.faults = 0;
        return Change::none;
    }
    if (is_old(breaker, asked_at, now)) return Change::none;
    if (breaker.state == Breaker::State::open && !breaker.refused) {
        breaker.state = Breaker::State::recovering;
        breaker.changed_at = now;
        breaker.good = 1;
        return Change::none;
    }
    if (++breaker.good < enough_good && !breaker.refused) return Change::none;
    breaker.state = Breaker::State::closed;
    breaker.changed_at = now;
    breaker.faults = breaker.good = 0;
    breaker.refused = false;
    return Change::recovered;
}

Change note_fault(Breaker& breaker, const BreakerRules& rules, bool half, std::string_view why,
                  TimePoint asked_at, TimePoint now) {
    if (rules.faults == 0) return Change::none;
    ++breaker.faults;
    if (breaker.state == Breaker::State::closed) {
        if (breaker.faults < rules.faults && !half) return Change::none;
    } else if (is_old(breaker, asked_at, now)) {
        return Change::none;
    }
    const bool was_open = breaker.state == Breaker::State::open;
    breaker.pause = next_pause(breaker, rules, now);
    breaker.next_trial_at = now + breaker.pause;
    breaker.refused = false;
    open(breaker, why, now);
    return was_open ? Change::none : Change::opened;
}

Change note_refusal(Breaker& breaker, std::string_view why, TimePoint now) {
    const bool known = breaker.state == Breaker::State::open && breaker.refused;
    open(breaker, why, now);
    breaker.refused = true;
    breaker.next_trial_at = now;
    return known ? Change::none : Change::opened;
}

} // namespace bkxsms::routing

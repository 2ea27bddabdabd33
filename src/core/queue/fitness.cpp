#include "core/queue/fitness.hpp"

#include "core/base/log.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::queue {

namespace {

using namespace std::chrono_literals;
using routing::Breaker;
using routing::Change;

/// What faults and slow deliveries are judged by.
constexpr milliseconds window = 10min;
constexpr milliseconds day = std::chrono::days(1);
constexpr milliseconds week = std::chrono::days(7);
/// How old figures of the past may be, where nothing hangs on the last one.
constexpr milliseconds figures_live = 5s;
/// Fewer prove nothing.
constexpr std::int64_t many = 20;

/// Nothing came of it that was the provider's part.
bool is_fault(const provider::Outcome& outcome) {
    using provider::Category;
    if (std::holds_alternative<provider::Unknown>(outcome)) return true;
    const auto* deferred = std::get_if<provider::Deferred>(&outcome);
    if (deferred == nullptr) return false;
    const auto category = deferred->failure.category;
    return category != Category::rate_limited && category != Category::queue_full;
}

std::string in_words(const provider::Failure& failure) {
    auto text = failure.code + (failure.why.empty() ? "" : ": " + failure.why);
    if (text.size() > 120) text.resize(120);
    return text;
}

std::string clock_time(TimePoint at) {
    return format_rfc3339(std::chrono::floor<std::chrono::seconds>(at));
}

} // namespace

void Fitness::learn(TimePoint now) {
    as_read_ = breaker_ = store::load_breaker(store_, provider_);
    just_opened_ = false;
    if (daily_limit_ > 0) day_ = store::sum_tally(store_, provider_, now - day);
    if (figures_at_ <= now && now - figures_at_ < figures_live) return;
    figures_at_ = now;
    week_ = store::sum_tally(store_, provider_, now - week);
    // What was before the last change says nothing of how it is since.
    slots_ = store::sum_tally(store_, provider_, std::max(now - window, breaker_.changed_at));
}

bool Fitness::half_are_faults(TimePoint now) {
    const auto past =
        store::sum_tally(store_, provider_, std::max(now - window, breaker_.changed_at));
    const auto faults = past.faults + tally_.faults;
    return faults >= many / 2 && faults >= past.answered + tally_.answered;
}

void Fitness::note(const provider::Outcome& outcome, const store::Claim& claim,
                   milliseconds took, TimePoint now) {
    const auto* failure = provider::failure_of(outcome);
    if (std::holds_alternative<provider::Halted>(outcome)) {
        halted_ = true;
        note_change(routing::note_refusal(breaker_, in_words(*failure), now));
    } else if (is_fault(outcome)) {
        ++tally_.faults;
        const bool half = breaker_.state == Breaker::State::closed && half_are_faults(now);
        note_change(routing::note_fault(breaker_, rules_.breaker, half, in_words(*failure),
                                        claim.claimed_at, now));
    } else if (!std::holds_alternative<provider::Deferred>(outcome)) {
        ++tally_.answered;
        tally_.took_ms += took.count();
        note_change(routing::note_good(breaker_, claim.claimed_at, now));
    }
}

void Fitness::note_change(Change change) {
    if (change == Change::none) return;
    const bool opened = change == Change::opened;
    ++(opened ? changes_.opened : changes_.recovered);
    just_opened_ = just_opened_ || opened;
    if (opened) changes_.why = breaker_.why;
    log::event(log::Level::info, opened ? "provider-paused" : "provider-recovered",
               {{"provider", provider_}, {"why", breaker_.why}});
}

void Fitness::note_handed(int count, TimePoint now) {
    tally_.handed += count;
    day_.handed += count;
    if (count > 0) routing::start_trial(breaker_, rules_.breaker, now);
}

void Fitness::keep(TimePoint now) {
    store::add_tally(store_, provider_, tally_, now);
    tally_ = {};
    if (breaker_ != as_read_) store::keep_breaker(store_, provider_, breaker_, now);
    as_read_ = breaker_;
}

routing::Standing Fitness::standing(int in_flight, TimePoint now) const {
    routing::Standing standing;
    standing.provider = provider_;
    standing.delivered = week_.delivered;
    standing.reports = week_.delivered + week_.undelivered;
    const auto allowed = halted_ ? 0 : routing::allowance(breaker_, now);
    if (allowed != routing::unlimited) standing.room = std::max(0, allowed - in_flight);
    standing.unfit = breaker_.state != Breaker::State::closed;
    if (breaker_.state == Breaker::State::recovering)
        standing.why = fmt::format("comes back slowly since {}, after {}",
                                   clock_time(breaker_.changed_at), breaker_.why);
    else if (breaker_.refused)
        standing.why = "refuses the account: " + breaker_.why;
    else if (standing.unfit)
        standing.why = fmt::format("is paused until {}, after {}",
                                   clock_time(breaker_.next_trial_at), breaker_.why);
    if (daily_limit_ > 0 && day_.handed >= daily_limit_) {
        standing.room = 0;
        standing.why = fmt::format("has had its {} messages of 24 hours", daily_limit_);
    } else if (daily_limit_ > 0) {
        standing.room = std::min(standing.room, static_cast<int>(daily_limit_ - day_.handed));
    }
    const auto reports = slots_.delivered + slots_.undelivered;
    if (reports >= many && slots_.slow * 2 >= reports) {
        standing.slow = true;
        if (standing.why.empty())
            standing.why =
                fmt::format("delivers late: {} of its last {}", slots_.slow, reports);
    }
    return standing;
}

} // namespace bkxsms::queue

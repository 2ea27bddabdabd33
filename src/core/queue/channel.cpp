#include "core/queue/channel.hpp"

#include "core/base/log.hpp"
#include "core/routing/sender.hpp"
#include "core/security/mask.hpp"
#include "core/store/rate.hpp"
#include "core/store/routes.hpp"

#include <algorithm>

namespace bkxsms::queue {

namespace {

/// How often the queue is looked at while nothing is known to be due.
constexpr milliseconds poll_interval{250};
/// How often lost outcomes are looked for.
constexpr milliseconds look_up_interval{1'000};

int daily_limit_of(const Rules& rules, std::string_view provider) {
    const auto& members = rules.plan.members;
    const auto own = std::ranges::find(members, provider, &routing::Member::name);
    return own == members.end() ? 0 : own->daily_limit;
}

} // namespace

Channel::Channel(RunContext& run, const Gateway& gateway)
    : run_(run), gateway_(gateway), reconciler_(run.store, *gateway.provider, run.transport),
      fitness_(run.store, std::string(gateway.provider->name()),
               daily_limit_of(run.rules, gateway.provider->name()), run.rules) {}

routing::Standing Channel::standing(TimePoint now) const {
    return fitness_.standing(static_cast<int>(in_flight_.size()), now);
}

void Channel::look_up_lost(TimePoint now) {
    if (now < next_look_up_) return;
    reconciler_.begin(now);
    next_look_up_ = now + look_up_interval;
}

int Channel::room() const noexcept {
    // What has ended and was not taken in yet is not on the wire any more.
    const auto on_wire = std::min(in_flight_.size(), run_.transport.on_wire());
    return std::max(0, gateway_.concurrency - static_cast<int>(on_wire));
}

bool Channel::may_claim(TimePoint now) const noexcept {
    return !halted() && (may_have_due_ || now >= next_look_) && now >= next_slot_ && room() > 0;
}

void Channel::expect_due(TimePoint now) noexcept {
    may_have_due_ = true;
    next_look_ = now;
}

bool Channel::record(const FindSuccessor& find_successor, TimePoint now) {
    // How it is comes first: who takes over hangs on it.
    for (const auto& [claim, result] : ended_)
        fitness_.note(result.outcome, claim, result.took, now);
    for (const auto& ended : ended_) record_one(ended, find_successor, now);
    // What ended may have been what others of the same recipient waited for.
    if (!ended_.empty()) may_have_due_ = true;
    ended_.clear();
    if (reconciler_.has_findings()) record_findings(now);
    if (!fitness_.just_opened()) return false;
    store::forget_routes_to(run_.store, name(), now);
    return true;
}

void Channel::record_findings(TimePoint now) {
    // There may be more to look up, or something to send again.
    next_look_up_ = now;
    may_have_due_ = true;
    const auto settled = reconciler_.record(now);
    run_.totals.settled += settled.accepted + settled.requeued;
    run_.totals.held += settled.held;
}

void Channel::record_one(const Ended& ended, const FindSuccessor& find_successor,
                         TimePoint now) {
    const auto& [claim, result] = ended;
    if (claim.takes_over) --taking_over_;
    if (const auto* halt = std::get_if<provider::Halted>(&result.outcome)) {
        run_.totals.halted.insert_or_assign(std::string(name()),
                                            halt->failure.code + " " + halt->failure.why);
    }
    const auto done =
        queue::record(run_.store, claim, name(), find_successor, result, run_.rules, now);
    count(done.ending);
    const auto* failure = provider::failure_of(result.outcome);
    log::event(failure == nullptr ? log::Level::info : log::Level::warn, "delivery",
               {{"id", claim.message.value},
                {"attempt", claim.attempt.value},
                {"to", security::mask_number(claim.to)},
                {"via", name()},
                {"outcome", kind(result.outcome)},
                {"became", word(done.ending)},
                {"code", failure != nullptr ? failure->code : ""},
                {"parts", std::int64_t{claim.segments}},
                {"took_ms", result.took.count()},
                {"waited_s", (now - claim.due_at).count() / 1000}});
}

void Channel::count(Ending ending) noexcept {
    auto& totals = run_.totals;
    switch (ending) {
    case Ending::sent:
    case Ending::settled_before:
        ++totals.sent;
        break;
    case Ending::retry:
        ++totals.retry;
        break;
    case Ending::failed:
        ++totals.failed;
        break;
    case Ending::suppressed:
        ++totals.suppressed;
        break;
    case Ending::unknown:
        ++totals.unknown;
        break;
    case Ending::returned:
        ++totals.returned;
        break;
    case Ending::passed_on:
        ++totals.passed_on;
        break;
    }
}

void Channel::set_streams(const routing::Taker* taker, TimePoint now) {
    if (taker != nullptr && !is_taker_) expect_due(now);
    is_taker_ = taker != nullptr;
    const int takeover_room = std::max(0, run_.rules.takeover_limit - taking_over_);
    streams_.clear();
    if (taker != nullptr && !taker->takes_over)
        streams_.push_back({std::nullopt, routing::unlimited, taker->why, false});
    streams_.push_back({std::string(name()), routing::unlimited, "", false});
    streams_.push_back({store::takeover_route(name()), takeover_room, "", true});
    if (taker != nullptr && taker->takes_over)
        streams_.push_back({std::nullopt, takeover_room, taker->why, true});
}

int Channel::claim(int most, TimePoint now) {
    store::Flow flow(run_.store, name(), gateway_.rate, now);
    auto batch =
        store::claim(run_.store, {name(), run_.owner, run_.rules.bad_number_after, streams_},
                     std::min({most, room(), standing(now).room}), flow, now);
    flow.keep();
    run_.totals.expired += batch.expired;
    run_.totals.suppressed += batch.suppressed;
    // Recipients with an open attempt are passed over: they come again when one has ended.
    may_have_due_ = batch.more;
    next_slot_ = flow.next_at();
    next_look_ = now + poll_interval;
    leaving_ = std::move(batch.claims);
    const auto claimed = static_cast<int>(leaving_.size());
    taking_over_ +=
        static_cast<int>(std::ranges::count(leaving_, true, &store::Claim::takes_over));
    fitness_.note_handed(claimed, now);
    return claimed;
}

void Channel::keep(TimePoint now) {
    fitness_.keep(now);
    const auto& changes = fitness_.changes();
    if (changes.opened > 0)
        run_.totals.paused.insert_or_assign(std::string(name()), changes.why);
    if (changes.recovered > 0)
        run_.totals.recovered_providers.insert_or_assign(std::string(name()), changes.why);
}

void Channel::launch(TimePoint now) {
    for (auto& claim : leaving_) {
        provider::Outgoing message;
        message.to = claim.to;
        message.from = claim.from.empty()
                           ? routing::sender_for(run_.rules.senders, name(), claim.country,
                                                 claim.to, gateway_.sender)
                           : claim.from;
        message.text = claim.text;
        message.reference = claim.token;
        message.callback_url = gateway_.callback_url;
        // Rounded up: 0 would be the provider's own default, which is hours.
        message.validity = std::chrono::ceil<std::chrono::seconds>(claim.expires_at - now);
        const auto ticket = static_cast<std::uint64_t>(claim.attempt.value);
        in_flight_.emplace(ticket, std::move(claim));
        run_.transport.start(ticket, gateway_.provider->send_request(message, now));
    }
    leaving_.clear();
}

bool Channel::take(transport::Transport::Finished& finished, TimePoint now) {
    if (reconciler_.take(finished, now)) return true;
    auto found = in_flight_.extract(finished.ticket);
    if (found.empty()) return false;
    if (const auto off = clock_off(finished.exchange, now)) clock_off_ = off;
    const auto took = std::visit([](const auto& end) { return end.took; }, finished.exchange);
    ended_.push_back({std::move(found.mapped()),
                      {gateway_.provider->read_send(finished.exchange), took, clock_off_}});
    return true;
}

} // namespace bkxsms::queue

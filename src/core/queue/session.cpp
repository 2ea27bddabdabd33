#include "core/queue/session.hpp"

#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/store/audit.hpp"
#include "core/store/routes.hpp"

#include <algorithm>
#include <limits>

namespace bkxsms::queue {

namespace {

/// How often an idle runner that was told to go on looks for new messages.
constexpr milliseconds poll_interval{250};
/// How long outcomes are gathered behind the first.
constexpr milliseconds gather_time{2};
/// Longest wait for the network before the loop looks around.
constexpr milliseconds wire_patience{1'000};

} // namespace

Runner::Session::Session(Runner& runner, const RunOptions& options)
    : runner_(runner), options_(options), lock_(runner.run_folder_), context_{runner.store_,
                                                                              runner.transport_,
                                                                              runner.rules_,
                                                                              lock_.owner(),
                                                                              {}},
      dispatcher_(runner.store_, runner.rules_, channels_) {
    for (const auto& gateway : runner.gateways_) channels_.emplace_back(context_, gateway);
}

RunTotals Runner::Session::work() {
    auto& totals = context_.totals;
    const auto started = runner_.clock_.now();
    totals.recovered = recover_dead_owners(runner_.store_, runner_.run_folder_, started);
    {
        store::Transaction tx(runner_.store_.db);
        store::forget_routes(runner_.store_, started);
        store::forget_old_tallies(runner_.store_, started);
        tx.commit();
    }
    while (round()) {
    }
    if (!told_to_end()) expire_overdue();
    const auto now = runner_.clock_.now();
    if (totals.ended() + totals.recovered + totals.settled + totals.held > 0) {
        write_audit(now);
        log::info("run-end", {{"sent", std::int64_t{totals.sent}},
                              {"retry", std::int64_t{totals.retry}},
                              {"failed", std::int64_t{totals.failed}},
                              {"unknown", std::int64_t{totals.unknown}},
                              {"expired", std::int64_t{totals.expired}},
                              {"took_ms", (now - started).count()}});
    }
    return totals;
}

void Runner::Session::expire_overdue() {
    store::Transaction tx(runner_.store_.db);
    context_.totals.expired += store::expire_overdue(runner_.store_, runner_.clock_.now());
    tx.commit();
}

bool Runner::Session::told_to_end() const {
    return (options_.stop && options_.stop()) ||
           (options_.until && runner_.clock_.now() >= *options_.until) ||
           std::ranges::all_of(channels_, &Channel::halted);
}

bool Runner::Session::takes_more() const {
    return !told_to_end() && (options_.limit == 0 || claimed_ < options_.limit);
}

bool Runner::Session::any_ended() const noexcept {
    return std::ranges::any_of(channels_, &Channel::has_ended);
}

std::size_t Runner::Session::ended() const noexcept {
    std::size_t all = 0;
    for (const auto& channel : channels_) all += channel.ended();
    return all;
}

bool Runner::Session::any_may_claim(TimePoint now) const {
    return std::ranges::any_of(channels_, [now](const auto& c) { return c.may_claim(now); }) &&
           takes_more();
}

TimePoint Runner::Session::next_departure() const {
    auto first = TimePoint::max();
    for (const auto& channel : channels_)
        if (channel.may_have_due()) first = std::min(first, channel.next_slot());
    return first;
}

bool Runner::Session::round() {
    const auto now = runner_.clock_.now();
    if (!told_to_end())
        for (auto& channel : channels_) channel.look_up_lost(now);
    if (any_ended() || any_may_claim(now)) {
        commit_round(now);
        for (auto& channel : channels_) channel.launch(now);
        if (options_.progress) options_.progress(context_.totals);
    }
    const auto next = next_departure();
    if (runner_.transport_.running() > 0) {
        const bool waits = next > now && takes_more();
        collect(waits ? std::min(wire_patience, next - now) : wire_patience);
        return true;
    }
    if (any_ended()) return true;
    if (!takes_more()) return false;
    if (next < TimePoint::max()) {
        // Not all at once: a stop or the end may come before the next place.
        if (next > now)
            runner_.clock_.sleep_until(
                std::min({next, now + wire_patience, options_.until.value_or(next)}));
        return true;
    }
    const auto look_up_due = [now](const Channel& c) { return c.next_look_up() <= now; };
    if (std::ranges::any_of(channels_, look_up_due)) return true;
    if (!options_.until) return false;
    idle(now);
    return true;
}

void Runner::Session::commit_round(TimePoint now) {
    store::Transaction tx(runner_.store_.db);
    for (auto& channel : channels_) channel.learn(now);
    const auto find_successor = [this, now](const store::Claim& claim) {
        return dispatcher_.successor(claim, now);
    };
    bool opened = false;
    for (auto& channel : channels_) opened |= channel.record(find_successor, now);
    if (const auto gone = context_.totals.passed_on + context_.totals.returned;
        opened || gone > gone_elsewhere_) {
        gone_elsewhere_ = gone;
        for (auto& channel : channels_) channel.expect_due(now);
    }
    if (takes_more()) dispatcher_.share_out(now);
    for (auto& channel : channels_) {
        if (!takes_more() || !channel.may_claim(now)) continue;
        const auto most =
            options_.limit > 0 ? options_.limit - claimed_ : std::numeric_limits<int>::max();
        claimed_ += channel.claim(most, now);
    }
    for (auto& channel : channels_) channel.keep(now);
    tx.commit();
}

void Runner::Session::collect(milliseconds patience) {
    take_finished(patience, 1);
    // A commit costs about as much for fifty outcomes as for one: what ends right behind the
    // first is waited for, up to half as many as are on the wire: these go on during the
    // commit.
    const auto many = runner_.transport_.on_wire() / 2;
    if (const auto have = ended(); have > 0 && have < many)
        take_finished(gather_time, many - have);
}

void Runner::Session::take_finished(milliseconds patience, std::size_t enough) {
    for (auto& finished : runner_.transport_.wait(patience, enough)) {
        const auto now = runner_.clock_.now();
        for (auto& channel : channels_)
            if (channel.take(finished, now)) break;
    }
}

void Runner::Session::idle(TimePoint now) {
    runner_.clock_.sleep_until(std::min(now + poll_interval, options_.until.value_or(now)));
    for (auto& channel : channels_) channel.expect_due(now);
}

void Runner::Session::write_audit(TimePoint now) {
    const auto& totals = context_.totals;
    json::Writer detail;
    detail.begin_object();
    const auto add = [&detail](std::string_view key, int count) {
        if (count > 0) detail.key(key).integer(count);
    };
    add("recovered", totals.recovered);
    add("settled", totals.settled);
    add("held", totals.held);
    add("sent", totals.sent);
    add("retry", totals.retry);
    add("failed", totals.failed);
    add("suppressed", totals.suppressed);
    add("expired", totals.expired);
    add("unknown", totals.unknown);
    add("returned", totals.returned);
    add("passed_on", totals.passed_on);
    detail.end_object();
    store::Transaction tx(runner_.store_.db);
    store::write_audit(runner_.store_,
                       {runner_.actor_, "queue-run", "runner " + lock_.owner(), detail.str()},
                       now);
    tx.commit();
}

} // namespace bkxsms::queue

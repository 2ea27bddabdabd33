#include "core/queue/session.hpp"

#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/security/mask.hpp"
#include "core/store/audit.hpp"
#include "core/store/rate.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::queue {

namespace {

/// How often an idle runner that was told to go on looks for new messages.
constexpr milliseconds poll_interval{250};
/// How long outcomes are gathered behind the first.
constexpr milliseconds gather_time{2};
/// Longest wait for the network before the loop looks around.
constexpr milliseconds wire_patience{1'000};
/// How often lost outcomes are looked for.
constexpr milliseconds look_up_interval{1'000};

} // namespace

Runner::Session::Session(Runner& runner, const RunOptions& options)
    : runner_(runner), options_(options), lock_(runner.run_folder_),
      reconciler_(runner.store_, *runner.gateway_.provider, runner.transport_) {}

RunTotals Runner::Session::work() {
    const auto started = runner_.clock_.now();
    totals_.recovered = recover_dead_owners(runner_.store_, runner_.run_folder_, started);
    while (round()) {
    }
    const auto now = runner_.clock_.now();
    if (totals_.ended() + totals_.recovered + totals_.settled + totals_.held > 0) {
        write_audit(now);
        log::info("run-end", {{"sent", std::int64_t{totals_.sent}},
                              {"retry", std::int64_t{totals_.retry}},
                              {"failed", std::int64_t{totals_.failed}},
                              {"unknown", std::int64_t{totals_.unknown}},
                              {"expired", std::int64_t{totals_.expired}},
                              {"took_ms", (now - started).count()}});
    }
    return totals_;
}

bool Runner::Session::told_to_end() const {
    return !totals_.halted.empty() || (options_.stop && options_.stop()) ||
           (options_.until && runner_.clock_.now() >= *options_.until);
}

bool Runner::Session::takes_more() const {
    return !told_to_end() && (options_.limit == 0 || claimed_ < options_.limit);
}

bool Runner::Session::round() {
    const auto now = runner_.clock_.now();
    look_up_lost(now);
    if (!ended_.empty() || reconciler_.has_findings() || may_claim(now)) {
        launch(commit_round(now), now);
        if (options_.progress) options_.progress(totals_);
    }
    const bool waits_for_slot = may_have_due_ && next_slot_ > now && takes_more();
    if (runner_.transport_.running() > 0) {
        collect(waits_for_slot ? std::min(wire_patience, next_slot_ - now) : wire_patience);
        return true;
    }
    if (!ended_.empty() || reconciler_.has_findings()) return true;
    if (waits_for_slot) {
        // Not all at once: a stop or the end may come before the next place.
        runner_.clock_.sleep_until(
            std::min({next_slot_, now + wire_patience, options_.until.value_or(next_slot_)}));
        return true;
    }
    if (!takes_more()) return false;
    if (may_have_due_ || next_look_up_ <= now) return true;
    if (!options_.until) return false;
    idle(now);
    return true;
}

std::vector<store::Claim> Runner::Session::commit_round(TimePoint now) {
    store::Transaction tx(runner_.store_.db);
    record_ended(now);
    if (reconciler_.has_findings()) {
        // There may be more to look up, or something to send again.
        next_look_up_ = now;
        may_have_due_ = true;
    }
    const auto settled = reconciler_.record(now);
    totals_.settled += settled.accepted + settled.requeued;
    totals_.held += settled.held;
    std::vector<store::Claim> claims;
    if (may_claim(now)) claims = claim(now);
    tx.commit();
    return claims;
}

void Runner::Session::record_ended(TimePoint now) {
    const auto provider = runner_.gateway_.provider->name();
    for (const auto& ended : ended_) {
        const auto done =
            record(runner_.store_, ended.claim, provider, ended.result, runner_.rules_, now);
        count(done.ending);
        const auto* failure = provider::failure_of(ended.result.outcome);
        if (const auto* halt = std::get_if<provider::Halted>(&ended.result.outcome))
            totals_.halted = halt->failure.code + " " + halt->failure.why;
        log::event(failure == nullptr ? log::Level::info : log::Level::warn, "delivery",
                   {{"id", ended.claim.message.value},
                    {"attempt", ended.claim.attempt.value},
                    {"to", security::mask_number(ended.claim.to)},
                    {"via", provider},
                    {"outcome", kind(ended.result.outcome)},
                    {"became", word(done.ending)},
                    {"code", failure != nullptr ? failure->code : ""},
                    {"parts", std::int64_t{ended.claim.segments}},
                    {"took_ms", ended.result.took.count()},
                    {"waited_s", (now - ended.claim.due_at).count() / 1000}});
    }
    ended_.clear();
}

void Runner::Session::count(Ending ending) {
    switch (ending) {
    case Ending::sent:
        ++totals_.sent;
        break;
    case Ending::retry:
        ++totals_.retry;
        break;
    case Ending::failed:
        ++totals_.failed;
        break;
    case Ending::suppressed:
        ++totals_.suppressed;
        break;
    case Ending::unknown:
        ++totals_.unknown;
        break;
    case Ending::returned:
        ++totals_.returned;
        break;
    case Ending::settled_before:
        ++totals_.sent;
        break;
    }
}

int Runner::Session::room() const {
    const auto on_wire = static_cast<int>(runner_.transport_.on_wire());
    const int room = std::max(0, runner_.gateway_.concurrency - on_wire);
    return options_.limit > 0 ? std::min(room, options_.limit - claimed_) : room;
}

bool Runner::Session::may_claim(TimePoint now) const {
    return (may_have_due_ || now >= next_look_) && now >= next_slot_ && room() > 0 &&
           takes_more();
}

std::vector<store::Claim> Runner::Session::claim(TimePoint now) {
    const auto& gateway = runner_.gateway_;
    const auto name = gateway.provider->name();
    store::Flow flow(runner_.store_, name, gateway.rate, now);
    auto batch = store::claim(runner_.store_, name, lock_.owner(), room(), flow, now);
    flow.keep();
    claimed_ += static_cast<int>(batch.claims.size());
    totals_.expired += batch.expired;
    totals_.suppressed += batch.suppressed;
    // Recipients with an open attempt are passed over: they come again when one has ended.
    may_have_due_ = batch.more;
    next_slot_ = flow.next_at();
    next_look_ = now + poll_interval;
    return std::move(batch.claims);
}

void Runner::Session::look_up_lost(TimePoint now) {
    if (now < next_look_up_ || told_to_end()) return;
    reconciler_.begin(now);
    next_look_up_ = now + look_up_interval;
}

void Runner::Session::launch(std::vector<store::Claim> claims, TimePoint now) {
    const auto& gateway = runner_.gateway_;
    for (auto& claim : claims) {
        provider::Outgoing message;
        message.to = claim.to;
        message.from = claim.from.empty() ? gateway.sender : claim.from;
        message.text = claim.text;
        message.reference = claim.token;
        message.callback_url = gateway.callback_url;
        // Rounded up: 0 would be the provider's own default, which is hours.
        message.validity = std::chrono::ceil<std::chrono::seconds>(claim.expires_at - now);
        const auto ticket = static_cast<std::uint64_t>(claim.attempt.value);
        in_flight_.emplace(ticket, std::move(claim));
        runner_.transport_.start(ticket, gateway.provider->send_request(message, now));
    }
}

void Runner::Session::collect(milliseconds patience) {
    take_finished(patience, 1);
    // A commit costs about as much for fifty outcomes as for one: what ends right behind the
    // first is waited for, up to half as many as are on the wire: these go on during the
    // commit.
    const auto many = runner_.transport_.on_wire() / 2;
    if (!ended_.empty() && ended_.size() < many)
        take_finished(gather_time, many - ended_.size());
    // What ended may have been what others of the same recipient waited for.
    if (!ended_.empty()) may_have_due_ = true;
}

void Runner::Session::take_finished(milliseconds patience, std::size_t enough) {
    for (auto& finished : runner_.transport_.wait(patience, enough)) {
        if (reconciler_.take(finished, runner_.clock_.now())) continue;
        auto found = in_flight_.extract(finished.ticket);
        if (found.empty()) continue;
        if (const auto off = clock_off(finished.exchange, runner_.clock_.now()))
            clock_off_ = off;
        const auto took =
            std::visit([](const auto& end) { return end.took; }, finished.exchange);
        ended_.push_back(
            {std::move(found.mapped()),
             {runner_.gateway_.provider->read_send(finished.exchange), took, clock_off_}});
    }
}

void Runner::Session::idle(TimePoint now) {
    auto wake = std::min(now + poll_interval, options_.until.value_or(now));
    runner_.clock_.sleep_until(wake);
    may_have_due_ = true;
    next_look_ = now;
}

void Runner::Session::write_audit(TimePoint now) {
    json::Writer detail;
    detail.begin_object();
    const auto add = [&detail](std::string_view key, int count) {
        if (count > 0) detail.key(key).integer(count);
    };
    add("recovered", totals_.recovered);
    add("settled", totals_.settled);
    add("held", totals_.held);
    add("sent", totals_.sent);
    add("retry", totals_.retry);
    add("failed", totals_.failed);
    add("suppressed", totals_.suppressed);
    add("expired", totals_.expired);
    add("unknown", totals_.unknown);
    add("returned", totals_.returned);
    detail.end_object();
    store::Transaction tx(runner_.store_.db);
    store::write_audit(runner_.store_,
                       {runner_.actor_, "queue-run", "runner " + lock_.owner(), detail.str()},
                       now);
    tx.commit();
}

} // namespace bkxsms::queue

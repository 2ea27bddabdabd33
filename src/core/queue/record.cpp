#include "core/queue/record.hpp"

#include "core/queue/backoff.hpp"
#include "core/store/bad_numbers.hpp"
#include "core/store/parts.hpp"
#include "core/store/transitions.hpp"

namespace bkxsms::queue {

namespace {

using provider::Failure;
using store::AttemptEnd;
using store::Status;

store::ErrorText error_text(const Failure& failure) {
    return {std::string(word(failure.category)), failure.code, failure.why};
}

AttemptEnd ending_of(std::string_view state, const Failure& failure, milliseconds took) {
    AttemptEnd end;
    end.state = state;
    end.error_category = word(failure.category);
    end.error_code = failure.code;
    end.error_message = failure.why;
    end.took = took;
    return end;
}

/// Refused for who sends, not for what or to whom: somebody else may send it.
bool is_the_senders_fault(provider::Category category) {
    const auto fault = provider::whose_fault(category);
    return fault == provider::Blame::account || fault == provider::Blame::sender;
}

/// Ends an attempt, then moves its message: one visit for each kind of outcome.
class Recorder {
public:
    Recorder(store::Store& store, const store::Claim& claim, std::string_view provider,
             const FindSuccessor& find_successor, const AttemptResult& result,
             const Rules& rules, TimePoint now)
        : store_(store), claim_(claim), provider_(provider), find_successor_(find_successor),
          took_(result.took), clock_off_(result.clock_off), rules_(rules), now_(now) {}

    Recorded operator()(const provider::Accepted& accepted) {
        AttemptEnd end;
        end.state = "accepted";
        end.provider_message_id = accepted.id;
        end.took = took_;
        const bool ended = end_attempt(store_, claim_.attempt, end, now_);
        if (ended && end.state != "accepted") {
            store::stop(store_, claim_.message, Status::unknown, "foreign_id",
                        {"unknown", "", end.error_message}, now_);
            return {Ending::unknown, {}};
        }
        if (ended)
            store::mark_sent(store_, claim_.message, provider_, accepted.id, accepted.segments,
                             accepted.price, now_);
        // A report that came first named one part; here are all.
        store::remember_parts(store_, claim_.attempt, provider_, accepted.part_ids);
        if (accepted.partly) mark_as_fragment(accepted);
        return {ended ? Ending::sent : Ending::settled_before, {}};
    }

    Recorded operator()(const provider::Deferred& deferred) {
        auto end = ending_of("nosend", deferred.failure, took_);
        if (!end_attempt(store_, claim_.attempt, end, now_))
            return {Ending::settled_before, {}};
        if (const auto next = successor(); !next.route.empty())
            return pass_on(next, deferred.failure);
        return try_again(deferred.failure, deferred.wait);
    }

    Recorded operator()(const provider::Rejected& rejected) {
        auto end = ending_of("rejected", rejected.failure, took_);
        if (!end_attempt(store_, claim_.attempt, end, now_))
            return {Ending::settled_before, {}};
        if (is_the_senders_fault(rejected.failure.category))
            if (const auto next = successor(); !next.route.empty())
                return pass_on(next, rejected.failure);
        if (store::is_bad_number(word(rejected.failure.category)))
            store::note_bad_number(store_, claim_.message, word(rejected.failure.category),
                                   now_);
        const bool stopped = rejected.failure.category == provider::Category::opted_out;
        store::stop(store_, claim_.message, stopped ? Status::suppressed : Status::failed,
                    word(rejected.failure.category), error_text(rejected.failure), now_);
        return {stopped ? Ending::suppressed : Ending::failed, {}};
    }

    Recorded operator()(const provider::Unknown& unknown) {
#ifdef BKXSMS_NAIVE
        auto wrong = ending_of("nosend", unknown.failure, took_);
        end_attempt(store_, claim_.attempt, wrong, now_);
        return try_again(unknown.failure, std::chrono::seconds(0));
#else
        auto end = ending_of("uncertain", unknown.failure, took_);
        if (clock_off_) end.clock_off_ms = clock_off_->count();
        end.next_check_at = claim_.resend_when_uncertain ? now_ : now_ + settle_time;
        if (!end_attempt(store_, claim_.attempt, end, now_))
            return {Ending::settled_before, {}};
        store::stop(store_, claim_.message, Status::unknown, "answer_lost",
                    error_text(unknown.failure), now_);
        return {Ending::unknown, {}};
#endif
    }

    Recorded operator()(const provider::Halted& halted) {
        auto end = ending_of("nosend", halted.failure, took_);
        if (!end_attempt(store_, claim_.attempt, end, now_))
            return {Ending::settled_before, {}};
        // Not the message's fault: it keeps its place and its retries.
        store::requeue(store_, claim_.message, {claim_.due_at, store::Again::Count::nothing},
                       word(halted.failure.category), error_text(halted.failure), now_);
        return {Ending::returned, {}};
    }

private:
    void mark_as_fragment(const provider::Accepted& accepted) {
        store::Report report;
        report.status = Status::undelivered;
        report.provider = provider_;
        report.provider_message_id = accepted.id;
        report.error = error_text(*accepted.partly);
        report.happened_at = now_;
        store::advance(store_, claim_.message, report, now_);
    }

    Successor successor() const {
        return claim_.wants_provider ? Successor{} : find_successor_(claim_);
    }

    Recorded pass_on(const Successor& next, const Failure& failure) {
        store::requeue(store_, claim_.message,
                       {claim_.due_at, store::Again::Count::attempt, next.route, next.why},
                       word(failure.category), error_text(failure), now_);
        return {Ending::passed_on, {}};
    }

    Recorded try_again(const Failure& failure, std::chrono::seconds retry_after) {
        const int retries = claim_.retries + 1;
        if (!rules_.retry_failed || retries > rules_.max_retries) {
            store::stop(store_, claim_.message, Status::failed, "retries_exhausted",
                        error_text(failure), now_);
            return {Ending::failed, {}};
        }
        const auto next = now_ + backoff(retries, rules_.retry_delay, retry_after,
                                         static_cast<std::uint64_t>(claim_.message.value));
        store::requeue(store_, claim_.message, {next}, word(failure.category),
                       error_text(failure), now_);
        return {Ending::retry, next};
    }

    store::Store& store_;
    const store::Claim& claim_;
    std::string_view provider_;
    const FindSuccessor& find_successor_;
    milliseconds took_;
    std::optional<milliseconds> clock_off_;
    const Rules& rules_;
    TimePoint now_;
};

} // namespace

std::string_view word(Ending ending) noexcept {
    constexpr std::string_view words[] = {"sent",    "retry",    "failed",    "suppressed",
                                          "unknown", "returned", "passed_on", "settled_before"};
    return words[static_cast<std::size_t>(ending)];
}

Recorded record(store::Store& store, const store::Claim& claim, std::string_view provider,
                const FindSuccessor& find_successor, const AttemptResult& result,
                const Rules& rules, TimePoint now) {
    return std::visit(Recorder(store, claim, provider, find_successor, result, rules, now),
                      result.outcome);
}

} // namespace bkxsms::queue

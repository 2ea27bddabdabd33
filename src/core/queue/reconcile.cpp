#include "core/queue/reconcile.hpp"

#include "core/base/log.hpp"
#include "core/provider/date.hpp"
#include "core/queue/receipts.hpp"

#include <algorithm>

namespace bkxsms::queue {

namespace {

using provider::Page;
using provider::Sighting;

/// Look-ups share the transport with sends, whose tickets are the numbers of their attempts.
constexpr std::uint64_t ticket_mark = std::uint64_t{1} << 63;

constexpr std::size_t most_at_once = 4;
constexpr int most_pages = 20;
/// Providers round to seconds, and clocks differ within one.
constexpr milliseconds clock_slack{5'000};
/// How wrong a clock may be of which nothing is known.
constexpr milliseconds longest_clock_jump = std::chrono::hours(36);
constexpr milliseconds ask_again{60'000};
constexpr milliseconds give_up_after = std::chrono::hours(24); // that an answer is overdue

enum class Match { no, yes, other_text };

struct Window {
    TimePoint since, until;
};

Match match(const Sighting& seen, const store::Uncertain& lost,
            const std::vector<Window>& windows) {
    if (!seen.outbound || seen.to != lost.to) return Match::no;
    if (!seen.receipt.reference.empty())
        return seen.receipt.reference == lost.token ? Match::yes : Match::no;
    const auto in = [&seen](const Window& window) {
        return seen.created_at >= window.since && seen.created_at <= window.until;
    };
    if (!seen.created_at) return Match::no;
    // A trial account's texts begin with words of the provider's.
    const bool same_text = !seen.text.empty() && seen.text.ends_with(lost.text);
    if (std::ranges::any_of(windows, in))
        return same_text || seen.text.empty() ? Match::yes : Match::other_text;
    // A clock that was wrong then may have been set right since: the text is the better
    // witness.
    const auto distance = *seen.created_at - lost.wire_at;
    return same_text && !lost.clock_off && std::chrono::abs(distance) < longest_clock_jump
               ? Match::yes
               : Match::no;
}

/// In a list that is newest first there is nothing to find behind a message from before this.
TimePoint horizon_of(const store::Uncertain& lost, milliseconds off_now) {
    if (lost.clock_off) return lost.wire_at + *lost.clock_off - clock_slack;
    return lost.wire_at - std::max(longest_clock_jump, -off_now + clock_slack);
}

bool reaches(const Page& page, TimePoint horizon) {
    return std::ranges::any_of(page.messages, [horizon](const Sighting& seen) {
        return seen.created_at && *seen.created_at < horizon;
    });
}

/// When the provider may have made it, by the provider's clock. How far that was from ours is
/// best known from the time of the send; else it is as far as now, or not far at all.
std::vector<Window> windows_of(const store::Uncertain& lost, std::chrono::seconds work,
                               milliseconds off_now) {
    const auto window = [&](milliseconds off) {
        return Window{lost.wire_at + off - clock_slack, lost.ended_at + off + work};
    };
    if (lost.clock_off) return {window(*lost.clock_off)};
    return {window(milliseconds(0)), window(off_now)};
}

} // namespace

std::optional<milliseconds> clock_off(const transport::Exchange& exchange, TimePoint now) {
    const auto* reply = std::get_if<transport::Reply>(&exchange);
    if (reply == nullptr) return std::nullopt;
    const auto date = provider::parse_rfc2822(reply->header("date"));
    if (!date) return std::nullopt;
    return *date - now;
}

void Reconciler::begin(TimePoint now) {
    if (looking_.size() >= most_at_once || has_findings()) return;
    const auto settling = provider_.settling();
    const auto room = static_cast<int>(most_at_once - looking_.size());
    // Those that are being looked up are due as well.
    for (auto& lost : store::uncertain_due(store_, provider_.name(),
                                           room + static_cast<int>(looking_.size()), now)) {
        const auto ticket = static_cast<std::uint64_t>(lost.attempt.value) | ticket_mark;
        if (looking_.contains(ticket)) continue;
        if (lost.resend) {
            findings_.push_back({std::move(lost), Verdict::resend, {}});
        } else if (now < lost.ended_at + settling.first) {
            // Recovery does not know the provider's own time.
            findings_.push_back({std::move(lost), Verdict::no_answer, {}});
        } else if (!settling.possible) {
            findings_.push_back({std::move(lost), Verdict::cannot_ask, {}});
        } else if (looking_.size() < most_at_once) {
            ask({std::move(lost), {}, 0}, "", now);
        }
    }
}

void Reconciler::ask(LookUp look_up, std::string_view page, TimePoint now) {
    const auto& lost = look_up.lost;
    const provider::Lost wanted{lost.to, lost.token, lost.wire_at - clock_slack,
                                lost.ended_at + provider_.settling().work};
    auto question = provider_.look_up(wanted, page, now);
    if (!question) {
        findings_.push_back({std::move(look_up.lost), Verdict::cannot_ask, {}});
        return;
    }
    const auto ticket = static_cast<std::uint64_t>(lost.attempt.value) | ticket_mark;
    look_up.read = std::move(question->read);
    ++look_up.pages;
    looking_.insert_or_assign(ticket, std::move(look_up));
    transport_.start(ticket, std::move(question->request));
}

bool Reconciler::take(transport::Transport::Finished& finished, TimePoint now) {
    auto node = looking_.extract(finished.ticket);
    if (node.empty()) return false;
    auto& look_up = node.mapped();
    auto answer = look_up.read(finished.exchange);
    auto* page = std::get_if<Page>(&answer);
    if (page == nullptr) {
        findings_.push_back({std::move(look_up.lost), Verdict::no_answer, {}});
        return true;
    }
    provider::Receipt receipt;
    const auto off_now = clock_off(finished.exchange, now).value_or(milliseconds(0));
    const auto verdict = judge(look_up, *page, off_now, receipt);
    const bool at_end =
        page->next.empty() || (provider_.settling().newest_first &&
                               reaches(*page, horizon_of(look_up.lost, off_now)));
    if (verdict == Verdict::missing && !at_end) {
        if (look_up.pages < most_pages)
            ask(std::move(look_up), page->next, now);
        else // a list that has no end proves nothing
            findings_.push_back({std::move(look_up.lost), Verdict::no_answer, {}});
        return true;
    }
    findings_.push_back({std::move(look_up.lost), verdict, std::move(receipt)});
    return true;
}

Reconciler::Verdict Reconciler::judge(const LookUp& look_up, const Page& page,
                                      milliseconds off_now, provider::Receipt& receipt) {
    const auto& lost = look_up.lost;
    const auto windows = windows_of(lost, provider_.settling().work, off_now);
    auto verdict = Verdict::missing;
    for (const auto& seen : page.messages) {
        const auto fits = match(seen, lost, windows);
        if (fits == Match::no) continue;
        const auto owner = store::find_by_remote_id(store_, provider_.name(),
                                                    seen.receipt.provider_message_id);
        if (owner && owner->id != lost.attempt) continue;
        if (fits == Match::yes) {
            receipt = seen.receipt;
            return Verdict::found;
        }
        verdict = Verdict::ambiguous;
    }
    return verdict;
}

Reconciler::Settled Reconciler::record(TimePoint now) {
    Settled settled;
    for (const auto& finding : findings_) {
        switch (finding.verdict) {
        case Verdict::found:
            record_found(finding, settled, now);
            break;
        case Verdict::missing:
            record_missing(finding, settled, now);
            break;
        case Verdict::no_answer:
            record_no_answer(finding, settled, now);
            break;
        case Verdict::ambiguous:
            hold(finding, "ambiguous", settled, now);
            break;
        case Verdict::cannot_ask:
            hold(finding, "outcome_unknown", settled, now);
            break;
        case Verdict::resend:
            if (store::settle_absent(store_, finding.lost, "sent again blindly", now))
                ++settled.requeued;
            break;
        }
    }
    findings_.clear();
    return settled;
}

void Reconciler::record_found(const Finding& finding, Settled& settled, TimePoint now) {
    const auto attempt = store::find_by_token(store_, provider_.name(), finding.lost.token);
    if (!attempt) return;
    const auto effect =
        apply_to_attempt(store_, provider_.name(), finding.receipt, *attempt, now);
    if (effect == Effect::applied) ++settled.accepted;
    log::info("settled", {{"id", finding.lost.message.value},
                          {"via", provider_.name()},
                          {"found", finding.receipt.provider_message_id},
                          {"effect", word(effect)}});
}

void Reconciler::record_missing(const Finding& finding, Settled& settled, TimePoint now) {
    const auto& lost = finding.lost;
    if (lost.negatives == 0) {
        store::look_again(store_, lost, now + provider_.settling().again, true);
        return;
    }
    if (!store::settle_absent(store_, lost, "looked up twice and not found", now)) return;
    ++settled.requeued;
    log::info("settled",
              {{"id", lost.message.value}, {"via", provider_.name()}, {"found", ""}});
}

void Reconciler::record_no_answer(const Finding& finding, Settled& settled, TimePoint now) {
    const auto& lost = finding.lost;
    const auto settling = provider_.settling();
    if (now - lost.wire_at >= settling.first + settling.again + give_up_after)
        hold(finding, "look_up_failed", settled, now);
    else
        store::look_again(store_, lost,
                          std::max(now + ask_again, lost.ended_at + settling.first), false);
}

void Reconciler::hold(const Finding& finding, std::string_view reason, Settled& settled,
                      TimePoint now) {
    if (!store::settle_lost(store_, finding.lost, reason, now)) return;
    ++settled.held;
    log::error("outcome-unknown", {{"id", finding.lost.message.value},
                                   {"via", provider_.name()},
                                   {"reason", reason},
                                   {"do", "bkxsms messages resolve"}});
}

} // namespace bkxsms::queue

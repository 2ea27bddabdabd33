#include "cmd/progress.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace bkxsms::cmd {

namespace {

constexpr std::chrono::milliseconds redraw_every{100};
constexpr std::chrono::minutes tell_every{1};
constexpr std::size_t bar_cells = 24;

std::string bar(std::size_t done, std::size_t total) {
    const auto filled = total == 0 ? 0 : std::min(bar_cells, done * bar_cells / total);
    std::string cells;
    for (std::size_t i = 0; i < bar_cells; ++i) cells += i < filled ? "█" : "·";
    return cells;
}

} // namespace

Progress::Progress(std::string what, const GlobalOptions& options, std::size_t total)
    : what_(std::move(what)), total_(total),
      terminal_(!options.quiet && Output::talk_to_terminal()), verbose_(options.verbose) {
    if (!terminal_) next_ += tell_every;
}

void Progress::show(std::size_t done_so_far) {
    if (!terminal_ && !verbose_) return;
    const auto now = SteadyClock::now();
    if (now < next_) return;
    next_ = now + (terminal_ ? std::chrono::duration_cast<SteadyClock::duration>(redraw_every)
                             : std::chrono::duration_cast<SteadyClock::duration>(tell_every));
    const std::chrono::duration<double> spent = now - started_;
    const auto rate =
        spent.count() > 0 ? static_cast<double>(done_so_far) / spent.count() : 0.0;
    const auto text = total_ > 0
                          ? fmt::format("{} {}/{} {}, {:.0f}/s", bar(done_so_far, total_),
                                        done_so_far, total_, what_, rate)
                          : fmt::format("{} {}, {:.0f}/s", done_so_far, what_, rate);
    if (terminal_)
        Output::talk("\r\x1b[K" + text);
    else
        Output::note(text);
    drawn_ = terminal_;
}

void Progress::done() {
    if (drawn_) Output::talk("\r\x1b[K");
    drawn_ = false;
}

} // namespace bkxsms::cmd

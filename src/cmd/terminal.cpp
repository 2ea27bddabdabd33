#include "cmd/terminal.hpp"

#include "cmd/output.hpp"
#include "cmd/startup.hpp"
#include "core/base/error.hpp"
#include "core/base/parse.hpp"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

namespace bkxsms::cmd {
namespace {

/// The terminal shows nothing of what is typed as long as this lives.
class Unseen {
public:
    Unseen() {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0)
            throw Error(Fault::os, "the terminal cannot be told not to show what is typed");
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
        // A stop (^Z) would give the shell a terminal that shows nothing, and then show us one
        // that does.
        quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
        // What was typed before the question is thrown away: it has been shown.
        if (::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) != 0)
            throw Error(Fault::os, "the terminal cannot be told not to show what is typed");
    }
    ~Unseen() {
        ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
        Output::talk("\n"); // the one that was typed was not shown either
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

private:
    termios before_{};
};

/// A terminal hands over one line at a time, and no longer one than this.
constexpr std::size_t longest_line = 4096;

/// Wipes what it read.
security::Secret read_answer() {
    std::string line(longest_line, '\0');
    ssize_t got = -1;
    while (!stop_requested() && (got = ::read(STDIN_FILENO, line.data(), line.size())) < 0)
        if (errno != EINTR)
            throw Error(Fault::io, "cannot read the terminal: " + errno_text(errno));
    if (stop_requested())
        throw Error(Fault::temporary, "stopped; nothing was changed", "run it again");
    const security::Secret whole(std::move(line));
    const auto typed = whole.reveal().substr(0, static_cast<std::size_t>(got));
    if (typed.empty())
        throw Error(Fault::no_input, "the input ended; nothing was changed",
                    "run it again and answer all questions");
    return security::Secret(std::string(trim(typed)));
}

} // namespace

bool can_ask() noexcept {
    return ::isatty(STDIN_FILENO) == 1 && Output::talk_to_terminal();
}

std::string ask_line(std::string_view prompt) {
    Output::talk(prompt);
    return std::string(read_answer().reveal());
}

security::Secret ask_secret(std::string_view prompt) {
    const Unseen unseen;
    Output::talk(prompt); // only now is it safe to answer
    return read_answer();
}

bool ask_yes(std::string_view question, bool otherwise) {
    while (true) {
        const auto answer =
            ascii_lower(ask_line(fmt::format("{} [{}] ", question, otherwise ? "Y/n" : "y/N")));
        if (answer.empty()) return otherwise;
        if (answer == "y" || answer == "yes") return true;
        if (answer == "n" || answer == "no") return false;
    }
}

} // namespace bkxsms::cmd

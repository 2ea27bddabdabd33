#include "core/base/child.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bkxsms {

namespace {

using Clock = std::chrono::steady_clock;

/// A file descriptor that is closed.
struct Descriptor {
    int fd = -1;
    ~Descriptor() { close(); }
    void close() noexcept {
        if (fd >= 0) ::close(fd);
        fd = -1;
    }
};

int millis_until(Clock::time_point end) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(0, left));
}

/// As much as the program takes; that it does not read it is its own affair.
void write_all(int pipe, std::string_view input, Clock::time_point end) {
    while (!input.empty()) {
        pollfd ready{pipe, POLLOUT, 0};
        if (::poll(&ready, 1, millis_until(end)) <= 0) return;
        const auto written = ::write(pipe, input.data(), input.size());
        if (written < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (written <= 0) return;
        input.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// False if it is still running at `end`.
bool wait_until(pid_t child, Clock::time_point end, int& status) {
    const Descriptor handle{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};
    if (handle.fd >= 0) {
        pollfd ended{handle.fd, POLLIN, 0};
        while (::poll(&ended, 1, millis_until(end)) < 0 && errno == EINTR) {
        }
    }
    return ::waitpid(child, &status, WNOHANG) == child;
}

} // namespace

std::string run_program(const std::vector<std::string>& command, std::string_view input,
                        std::chrono::seconds limit) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return fmt::format("cannot be started: {}", std::strerror(errno));
    Descriptor theirs{ends[0]}, ours{ends[1]};
    // Ours alone is non-blocking: a program that reads must wait for the end of its input.
    ::fcntl(theirs.fd, F_SETFL, 0);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, theirs.fd, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    // What we ignore or hold back, it would as well; and a group of its own is killed whole.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, usual;
    sigemptyset(&none);
    sigfillset(&usual);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETPGROUP);

    std::vector<char*> words;
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    std::string path = "PATH=/usr/local/bin:/usr/bin:/bin", language = "LANG=C.UTF-8";
    std::array<char*, 3> environment = {path.data(), language.data(), nullptr};
    pid_t child = -1;
    const int failure =
        ::posix_spawn(&child, words[0], &files, &attributes, words.data(), environment.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (failure != 0) return fmt::format("cannot be started: {}", std::strerror(failure));

    theirs.close();
    const auto end = Clock::now() + limit;
    write_all(ours.fd, input, end);
    ours.close();
    int status = 0;
    if (!wait_until(child, end, status)) {
        ::kill(-child, SIGKILL);
        ::waitpid(child, &status, 0);
        return fmt::format("was killed after {} s", limit.count());
    }
    if (WIFSIGNALED(status)) return fmt::format("ended by signal {}", WTERMSIG(status));
    if (WEXITSTATUS(status) != 0)
        return fmt::format("ended with status {}", WEXITSTATUS(status));
    return {};
}

} // namespace bkxsms

#include "cmd/startup.hpp"

#include "core/base/error.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bkxsms::cmd {

namespace {

volatile std::sig_atomic_t stop_signal = 0;

void note_signal(int number) {
    stop_signal = number;
}

} // namespace

void prepare_process() {
    for (int fd = 0; fd <= 2; ++fd)
        if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) != fd)
            throw Error(Fault::os, "standard descriptors are closed and cannot be opened");
    if (::getuid() != ::geteuid() || ::getgid() != ::getegid())
        throw Error(Fault::no_permission,
                    "bkxsms must not be installed set-user-id or set-group-id");
    ::umask(077);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::prctl(PR_SET_DUMPABLE, 0);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

void catch_stop_signals() {
    struct sigaction action {};
    action.sa_handler = note_signal;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
}

bool stop_requested() noexcept {
    return stop_signal != 0;
}

} // namespace bkxsms::cmd

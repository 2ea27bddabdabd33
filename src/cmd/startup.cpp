#include "cmd/startup.hpp"

#include "core/base/error.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bkxsms::cmd {

namespace {

volatile std::sig_atomic_t stop_signal = 0;

// The buffers of hundreds of exchanges come and go at the end of the heap. Left to itself,
// glibc gives those pages back to the kernel and takes them again thousands of times a second:
// half of the time of a queue-run with 256 in flight.
constexpr int heap_kept_bytes = 32 << 20;

void note_signal(int number) {
    stop_signal = number;
}

/// Left behind by somebody who was looking for a fault, they would betray the account's token:
/// TLS libraries write down session keys and say what they send, or load code that does. The
/// LD_ ones have had their effect on us; they must not reach a program that we start.
constexpr const char* treacherous[] = {
    "SSLKEYLOGFILE",   "GNUTLS_DEBUG_LEVEL", "OPENSSL_CONF", "OPENSSL_CONF_INCLUDE",
    "OPENSSL_ENGINES", "OPENSSL_MODULES",    "LD_PRELOAD",   "LD_AUDIT",
    "LD_DEBUG",        "LD_LIBRARY_PATH",
};

/// A descriptor that was closed is opened the wrong way round: nothing else can take its
/// number, and reading or writing it fails as it would have. Standard error is the exception,
/// since talk that nobody hears is no fault.
void open_standard_descriptors() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        const int access = fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY;
        if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", access) != fd)
            throw Error(Fault::os, "standard descriptors are closed and cannot be opened");
    }
}

} // namespace

void prepare_process() {
    open_standard_descriptors();
    for (const auto* const name : treacherous) ::unsetenv(name);
    if (::getuid() != ::geteuid() || ::getgid() != ::getegid())
        throw Error(Fault::no_permission,
                    "bkxsms must not be installed set-user-id or set-group-id");
    ::umask(077);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::prctl(PR_SET_DUMPABLE, 0);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::mallopt(M_TRIM_THRESHOLD, heap_kept_bytes);
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

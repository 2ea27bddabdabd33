// ptkill: runs a command and kills it at its N-th system-call stop.
//
//     ptkill N REPORT COMMAND [ARGUMENT...]
//
// Every system call of every thread and child makes two stops: before it is executed and after
// it was. At stop N all of them get SIGKILL; with N = 0 none. Ends with the command's own
// status (128
// + signal if a signal ended it; 125 if ptkill itself failed) and writes one line into REPORT:
//
//     stops=1234 first_write=1100 killed=812 call=18 moment=entry
//
// first_write is the stop at which something is first written to a file or a socket; what lies
// before it is the loader and reading. killed=0: the command was faster.

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int own_failure = 125;
constexpr int system_call_stop = SIGTRAP | 0x80; // PTRACE_O_TRACESYSGOOD marks them so

[[noreturn]] void die(const char* what) {
    std::fprintf(stderr, "ptkill: %s: %s\n", what, std::strerror(errno));
    std::exit(own_failure);
}

struct Report {
    long stops = 0, first_write = 0, killed = 0;
    unsigned long long call = 0;
    const char* moment = "none";
};

bool writes(unsigned long long call) {
    return call == SYS_pwrite64 || call == SYS_ftruncate || call == SYS_sendto ||
           call == SYS_write || call == SYS_flock;
}

/// Counts the stop the thread stands in; true if it is the one to die at.
bool count_stop(pid_t thread, long deadly, Report& report) {
    ++report.stops;
    const bool now = report.stops == deadly;
    if (!now && report.first_write != 0) return false;
    __ptrace_syscall_info info{};
    const auto got = ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info);
    if (got <= 0) return now;
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        report.call = info.entry.nr;
        if (report.first_write == 0 && writes(info.entry.nr)) report.first_write = report.stops;
    }
    if (now) {
        report.killed = report.stops;
        report.moment = info.op == PTRACE_SYSCALL_INFO_ENTRY ? "entry" : "exit";
    }
    return now;
}

/// What to hand on when a thread goes on: 0 unless it is a signal of the command's own.
int signal_to_pass(int status) {
    const int signal = WSTOPSIG(status);
    const bool ours = signal == system_call_stop || status >> 16 != 0 || signal == SIGSTOP;
    return ours ? 0 : signal;
}

pid_t start(char** command) {
    const pid_t child = fork();
    if (child < 0) die("cannot fork");
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        std::raise(SIGSTOP);
        execvp(command[0], command);
        std::perror("ptkill: cannot start the command");
        _exit(own_failure);
    }
    if (waitpid(child, nullptr, __WALL) != child) die("cannot wait");
    constexpr long follow = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE |
                            PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC;
    if (ptrace(PTRACE_SETOPTIONS, child, nullptr, follow) != 0) die("cannot trace");
    if (ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) != 0) die("cannot trace");
    return child;
}

/// Until all are gone. The status of the command itself, as a shell has it.
int follow(pid_t child, long deadly, Report& report) {
    std::set<pid_t> alive{child};
    int result = own_failure;
    for (int status = 0;;) {
        const pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0) return result;
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            alive.erase(thread);
            if (thread == child)
                result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        alive.insert(thread);
        if (WSTOPSIG(status) == system_call_stop && count_stop(thread, deadly, report))
            for (const pid_t victim : alive) kill(victim, SIGKILL);
        else
            ptrace(PTRACE_SYSCALL, thread, nullptr, signal_to_pass(status));
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fputs("usage: ptkill N REPORT COMMAND [ARGUMENT...]\n", stderr);
        return own_failure;
    }
    Report report;
    const int result = follow(start(argv + 3), std::strtol(argv[1], nullptr, 10), report);
    std::FILE* file = std::fopen(argv[2], "we");
    if (file == nullptr) die("cannot write the report");
    std::fprintf(file, "stops=%ld first_write=%ld killed=%ld call=%llu moment=%s\n",
                 report.stops, report.first_write, report.killed,
                 report.killed != 0 ? report.call : 0, report.moment);
    std::fclose(file);
    return result;
}

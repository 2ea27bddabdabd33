// bkxsms-hook: a CGI program. One webhook in, one spool file, one answer. See bkxsms-hook(8).

#include "core/base/error.hpp"
#include "core/inbound/cgi.hpp"
#include "core/inbound/spool.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace bkxsms;

/// Whoever sends may send anything: what goes wrong here ends here.
void restrict_process() {
    ::umask(027);
    const rlimit seconds{5, 5};
    const rlimit none{0, 0};
#ifndef __SANITIZE_ADDRESS__ // whose shadow alone takes terabytes
    const rlimit memory{256U << 20, 256U << 20};
    ::setrlimit(RLIMIT_AS, &memory);
#endif
    ::setrlimit(RLIMIT_CPU, &seconds);
    ::setrlimit(RLIMIT_CORE, &none);
    ::setrlimit(RLIMIT_NPROC, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    ::alarm(15);
}

std::string variable(const char* name, const char* otherwise) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : otherwise;
}

/// The status of the answer. 503 asks the provider to come again.
int take_request() {
    inbound::CgiLimits limits;
    limits.allow_http = variable("BKXSMS_HOOK_ALLOW_HTTP", "") == "1";
    const auto request = inbound::read_cgi_request(
        [](const char* name) { return std::getenv(name); }, STDIN_FILENO, limits);
    if (const auto* refusal = std::get_if<inbound::CgiRefusal>(&request))
        return refusal->status;
    try {
        inbound::write_to_spool(variable("BKXSMS_SPOOL", "/var/lib/bkxsms/spool"),
                                std::get<inbound::WebhookFile>(request));
        return 204;
    } catch (const Error&) {
        return 503;
    }
}

} // namespace

int main() {
    int status = 500;
    try {
        restrict_process();
        status = take_request();
    } catch (const std::exception&) {
        status = 500;
    }
    const auto answer = inbound::cgi_answer(status);
    const auto written = ::write(STDOUT_FILENO, answer.data(), answer.size());
    return written == static_cast<ssize_t>(answer.size()) ? 0 : 1;
}

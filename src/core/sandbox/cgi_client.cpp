#include "core/sandbox/cgi_client.hpp"

#include "core/base/encode.hpp"
#include "core/base/file.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/socket_wait.hpp"

#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <string>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t max_output_bytes = 64 * 1024;

/// X-Twilio-Signature → HTTP_X_TWILIO_SIGNATURE (RFC 3875 section 4.1.18).
std::string variable_name(std::string_view header) {
    std::string name = "HTTP_";
    for (const char c : header) {
        const bool lower = c >= 'a' && c <= 'z';
        name += c == '-' ? '_' : lower ? static_cast<char>(c - ('a' - 'A')) : c;
    }
    return name;
}

std::vector<std::string> environment_of(const Callback& callback, const Url& url,
                                        const CallbackTarget& target) {
    std::vector<std::string> env{
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "GATEWAY_INTERFACE=CGI/1.1",
        "SERVER_PROTOCOL=HTTP/1.1",
        "SERVER_SOFTWARE=bkxsms-sandbox",
        "SERVER_NAME=" + url.host,
        fmt::format("SERVER_PORT={}", url.port),
        "REQUEST_METHOD=" + callback.method,
        "REQUEST_URI=" + url.path + (url.query.empty() ? "" : "?" + url.query),
        "SCRIPT_NAME=",
        "PATH_INFO=" + percent_decode(url.path, false).value_or(url.path),
        "QUERY_STRING=" + url.query,
        fmt::format("CONTENT_LENGTH={}", callback.body.size()),
        "REMOTE_ADDR=127.0.0.1",
        "HTTP_HOST=" + url.authority,
    };
    if (url.scheme == "https") env.emplace_back("HTTPS=on");
    for (const auto& [name, value] : callback.headers)
        env.push_back((name == "Content-Type" ? "CONTENT_TYPE" : variable_name(name)) + "=" +
                      value);
    env.insert(env.end(), target.environment.begin(), target.environment.end());
    return env;
}

/// Standard input without a writer: no thread to feed a pipe, no SIGPIPE.
Fd file_with(std::string_view content) {
    Fd file(memfd_create("callback", MFD_CLOEXEC));
    if (!file || write(file.get(), content.data(), content.size()) !=
                     static_cast<ssize_t>(content.size()))
        return {};
    lseek(file.get(), 0, SEEK_SET);
    return file;
}

/// Starts the program with `in` and `out` as its standard input and output; -1 if it cannot be.
pid_t spawn(const std::string& program, std::vector<std::string> environment, int in, int out) {
    std::vector<char*> env;
    for (auto& entry : environment) env.push_back(entry.data());
    env.push_back(nullptr);
    auto name = program;
    char* const argv[] = {name.data(), nullptr};

    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    // The sandbox's threads block every signal; the program must not inherit that.
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);

    pid_t pid = -1;
    if (posix_spawn(&pid, program.c_str(), &files, &attributes, argv, env.data()) != 0)
        pid = -1;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return pid;
}

/// Waits for the program's end, and ends it when patience is over. True if it ended by itself.
bool reap(pid_t pid, const Patience& patience) {
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (patience.over()) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            return false;
        }
        std::this_thread::sleep_for(milliseconds(1));
    }
    return WIFEXITED(status);
}

/// The Status header, 200 without one (RFC 3875 section 6.3.3), 500 without any header.
int read_status(std::string_view output) {
    bool header_seen = false;
    for (const auto raw : split(output, '\n')) {
        const auto line = trim(raw);
        if (line.empty()) break;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return 500;
        header_seen = true;
        if (ascii_lower(line.substr(0, colon)) != "status") continue;
        return static_cast<int>(
            parse_integer(trim(line.substr(colon + 1)).substr(0, 3)).value_or(500));
    }
    return header_seen ? 200 : 500;
}

} // namespace

PostResult post_to_program(const Callback& callback, const CallbackTarget& target,
                           const std::stop_token& stop) {
    using Kind = PostResult::Kind;
    const auto url = parse_url(callback.url);
    if (!url) return {Kind::refused, 0};

    const auto in = file_with(callback.body);
    int ends[2] = {-1, -1};
    if (!in || pipe2(ends, O_CLOEXEC) != 0) return {Kind::no_connection, 0};
    const Fd output(ends[0]);
    Fd out(ends[1]);
    const auto pid = spawn(target.program.string(), environment_of(callback, *url, target),
                           in.get(), out.get());
    out = Fd();
    if (pid < 0) return {Kind::no_connection, 0};

    const Patience patience{std::chrono::steady_clock::now() + callback.timeout, stop};
    const auto text = read_until_closed(output.get(), max_output_bytes, patience);
    if (!reap(pid, patience))
        return patience.over() ? PostResult{Kind::timed_out, 0}
                               : PostResult{Kind::answered, 500};
    return {Kind::answered, read_status(text)};
}

} // namespace bkxsms::sandbox

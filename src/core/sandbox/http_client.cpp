#include "core/sandbox/http_client.hpp"

#include "core/base/file.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/loopback.hpp"
#include "core/sandbox/socket_wait.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t max_reply_bytes = 64 * 1024;

std::optional<SocketAddress> address_of(const Url& url) {
    return loopback_address(url.host == "localhost" ? "127.0.0.1" : url.host,
                            static_cast<std::uint16_t>(url.port));
}

std::optional<SocketAddress> find_address(const Url& url, const CallbackTarget& target) {
    if (!target.connect_to.empty()) {
        const auto there = parse_url("http://" + target.connect_to);
        return there ? address_of(*there) : std::nullopt;
    }
    // There is no TLS here, and a plain request to a port that wants it proves nothing.
    return url.scheme == "http" ? address_of(url) : std::nullopt;
}

Fd connect_to(const SocketAddress& address, const Patience& patience) {
    Fd socket(
        ::socket(address.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return {};
    if (connect(socket.get(), address.get(), address.size) == 0) return socket;
    if (errno != EINPROGRESS || wait_until_ready(socket.get(), POLLOUT, patience) == Ready::no)
        return {};
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0)
        return {};
    return socket;
}

std::string format_request(const Callback& callback, const Url& url) {
    auto text = fmt::format("{} {}{}{} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n"
                            "X-Forwarded-Proto: {}\r\nConnection: close\r\n",
                            callback.method, url.path, url.query.empty() ? "" : "?", url.query,
                            url.authority, callback.body.size(), url.scheme);
    for (const auto& [name, value] : callback.headers)
        text += fmt::format("{}: {}\r\n", name, value);
    return text + "\r\n" + callback.body;
}

/// Stops early when the other side closes: it may have answered without reading all.
void send_all(int socket, std::string_view bytes, const Patience& patience) {
    while (!bytes.empty() && wait_until_ready(socket, POLLOUT, patience) == Ready::yes) {
        const auto sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno != EINTR && errno != EAGAIN) {
            return;
        }
    }
}

/// "HTTP/1.1 204 No Content" → 204; 0 if it is no status line.
int read_status(std::string_view reply) noexcept {
    if (!reply.starts_with("HTTP/1.") || reply.size() < 12) return 0;
    return static_cast<int>(parse_integer(reply.substr(9, 3)).value_or(0));
}

} // namespace

PostResult post_over_http(const Callback& callback, const CallbackTarget& target,
                          const std::stop_token& stop) {
    using Kind = PostResult::Kind;
    const auto url = parse_url(callback.url);
    const auto address = url ? find_address(*url, target) : std::nullopt;
    if (!address) return {Kind::refused, 0};

    const auto begin = std::chrono::steady_clock::now();
    const auto socket = connect_to(*address, {begin + connect_timeout, stop});
    if (!socket) return {Kind::no_connection, 0};

    const Patience patience{begin + callback.timeout, stop};
    send_all(socket.get(), format_request(callback, *url), patience);
    const auto status = read_status(read_until_closed(socket.get(), max_reply_bytes, patience));
    if (status != 0) return {Kind::answered, status};
    // Closed without an answer: to the provider that is a bad gateway.
    return patience.over() ? PostResult{Kind::timed_out, 0} : PostResult{Kind::answered, 502};
}

} // namespace bkxsms::sandbox

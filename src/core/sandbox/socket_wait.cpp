#include "core/sandbox/socket_wait.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace bkxsms::sandbox {

// poll(2) knows nothing of stop tokens; this long may the sandbox's end be held up.
constexpr milliseconds slice{50};

Ready wait_until_ready(int fd, short events, const Patience& patience) {
    while (!patience.over()) {
        pollfd waiting{fd, events, 0};
        const auto left =
            std::chrono::ceil<milliseconds>(patience.until - std::chrono::steady_clock::now());
        const auto timeout = std::clamp(left, milliseconds(0), slice);
        if (poll(&waiting, 1, static_cast<int>(timeout.count())) > 0) return Ready::yes;
    }
    return Ready::no;
}

std::string read_until_closed(int fd, std::size_t limit, const Patience& patience) {
    std::string text;
    std::array<char, 4096> buffer{};
    while (text.size() < limit && wait_until_ready(fd, POLLIN, patience) == Ready::yes) {
        const auto got = read(fd, buffer.data(), buffer.size());
        if (got > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(got));
        } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
            break;
        }
    }
    return text;
}

} // namespace bkxsms::sandbox

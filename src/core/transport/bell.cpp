#include "core/transport/bell.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace bkxsms::transport {

Bell::Bell() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Bell::~Bell() {
    close(event_);
}

void Bell::ring() noexcept {
    [[maybe_unused]] const int full = eventfd_write(event_, 1); // full is rung
}

void Bell::hear() noexcept {
    eventfd_t times = 0;
    [[maybe_unused]] const int silent = eventfd_read(event_, &times);
}

void Bell::sleep(milliseconds patience) noexcept {
    pollfd wanted{event_, POLLIN, 0};
    const auto timeout = std::clamp<milliseconds::rep>(patience.count(), 0, 60'000);
    if (poll(&wanted, 1, static_cast<int>(timeout)) > 0) hear();
}

} // namespace bkxsms::transport

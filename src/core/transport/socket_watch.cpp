#include "core/transport/socket_watch.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace bkxsms::transport {

SocketWatch::SocketWatch() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = bell_.descriptor();
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, bell_.descriptor(), &event) != 0) {
        close(epoll_);
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
}

SocketWatch::~SocketWatch() {
    close(epoll_);
}

void SocketWatch::attach(CURLM* multi) {
    multi_ = multi;
    curl().multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &SocketWatch::on_interest);
    curl().multi_setopt(multi, CURLMOPT_SOCKETDATA, static_cast<void*>(this));
    curl().multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &SocketWatch::on_timer);
    curl().multi_setopt(multi, CURLMOPT_TIMERDATA, static_cast<void*>(this));
}

bool SocketWatch::work(milliseconds patience) {
    if (due_at_) {
        // Rounded up: an early wake-up finds the timer not due and spins.
        const auto left = std::chrono::ceil<milliseconds>(*due_at_ - Steady::now());
        patience = std::min(patience, left);
    }
    const auto timeout = std::clamp<milliseconds::rep>(patience.count(), 0, 60'000);

    std::array<epoll_event, 16> events; // few, so that what has ended is soon handed out
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(timeout));
    bool woken = count < 0;
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        if (event.data.fd == bell_.descriptor()) {
            bell_.hear();
            woken = true;
            continue;
        }
        int ready = 0;
        if ((event.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) != 0) ready |= CURL_CSELECT_IN;
        if ((event.events & EPOLLOUT) != 0) ready |= CURL_CSELECT_OUT;
        if ((event.events & EPOLLERR) != 0) ready |= CURL_CSELECT_ERR;
        act(event.data.fd, ready);
    }
    if (due_at_ && Steady::now() >= *due_at_) {
        due_at_.reset();
        act(CURL_SOCKET_TIMEOUT, 0);
    }
    return !woken;
}

void SocketWatch::act(curl_socket_t socket, int ready) {
    int running = 0;
    curl().multi_socket_action(multi_, socket, ready, &running);
}

int SocketWatch::on_interest(CURL*, curl_socket_t socket, int what, void* self,
                             void* known) noexcept {
    auto& watch = *static_cast<SocketWatch*>(self);
    epoll_event event{};
    event.data.fd = socket;
    if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
    if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;

    // A failure is not reported: libcurl would give up every exchange. Unwatched, this one
    // ends at its time limit.
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(watch.epoll_, EPOLL_CTL_DEL, socket, nullptr);
    } else if (known != nullptr) {
        epoll_ctl(watch.epoll_, EPOLL_CTL_MOD, socket, &event);
    } else {
        epoll_ctl(watch.epoll_, EPOLL_CTL_ADD, socket, &event);
        curl().multi_assign(watch.multi_, socket, self); // so that next time it is known
    }
    return 0;
}

int SocketWatch::on_timer(CURLM*, long in_ms, void* self) noexcept {
    auto& watch = *static_cast<SocketWatch*>(self);
    if (in_ms < 0) {
        watch.due_at_.reset();
    } else {
        watch.due_at_ = Steady::now() + milliseconds(in_ms);
    }
    return 0;
}

} // namespace bkxsms::transport

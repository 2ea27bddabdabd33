#include "core/sandbox/callback_sender.hpp"

#include "core/sandbox/cgi_client.hpp"
#include "core/sandbox/http_client.hpp"

#include <algorithm>

namespace bkxsms::sandbox {
namespace {

// Nobody documents the pause before a repeat; a test should not wait long for it.
constexpr milliseconds retry_pause{100};

bool should_repeat(const Retry& retry, const PostResult& result) noexcept {
    switch (result.kind) {
    case PostResult::Kind::no_connection:
        return retry.on_connect;
    case PostResult::Kind::timed_out:
        return retry.on_timeout;
    case PostResult::Kind::refused:
        return false;
    case PostResult::Kind::answered:
        break;
    }
    const int hundred = result.status / 100;
    return (hundred == 4 && retry.on_4xx) || (hundred == 5 && retry.on_5xx);
}

} // namespace

CallbackSender::CallbackSender(CallbackTarget target, unsigned threads)
    : target_(std::move(target)) {
    for (unsigned i = 0; i < threads; ++i)
        threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

CallbackSender::~CallbackSender() {
    for (auto& thread : threads_) thread.request_stop();
    queue_.close();
    threads_.clear();
}

void CallbackSender::schedule(Chain chain) {
    if (chain.empty()) return;
    pending_ += static_cast<std::int64_t>(chain.size());
    const auto due = chain.front().due;
    queue_.push(due, Work{std::move(chain), 0});
}

void CallbackSender::run(const std::stop_token& stop) {
    while (auto work = queue_.pop()) {
        make(work->chain[work->next].make(), stop);
        --pending_;
        if (++work->next == work->chain.size()) continue;
        const auto due = work->chain[work->next].due;
        queue_.push(due, std::move(*work));
    }
}

void CallbackSender::make(const Callback& callback, const std::stop_token& stop) {
    for (int repeats = 0;; ++repeats) {
        ++made_;
        const auto result = post(callback, stop);
        if (result.kind == PostResult::Kind::answered && result.status / 100 == 2) {
            ++taken_;
            return;
        }
        if (result.kind == PostResult::Kind::refused) {
            ++refused_;
            return;
        }
        if (stop.stop_requested() || repeats == callback.retry.count ||
            !should_repeat(callback.retry, result)) {
            ++failed_;
            return;
        }
        std::this_thread::sleep_for(retry_pause);
    }
}

PostResult CallbackSender::post(const Callback& callback, const std::stop_token& stop) const {
    return target_.program.empty() ? post_over_http(callback, target_, stop)
                                   : post_to_program(callback, target_, stop);
}

CallbackSender::Stats CallbackSender::stats() const noexcept {
    return {made_, taken_, failed_, refused_, pending_};
}

} // namespace bkxsms::sandbox

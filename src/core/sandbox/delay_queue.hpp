#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

/// \file
/// Things that become due: pushed by any thread with the moment they are wanted, popped by any
/// thread when that moment has come. Equal moments come out in the order they went in.

namespace bkxsms::sandbox {

using SteadyTime = std::chrono::steady_clock::time_point;

template <class T>
class DelayQueue {
public:
    /// After close() the thing is handed back, and is the caller's to deal with.
    std::optional<T> push(SteadyTime due, T thing) {
        const std::lock_guard lock(mutex_);
        if (closed_) return thing;
        const auto number = ++pushed_;
        heap_.push_back({due, number, std::move(thing)});
        std::ranges::push_heap(heap_, later);
        if (heap_.front().number == number) changed_.notify_one();
        return std::nullopt;
    }

    /// Waits for the next thing that is due; nullopt once the queue is closed.
    std::optional<T> pop() {
        std::unique_lock lock(mutex_);
        while (!closed_) {
            if (heap_.empty()) {
                changed_.wait(lock);
            } else if (const auto due = heap_.front().due;
                       due > std::chrono::steady_clock::now()) {
                changed_.wait_until(lock, due);
            } else {
                auto thing = take();
                // This thread is busy now: somebody else must watch the new front.
                if (!heap_.empty()) changed_.notify_one();
                return thing;
            }
        }
        return std::nullopt;
    }

    /// Wakes everybody and returns what was still waiting.
    std::vector<T> close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        std::vector<T> left;
        left.reserve(heap_.size());
        while (!heap_.empty()) left.push_back(take());
        changed_.notify_all();
        return left;
    }

    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return heap_.size();
    }

private:
    struct Item {
        SteadyTime due;
        unsigned long long number;
        T thing;
    };
    static bool later(const Item& a, const Item& b) noexcept {
        return std::pair(a.due, a.number) > std::pair(b.due, b.number);
    }
    T take() {
        std::ranges::pop_heap(heap_, later);
        T thing = std::move(heap_.back().thing);
        heap_.pop_back();
        return thing;
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Item> heap_;
    unsigned long long pushed_ = 0;
    bool closed_ = false;
};

} // namespace bkxsms::sandbox

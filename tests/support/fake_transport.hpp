#pragma once

#include "core/transport/transport.hpp"

#include <deque>
#include <functional>

namespace bkxsms::test {

/// Answers from `answer`, in the order asked; keeps what was asked.
class FakeTransport final : public transport::Transport {
public:
    using Answer = std::function<transport::Exchange(const transport::Request&)>;
    explicit FakeTransport(Answer answer) : answer_(std::move(answer)) {}

    void start(Ticket ticket, transport::Request request) override {
        asked.push_back(std::move(request));
        waiting_.push_back({ticket, answer_(asked.back())});
    }
    [[nodiscard]] std::vector<Finished> wait(milliseconds, std::size_t) override {
        std::vector<Finished> done(waiting_.begin(), waiting_.end());
        waiting_.clear();
        return done;
    }
    [[nodiscard]] std::size_t running() const noexcept override { return waiting_.size(); }
    [[nodiscard]] std::size_t on_wire() const noexcept override { return waiting_.size(); }

    std::vector<transport::Request> asked;

private:
    Answer answer_;
    std::deque<Finished> waiting_;
};

} // namespace bkxsms::test

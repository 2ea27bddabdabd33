#pragma once

#include "core/base/clock.hpp"

#include <vector>

namespace bkxsms::test {

/// Time that moves when a test says so, or when somebody sleeps.
class FakeClock final : public Clock {
public:
    explicit FakeClock(TimePoint start = from_millis(1'795'370'407'000)) : now_(start) {}

    [[nodiscard]] TimePoint now() override { return now_; }
    void sleep_until(TimePoint when) override {
        slept_until.push_back(when);
        if (when > now_) now_ = when;
    }
    void advance(milliseconds by) { now_ += by; }

    std::vector<TimePoint> slept_until;

private:
    TimePoint now_;
};

} // namespace bkxsms::test

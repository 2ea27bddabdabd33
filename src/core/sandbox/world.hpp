#pragma once

#include "core/base/clock.hpp"
#include "core/sandbox/callback_sender.hpp"
#include "core/sandbox/ledger.hpp"
#include "core/sandbox/scenario.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

/// \file
/// What all providers of one sandbox share. Thread-safe.

namespace bkxsms::sandbox {

class World {
public:
    World(const std::filesystem::path& ledger_file, CallbackTarget target, Scenario scenario)
        : ledger(ledger_file), callbacks(std::move(target)),
          play_(std::make_shared<Play>(std::move(scenario))) {}

    SystemClock clock;
    Ledger ledger;
    CallbackSender callbacks;

    /// The scenario in force; hold it for the whole of one request.
    std::shared_ptr<Play> play() const {
        const std::lock_guard lock(mutex_);
        return play_;
    }
    void replace_scenario(Scenario scenario) {
        auto play = std::make_shared<Play>(std::move(scenario));
        const std::lock_guard lock(mutex_);
        play_ = std::move(play);
    }

    std::atomic<std::int64_t> requests{0};
    void count_refusal(int code) {
        const std::lock_guard lock(mutex_);
        ++refusals_[code];
    }
    std::map<int, std::int64_t> refusals() const {
        const std::lock_guard lock(mutex_);
        return refusals_;
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<Play> play_;
    std::map<int, std::int64_t> refusals_; ///< by the provider's code
};

} // namespace bkxsms::sandbox

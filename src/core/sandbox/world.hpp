#pragma once

#include "core/base/clock.hpp"
#include "core/sandbox/callback_sender.hpp"
#include "core/sandbox/ledger.hpp"
#include "core/sandbox/protocol.hpp"
#include "core/sandbox/scenario.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

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

    /// Accepts `draft`: gives it its time and its life and writes it into the ledger.
    /// \throws Error{io} if the ledger cannot be written; then nothing has been accepted.
    MessagePtr accept(Message draft, const Scenario& scenario, const Action& action);

    /// Keeps what somebody writes to us in `draft`, which knows its provider, id and account.
    /// \throws Error{data} if a part of `inbound` is not what it must be.
    MessagePtr receive(Message draft, const Inbound& inbound);

    std::atomic<std::int64_t> requests{0};
    void count_refusal(const std::string& code) {
        const std::lock_guard lock(mutex_);
        ++refusals_[code];
    }
    std::map<std::string, std::int64_t> refusals() const {
        const std::lock_guard lock(mutex_);
        return refusals_;
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<Play> play_;
    std::map<std::string, std::int64_t> refusals_; ///< by the provider's code
};

} // namespace bkxsms::sandbox

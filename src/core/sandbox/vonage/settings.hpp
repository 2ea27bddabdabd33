#pragma once

#include "core/sandbox/vonage/account.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <string>

/// \file
/// What calls change in an account at Vonage: where webhooks go and how they are made, and the
/// numbers. Thread-safe; forgotten when the sandbox ends.

namespace bkxsms::sandbox {

class VonageSettings {
public:
    explicit VonageSettings(const VonageAccount& account)
        : receipt_url_(account.receipt_url), push_(account.push) {
        for (const auto& number : account.numbers) numbers_[number];
    }

    std::string receipt_url() const { return locked(receipt_url_); }
    std::string inbound_url() const { return locked(inbound_url_); }
    void set_receipt_url(std::string url) { assign(&receipt_url_, std::move(url)); }
    void set_inbound_url(std::string url) { assign(&inbound_url_, std::move(url)); }

    VonagePush push() const noexcept { return push_; }
    void set_push(VonagePush push) noexcept { push_ = push; }

    /// Numbers with the URL for what is written to them, "" for the account's.
    std::map<std::string, std::string> numbers() const {
        const std::lock_guard lock(mutex_);
        return numbers_;
    }
    void add_number(const std::string& number) {
        const std::lock_guard lock(mutex_);
        numbers_[number];
    }
    bool remove_number(const std::string& number) {
        const std::lock_guard lock(mutex_);
        return numbers_.erase(number) > 0;
    }
    bool set_number_url(const std::string& number, const std::string& url) {
        const std::lock_guard lock(mutex_);
        const auto at = numbers_.find(number);
        if (at != numbers_.end()) at->second = url;
        return at != numbers_.end();
    }

private:
    std::string locked(const std::string& url) const {
        const std::lock_guard lock(mutex_);
        return url;
    }
    void assign(std::string* to, std::string url) {
        const std::lock_guard lock(mutex_);
        *to = std::move(url);
    }

    mutable std::mutex mutex_;
    std::string receipt_url_;
    std::string inbound_url_;
    std::atomic<VonagePush> push_;
    std::map<std::string, std::string> numbers_;
};

} // namespace bkxsms::sandbox

#include "core/provider/outcome.hpp"

#include <array>

namespace bkxsms::provider {

std::string_view word(Category category) noexcept {
    switch (category) {
    case Category::auth:
        return "auth";
    case Category::account:
        return "account";
    case Category::permission:
        return "permission";
    case Category::registration:
        return "registration";
    case Category::invalid_sender:
        return "invalid_sender";
    case Category::invalid_destination:
        return "invalid_destination";
    case Category::landline:
        return "landline";
    case Category::unroutable:
        return "unroutable";
    case Category::opted_out:
        return "opted_out";
    case Category::blocked:
        return "blocked";
    case Category::blocked_temporarily:
        return "blocked_temporarily";
    case Category::filtered:
        return "filtered";
    case Category::invalid_request:
        return "invalid_request";
    case Category::not_found:
        return "not_found";
    case Category::conflict:
        return "conflict";
    case Category::rate_limited:
        return "rate_limited";
    case Category::queue_full:
        return "queue_full";
    case Category::provider_error:
        return "provider_error";
    case Category::unreachable:
        return "unreachable";
    case Category::expired:
        return "expired";
    case Category::network:
        return "network";
    case Category::unknown:
        return "unknown";
    }
    return "unknown";
}

std::string_view word(Blame blame) noexcept {
    constexpr std::array<std::string_view, 7> words = {
        "number", "content", "sender", "account", "provider", "network", "unknown"};
    return words[static_cast<std::size_t>(blame)];
}

Blame whose_fault(Category category) noexcept {
    switch (category) {
    case Category::invalid_destination:
    case Category::landline:
    case Category::opted_out:
    case Category::blocked:
    case Category::blocked_temporarily:
    case Category::unreachable:
    case Category::expired:
        return Blame::number;
    case Category::filtered:
    case Category::invalid_request:
        return Blame::content;
    case Category::registration:
    case Category::invalid_sender:
    case Category::unroutable:
        return Blame::sender;
    case Category::auth:
    case Category::account:
    case Category::permission:
        return Blame::account;
    case Category::rate_limited:
    case Category::queue_full:
    case Category::provider_error:
        return Blame::provider;
    case Category::network:
        return Blame::network;
    case Category::not_found:
    case Category::conflict:
    case Category::unknown:
        return Blame::unknown;
    }
    return Blame::unknown;
}

std::string_view word(Remedy remedy) noexcept {
    switch (remedy) {
    case Remedy::none:
        return "none";
    case Remedy::later:
        return "later";
    case Remedy::backoff:
        return "backoff";
    case Remedy::fix:
        return "fix";
    case Remedy::reconcile:
        return "reconcile";
    }
    return "none";
}

std::string_view word(Progress progress) noexcept {
    switch (progress) {
    case Progress::queued:
        return "queued";
    case Progress::sent:
        return "sent";
    case Progress::delivered:
        return "delivered";
    case Progress::undelivered:
        return "undelivered";
    case Progress::failed:
        return "failed";
    }
    return "queued";
}

std::string_view kind(const Outcome& outcome) noexcept {
    constexpr std::array<std::string_view, std::variant_size_v<Outcome>> words = {
        "accepted", "deferred", "rejected", "unknown", "halted"};
    return words[outcome.index()];
}

const Failure* failure_of(const Outcome& outcome) noexcept {
    if (const auto* deferred = std::get_if<Deferred>(&outcome)) return &deferred->failure;
    if (const auto* rejected = std::get_if<Rejected>(&outcome)) return &rejected->failure;
    if (const auto* unknown = std::get_if<Unknown>(&outcome)) return &unknown->failure;
    if (const auto* halted = std::get_if<Halted>(&outcome)) return &halted->failure;
    return nullptr;
}

} // namespace bkxsms::provider

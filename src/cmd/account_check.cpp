#include "cmd/account_check.hpp"

#include "cmd/ask.hpp"

#include <chrono>
#include <fmt/format.h>

namespace bkxsms::cmd {
namespace {

using provider::Category;
using provider::Failure;

std::string_view meaning(Category category) {
    switch (category) {
    case Category::auth:
        return "the credentials are refused";
    case Category::account:
        return "the account is refused";
    case Category::network:
        return "the provider is not reached";
    case Category::rate_limited:
        return "the provider is asked too often";
    case Category::provider_error:
        return "the provider has trouble of its own";
    default:
        return "the provider does not answer to it";
    }
}

/// Whoever says so knows whose key it was.
bool proves_the_key(const Failure& failure) {
    return failure.category == Category::permission;
}

Checked ask_account(const provider::Provider& provider, transport::Transport& transport,
                    Clock& clock) {
    Checked checked;
    if (auto question = provider.balance(clock.now())) {
        auto answer = ask(transport, *std::move(question), clock);
        if (auto* money = std::get_if<Money>(&answer)) {
            checked.balance = std::move(*money);
            return checked;
        }
        checked.failure = std::get<Failure>(std::move(answer));
        if (proves_the_key(*checked.failure)) return {};
        // A subaccount may have no balance of its own.
        if (checked.failure->category != Category::not_found) return checked;
    }
    if (auto question = provider.own_numbers(clock.now())) {
        const auto answer = ask(transport, *std::move(question), clock);
        const auto* failure = std::get_if<Failure>(&answer);
        if (failure == nullptr || proves_the_key(*failure)) return {};
        checked.failure = *failure;
    }
    return checked;
}

} // namespace

Checked check_account(const provider::Provider& provider, transport::Transport& transport,
                      Clock& clock) {
    // Not `clock`, which may stand still.
    const auto begin = std::chrono::steady_clock::now();
    auto checked = ask_account(provider, transport, clock);
    checked.took =
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
    return checked;
}

std::string in_words(const Failure& failure) {
    return fmt::format("{} ({}{}{})", meaning(failure.category), failure.code,
                       failure.why.empty() ? "" : " ", failure.why);
}

} // namespace bkxsms::cmd

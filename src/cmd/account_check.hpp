#pragma once

#include "core/base/clock.hpp"
#include "core/provider/provider.hpp"
#include "core/transport/transport.hpp"

#include <optional>
#include <string>

namespace bkxsms::cmd {

/// What a provider says to an account's credentials.
struct Checked {
    std::optional<provider::Failure> failure; ///< nothing: they are good
    std::optional<Money> balance;             ///< where it tells
    milliseconds took{0};
};

/// Asks the cheapest question that nobody answers to a stranger and that changes nothing: the
/// balance, else the account's numbers. That this key may not ask it proves a key too: one that
/// may do nothing but send is a good one. Waits for the network.
Checked check_account(const provider::Provider& provider, transport::Transport& transport,
                      Clock& clock);

/// "the credentials are refused (http-401 authentication failed)"
std::string in_words(const provider::Failure& failure);

} // namespace bkxsms::cmd

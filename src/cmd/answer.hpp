#pragma once

#include "cmd/accounts.hpp"
#include "cmd/ask.hpp"
#include "cmd/session.hpp"
#include "cmd/wire.hpp"
#include "core/base/error.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

/// \file
/// For the subcommands of `provider` that ask a provider something.

namespace bkxsms::cmd {

/// The account that was named, else the default provider's. \throws Error{usage} as
/// find_account.
const Account& account_of(const std::string& typed, Session& session);

/// "GB" from "gb". \throws Error{usage} for what is no country.
std::string require_country(const std::string& typed);

/// What the account's provider answers; `pose` makes the question of a provider and a time, and
/// `what` names it: "does not tell its balance" for "its balance". \throws Error{unavailable}
/// if it has no such question, or no answer.
template <class T, class Pose>
T answer_of(const Account& account, std::string_view what, Session& session, Pose pose) {
    const auto gateway = account.open(session.config());
    auto question = pose(*gateway.provider, session.now());
    if (!question)
        throw Error(Fault::unavailable, fmt::format("{} does not tell {}", account.name, what),
                    "look at the provider's console");
    const auto transport = make_transport();
    auto answer = ask(*transport, std::move(*question), session.clock());
    if (const auto* failure = std::get_if<provider::Failure>(&answer))
        throw Error(Fault::unavailable,
                    fmt::format("{} does not tell {}: {} {}", account.name, what, failure->code,
                                failure->why),
                    failure->category == provider::Category::auth
                        ? "correct its credentials in the configuration"
                        : "try again later, or look at the provider's console");
    return std::move(std::get<T>(answer));
}

} // namespace bkxsms::cmd

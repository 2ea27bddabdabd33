#pragma once

#include "core/sandbox/form.hpp"
#include "core/sandbox/http_message.hpp"
#include "core/sandbox/protocol.hpp"
#include "core/sandbox/twilio/account.hpp"
#include "core/sandbox/twilio/error.hpp"
#include "core/sandbox/twilio/route.hpp"
#include "core/sandbox/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// \file
/// Twilio Programmable Messaging, REST API 2010-04-01, from the provider's side of the wire.
/// Source: docs/providers/twilio.md; nothing here is shared with the adapter it tests.
///
///     POST /2010-04-01/Accounts/{AC}/Messages.json         send
///     GET  /2010-04-01/Accounts/{AC}/Messages.json         list: To, From, DateSent, PageSize
///     GET  /2010-04-01/Accounts/{AC}/Messages/{SM}.json    fetch
///     GET  /2010-04-01/Accounts/{AC}/Balance.json          balance
///     GET  /2010-04-01/Accounts/{AC}.json                  the account's state

namespace bkxsms::sandbox {

class Twilio final : public Protocol {
public:
    /// `callback_secret` signs the callbacks instead of each account's token, unless empty.
    Twilio(std::vector<TwilioAccount> accounts, std::string callback_secret, World& world);

    std::string_view name() const noexcept override { return "twilio"; }
    bool answers(const Request& head) const noexcept override; ///< below /2010-04-01/
    std::optional<Operation> operation(const Request& head) const noexcept override;
    Answer handle(const Request& request) override;
    std::string receive(const Inbound& inbound) override;

private:
    const TwilioAccount* authenticate(std::string_view authorization) const;
    const TwilioAccount* find_account(std::string_view sid) const;
    std::string token_of(const TwilioAccount& account) const;

    Answer refuse(const TwilioError& error);
    Answer serve(const Request& request, const TwilioRoute& route,
                 const TwilioAccount& account);
    Answer work(const Request& request, const TwilioRoute& route, const TwilioAccount& account,
                const Fields& form, const Scenario& scenario, const Action& action);
    Answer send(const Fields& form, const TwilioAccount& account, const Scenario& scenario,
                const Action& action);
    Answer fetch(std::string_view sid, const TwilioAccount& account);
    Answer list(const Request& request, const TwilioAccount& account);
    static Answer show_balance(const TwilioAccount& account);
    static Answer show_account(const TwilioAccount& account);

    const std::vector<TwilioAccount> accounts_;
    std::unordered_map<std::string, const TwilioAccount*> logins_; ///< by Basic's credentials
    const std::string callback_secret_;
    World& world_;
};

} // namespace bkxsms::sandbox

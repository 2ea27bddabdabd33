#pragma once

#include "core/base/json.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/http_message.hpp"
#include "core/sandbox/plivo/account.hpp"
#include "core/sandbox/plivo/callback.hpp"
#include "core/sandbox/plivo/error.hpp"
#include "core/sandbox/plivo/route.hpp"
#include "core/sandbox/protocol.hpp"
#include "core/sandbox/world.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// \file
/// Plivo's messaging API v1, from the provider's side of the wire. Source:
/// docs/providers/plivo.md; nothing here is shared with the adapter it tests.
///
///     POST /v1/Account/{id}/Message/                  send, to up to 1000 at once
///     GET  /v1/Account/{id}/Message/                  list: to_number, message_time__gte, …
///     GET  /v1/Account/{id}/Message/{uuid}/           fetch
///     GET  /v1/Account/{id}/                          balance
///     GET  /v1/Account/{id}/Pricing/                  prices of a country
///     GET  /v1/Account/{id}/Number/, …/PhoneNumber/   own numbers, numbers to buy
///     POST /v1/Account/{id}/PhoneNumber/{number}/     buy
///     GET  /v1/Number/{number}?type=carrier           look-up
///
/// Rates that Plivo limits are not limited here: that is for a scenario.

namespace bkxsms::sandbox {

class Plivo final : public Protocol {
public:
    /// `callback_secret` signs the callbacks instead of each account's tokens, unless empty.
    Plivo(std::vector<PlivoAccount> accounts, std::string callback_secret, World& world);

    std::string_view name() const noexcept override { return "plivo"; }
    /// Below /v1/Account/ and /v1/Number/.
    bool answers(const Request& head) const noexcept override;
    std::optional<Operation> operation(const Request& head) const noexcept override;
    Answer handle(const Request& request) override;
    std::string receive(const Inbound& inbound) override;

private:
    const PlivoAccount* find_account(std::string_view id) const;
    PlivoSigners signers_of(const PlivoAccount& account) const;

    Answer refuse(const PlivoError& error);
    Answer serve(const Request& request, const PlivoRoute& route, const PlivoAccount& account);
    Answer work(const Request& request, const PlivoRoute& route, const PlivoAccount& account,
                const json::Value& body, const Scenario& scenario, const Action& action);
    Answer send(const json::Value& body, const PlivoAccount& account, const Scenario& scenario,
                const Action& action);
    Answer fetch(const PlivoRoute& route, const PlivoAccount& account);
    Answer list(const Request& request, const PlivoAccount& account);

    const std::vector<PlivoAccount> accounts_;
    std::unordered_map<std::string, const PlivoAccount*> logins_; ///< by Basic's credentials
    const std::string callback_secret_;
    World& world_;
};

} // namespace bkxsms::sandbox

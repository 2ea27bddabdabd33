#pragma once

#include "core/sandbox/form.hpp"
#include "core/sandbox/http_message.hpp"
#include "core/sandbox/protocol.hpp"
#include "core/sandbox/vonage/account.hpp"
#include "core/sandbox/vonage/error.hpp"
#include "core/sandbox/vonage/login.hpp"
#include "core/sandbox/vonage/messages.hpp"
#include "core/sandbox/vonage/route.hpp"
#include "core/sandbox/vonage/settings.hpp"
#include "core/sandbox/vonage/webhook.hpp"
#include "core/sandbox/world.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

/// \file
/// Vonage, once Nexmo, from the provider's side of the wire: the SMS API, the Messages API v1,
/// reports, and the calls of an account. Source: docs/providers/vonage.md; nothing here is
/// shared with the adapter it tests. The paths are in route.hpp.
///
/// Rates that Vonage limits are not limited here: that is for a scenario.

namespace bkxsms::sandbox {

class Vonage final : public Protocol {
public:
    /// `callback_secret` signs the webhooks instead of each account's signature secret, unless
    /// empty.
    Vonage(std::vector<VonageAccount> accounts, std::string callback_secret, World& world);

    std::string_view name() const noexcept override { return "vonage"; }
    bool answers(const Request& head) const noexcept override; ///< is_vonage_path()
    std::optional<Operation> operation(const Request& head) const noexcept override;
    Answer handle(const Request& request) override;
    /// In the form of the SMS API, a webhook for each part.
    std::string receive(const Inbound& inbound) override;

private:
    struct Sender {
        const VonageAccount* account;
        bool application; ///< with its JWT
    };
    std::variant<Sender, Answer> admit(const Request& request, VonageCall call,
                                       const Fields& fields);
    Answer refuse(VonageCall call, int status, const std::string& code);
    Answer refuse(const VonageStatus& status);
    Answer refuse(const VonageProblem& problem);
    Answer refuse_http(int status);

    MessagePtr send_sms(const Fields& fields, const VonageAccount& account,
                        const Scenario& scenario, const Action& action, Answer* answer);
    Answer send_message(const json::Value& asked, const Sender& sender,
                        const Scenario& scenario, const Action& action);
    VonageSettings& settings_of(const VonageAccount& account) const;
    std::string secret_of(const VonageAccount& account) const;
    VonageStyle style_of(const VonageAccount& account) const;

    const std::vector<VonageAccount> accounts_;
    VonageLogins logins_;
    std::unordered_map<std::string, std::unique_ptr<VonageSettings>> settings_; ///< by api_key
    const std::string callback_secret_;
    World& world_;
};

} // namespace bkxsms::sandbox
